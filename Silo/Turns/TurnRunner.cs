using Microsoft.Extensions.Options;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Calls;
using OrleansLedger.Providers.Contract;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.Silo.Calls;
using OrleansLedger.Silo.Exports;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Quotas;
using OrleansLedger.Silo.Tokens;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Turns;

/// <summary>
/// One turn of a connection grain: raise the epoch, load tokens and quota, reconcile what an earlier turn left open, then work the mailbox by
/// priority until it is empty, the turn is over, or the quota says when to come back.
/// </summary>
internal sealed partial class TurnRunner(
    LedgerDatabase database,
    CredentialStore credentials,
    ProviderCatalog catalog,
    HttpCalls http,
    LedgerRedis redis,
    AppQuota appQuota,
    Mailbox mailbox,
    ReminderSchedule reminders,
    Reconciler reconciler,
    IEnumerable<IJobHandler> handlers,
    IOptions<TurnOptions> options,
    TimeProvider clock,
    ILogger<TurnRunner> logger)
{
    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(h => h.Kind, StringComparer.Ordinal);

    /// <param name="cancellationToken">Asks the turn to end at the next safe point; it still closes in order.</param>
    public async Task RunAsync(TenantId tenant, ConnectionId connection, CancellationToken cancellationToken)
    {
        var row = await database.InTenantAsync(tenant, t => ConnectionStore.BeginTurnAsync(t, connection, CancellationToken.None), CancellationToken.None);
        if (row is null)
        {
            return;
        }

        using var ledger = new TurnLedger(database, tenant, connection, row.Connection.Epoch, clock);
        try
        {
            await RunAsync(row, ledger, cancellationToken);
        }
        catch (TurnLostException e)
        {
            LogLost(logger, tenant, connection, e.Message);
        }
    }

    private async Task RunAsync(ConnectionRow row, TurnLedger ledger, CancellationToken cancellationToken)
    {
        var connection = row.Connection;
        var provider = catalog[connection.Provider];
        using var gate = new QuotaGate(provider.Manifest, new RedisQuotaJournal(redis, connection.Id, connection.Epoch), clock, options.Value.QuotaPatience);
        await gate.LoadAsync(row.Quota, row.PreviousTurnDied);
        var credential = await ledger.InTurnAsync(t => credentials.FindAsync(t, connection.Id, CancellationToken.None), CancellationToken.None);
        if (!connection.HasConsent || credential is null)
        {
            await DiscardAsync(connection, ledger, gate);
            return;
        }

        using var tokens = new TokenKeeper(credential, provider, connection.Id, connection.Company.RemoteId, credentials, ledger, http, clock);
        var calls = new ProviderCalls(provider.Manifest, http, gate, appQuota, tokens, ledger, options.Value, clock);
        var turn = new Turn(row, provider, calls, http, gate, tokens, ledger, options.Value, clock);

        DateTimeOffset? wakeAt = null;
        try
        {
            wakeAt = await TakeTurnAsync(turn, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end between two calls: what was begun is on record, and the turn closes in order.
        }

        await CloseAsync(connection, turn, ledger, gate, wakeAt);
    }

    /// <returns>When to come back at the earliest; null for when the mailbox says.</returns>
    private async Task<DateTimeOffset?> TakeTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        var fresh = await turn.Tokens.EnsureAsync(options.Value.RefreshBefore, CancellationToken.None);
        if (fresh.Failure is { } failure)
        {
            LogTokens(logger, turn.Connection.TenantId, turn.Connection.Id, failure.Code);
            return await StopAsync(turn, failure);
        }

        if (await reconciler.RunAsync(turn, cancellationToken) is { } stop)
        {
            return await StopAsync(turn, stop);
        }

        await WorkAsync(turn, cancellationToken);
        return null;
    }

    /// <summary>Works the mailbox.</summary>
    private async Task WorkAsync(Turn turn, CancellationToken cancellationToken)
    {
        while (!turn.IsOver && !cancellationToken.IsCancellationRequested)
        {
            var job = await turn.Ledger.InTurnAsync(
                async t =>
                {
                    var next = await JobStore.NextAsync(t, turn.Connection.Id, clock.GetUtcNow(), CancellationToken.None);
                    if (next is not null)
                    {
                        await JobStore.StartAsync(t, next.Id, clock.GetUtcNow(), CancellationToken.None);
                    }

                    return next;
                },
                CancellationToken.None);
            if (job is null)
            {
                return;
            }

            turn.Calls.JobId = job.Id;
            turn.Calls.Interactive = job.Priority >= JobPriority.Interactive;
            JobStep step;
            if (job.CancelRequested)
            {
                step = JobStep.Cancelled;
            }
            else if (_handlers.GetValueOrDefault(job.Kind) is { } handler)
            {
                step = handler.NeedsCompany && turn.CompanyReadAt is null && await turn.RefreshCompanyAsync(cancellationToken) is { } unread
                    ? JobStep.From(unread, job, turn)
                    : await handler.RunAsync(turn, job, cancellationToken);
            }
            else
            {
                step = JobStep.Discard("unknown_kind", $"This version knows no job of kind '{job.Kind}'. Start it again on a newer version.");
            }

            switch (step)
            {
                case JobStep.ConsentLost lost:
                    await StopAsync(turn, new ProviderFailure.ConsentLost(lost.Code, lost.Text));
                    return;
                case JobStep.Moved moved:
                    await MoveAsync(turn, job, moved.Move);
                    break;
            }
        }
    }

    private async Task MoveAsync(Turn turn, Job job, JobMove move)
    {
        var now = clock.GetUtcNow();
        await turn.CommitAsync(
            async t =>
            {
                if (move.On == JobEvent.Cancel)
                {
                    await JobStore.CancelDocumentsAsync(t, job.Id, "The job was cancelled before this document was sent.", CancellationToken.None);
                }

                await JobStore.MoveAsync(t, job, move, now, CancellationToken.None);
                if (move.On is JobEvent.Complete)
                {
                    await ConnectionStore.ClearErrorsAsync(t, job.ConnectionId, CancellationToken.None);
                }
                else if (move.ErrorText is { } error)
                {
                    await ConnectionStore.NoteErrorAsync(t, job.ConnectionId, error, now, CancellationToken.None);
                }
            },
            CancellationToken.None);
    }

    /// <summary>The turn cannot go on: for good, or for a while.</summary>
    private async Task<DateTimeOffset?> StopAsync(Turn turn, ProviderFailure failure)
    {
        var now = clock.GetUtcNow();
        var connection = turn.Connection;
        if (failure is ProviderFailure.RateLimited limited)
        {
            return limited.Until;
        }

        if (failure is ProviderFailure.ConsentLost or ProviderFailure.Unauthorized or ProviderFailure.Rejected)
        {
            var status = failure is ProviderFailure.Rejected ? ConnectionStatus.Error
                : turn.Tokens.Tokens.RefreshExpiresAt <= now ? ConnectionStatus.Expired
                : ConnectionStatus.Revoked;
            var reason = $"{turn.Provider.Manifest.DisplayName} says: {failure.Text} ({failure.Code})";
            await turn.CommitAsync(
                async t =>
                {
                    await ConnectionStore.SetStatusAsync(t, connection.Id, status, reason, CancellationToken.None);
                    await ConnectionStore.NoteErrorAsync(t, connection.Id, reason, now, CancellationToken.None);
                    await DiscardOpenAsync(
                        t, connection, Text.Of(status), $"{reason} Connect {turn.Provider.Manifest.DisplayName} again; documents already there stay linked.");
                },
                CancellationToken.None);
            LogStatus(logger, connection.TenantId, connection.Id, status, failure.Code);
            return null;
        }

        await turn.CommitAsync(t => ConnectionStore.NoteErrorAsync(t, connection.Id, failure.Text, now, CancellationToken.None), CancellationToken.None);
        return now + Backoff(turn);
    }

    /// <summary>Outages of the authorization server are waited out in small steps, up to the retry unit.</summary>
    private TimeSpan Backoff(Turn turn)
    {
        var step = TimeSpan.FromSeconds(Math.Min(60, 1 << Math.Min(6, turn.ErrorCount)));
        return step < options.Value.RetryUnit ? step : options.Value.RetryUnit;
    }

    /// <summary>A connection that does not work can still be disconnected; everything else is given up with the reason.</summary>
    private async Task DiscardAsync(Connection connection, TurnLedger ledger, QuotaGate gate)
    {
        await ledger.InTurnAsync(
            async t =>
            {
                await DiscardOpenAsync(t, connection, $"connection_{Text.Of(connection.Status)}", NotActive(connection));
                var now = clock.GetUtcNow();
                // All of them, also one that waits to be tried again: the provider is not asked, and nothing is left to wait for.
                while (await JobStore.NextDueAsync(t, connection.Id, now, CancellationToken.None) is { } due
                    && await JobStore.NextAsync(t, connection.Id, due, CancellationToken.None) is { Kind: JobKinds.Disconnect } disconnect)
                {
                    await ConnectionStore.SetStatusAsync(t, connection.Id, ConnectionStatus.Disconnected, "Disconnected by the user.", CancellationToken.None);
                    await credentials.DeleteAsync(t, connection.Id, CancellationToken.None);
                    await reminders.SetAsync(t, connection.Id, SyncFrequency.Manual, CancellationToken.None);
                    await JobStore.MoveAsync(t, disconnect, new JobMove(JobEvent.Complete), now, CancellationToken.None);
                }

                await ConnectionStore.EndTurnAsync(t, connection.Id, connection.Epoch, gate.Save(), CancellationToken.None);
            },
            CancellationToken.None);
    }

    private async Task DiscardOpenAsync(LedgerTransaction transaction, Connection connection, string code, string text)
    {
        foreach (var job in await JobStore.DiscardOpenAsync(transaction, connection.Id, code, text, clock.GetUtcNow(), CancellationToken.None))
        {
            await JobStore.CancelDocumentsAsync(transaction, job, text, CancellationToken.None);
        }
    }

    /// <summary>Ends the turn in order: the quota for the next one, and its wake-up, in one transaction.</summary>
    private async Task CloseAsync(Connection connection, Turn turn, TurnLedger ledger, QuotaGate gate, DateTimeOffset? wakeAt)
    {
        var log = turn.Calls.TakeLog();
        await ledger.InTurnAsync(
            async t =>
            {
                await EventStore.AppendLogAsync(t, connection.Id, log, CancellationToken.None);
                var now = clock.GetUtcNow();
                if (await JobStore.NextDueAsync(t, connection.Id, now, CancellationToken.None) is { } due)
                {
                    await mailbox.WakeAsync(t, connection.Id, wakeAt > due ? wakeAt : due, CancellationToken.None);
                }

                await ConnectionStore.EndTurnAsync(t, connection.Id, connection.Epoch, gate.Save(), CancellationToken.None);
            },
            CancellationToken.None);
    }

    private static string NotActive(Connection connection) => connection.Status switch
    {
        ConnectionStatus.Disconnected => "The connection was disconnected. Connect again to sync.",
        _ => $"The connection is {Text.Of(connection.Status)}. {connection.StatusReason} Connect again to sync.",
    };

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}, connection {Connection}: {Reason}")]
    private static partial void LogLost(ILogger logger, TenantId tenant, ConnectionId connection, string reason);

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}, connection {Connection}: the tokens could not be renewed ({Code})")]
    private static partial void LogTokens(ILogger logger, TenantId tenant, ConnectionId connection, string code);

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}, connection {Connection} is now {Status} ({Code})")]
    private static partial void LogStatus(ILogger logger, TenantId tenant, ConnectionId connection, ConnectionStatus status, string code);
}
