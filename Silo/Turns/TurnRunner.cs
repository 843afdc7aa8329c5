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
/// One turn of a connection grain: raise the epoch, load tokens and quota, answer commands, find out what became of calls with an unknown outcome,
/// then work the mailbox by priority until it is empty, the turn is over, or the quota says when to come back.
/// A turn always ends in order: a job that throws is counted and tried again later, and an outage pauses the background work.
/// </summary>
internal sealed partial class TurnRunner(
    LedgerDatabase database,
    CredentialStore credentials,
    ProviderCatalog catalog,
    HttpCalls http,
    LedgerRedis redis,
    AppQuota appQuota,
    Reconciler reconciler,
    IEnumerable<IJobHandler> handlers,
    IOptions<TurnOptions> options,
    TimeProvider clock,
    ILogger<TurnRunner> logger) : IDisposable
{
    /// <summary>What a turn may take beyond its length: the last call and its end. After that a turn that is on record as open counts as lost.</summary>
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(15);

    /// <summary>After a turn that the database's absence broke off.</summary>
    private static readonly TimeSpan s_tryAgainAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _atOnce = new(options.Value.ConcurrentTurns, options.Value.ConcurrentTurns);
    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(h => h.Kind, StringComparer.Ordinal);

    /// <param name="beforeLastLook">Called just before the turn looks for the last time whether there is more to do.</param>
    /// <param name="cancellationToken">Asks the turn to end at the next safe point; it still closes in order.</param>
    /// <returns>When the next turn has something to do; null where nothing is known of.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while it waited for one of the silo's <see cref="TurnOptions.ConcurrentTurns"/>.</exception>
    public async Task<DateTimeOffset?> RunAsync(TenantId tenant, ConnectionId connection, Action beforeLastLook, CancellationToken cancellationToken)
    {
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            var until = clock.GetUtcNow() + options.Value.TurnLength + s_longestEnd;
            var row = await database.InTenantAsync(tenant, t => ConnectionStore.BeginTurnAsync(t, connection, until, CancellationToken.None), CancellationToken.None);
            if (row is null)
            {
                return null;
            }

            using var ledger = new TurnLedger(database, tenant, connection, row.Connection.Epoch, clock);
            return await RunAsync(row, ledger, beforeLastLook, cancellationToken);
        }
        catch (TurnLostException e)
        {
            LogLost(logger, tenant, connection, e.Message);
            return null;
        }
        catch (Exception e) when (Defect.IsInfrastructure(e))
        {
            LogInfrastructure(logger, tenant, connection, e.Message);
            return clock.GetUtcNow() + s_tryAgainAfter;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    public void Dispose() => _atOnce.Dispose();

    private async Task<DateTimeOffset?> RunAsync(ConnectionRow row, TurnLedger ledger, Action beforeLastLook, CancellationToken cancellationToken)
    {
        var connection = row.Connection;
        var provider = catalog[connection.Provider];
        using var gate = new QuotaGate(provider.Manifest, new RedisQuotaJournal(redis, connection.Id, connection.Epoch), clock, options.Value.QuotaPatience);
        await gate.LoadAsync(row.Quota, row.PreviousTurnDied);
        var credential = await ledger.InTurnAsync(t => credentials.FindAsync(t, connection.Id, CancellationToken.None), CancellationToken.None);
        if (!connection.HasConsent || credential is null)
        {
            await DiscardAsync(connection, ledger, gate);
            return null;
        }

        using var tokens = new TokenKeeper(credential, provider, connection.Id, connection.Company.RemoteId, credentials, ledger, http, options.Value.SettleDelay, clock);
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
        catch (Exception e) when (Defect.Is(e))
        {
            LogDefect(logger, e, connection.TenantId, connection.Id, "a turn");
            await turn.BeginOutageAsync(
                JobStep.InternalError, $"An internal error stopped the connection's work ({e.GetType().Name}). It is tried again by itself; the silo's log has the details.", onWrite: false);
        }

        beforeLastLook();
        return await CloseAsync(connection, turn, ledger, gate, wakeAt);
    }

    /// <returns>The earliest time to come back; null leaves that to the mailbox.</returns>
    private async Task<DateTimeOffset?> TakeTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.IsPaused && await NextAsync(turn, JobPriority.Interactive) is null)
        {
            return null;
        }

        var fresh = await turn.Tokens.EnsureAsync(options.Value.RefreshBefore, CancellationToken.None);
        switch (fresh.Failure)
        {
            case null:
                break;
            case ProviderFailure.RateLimited limited:
                return limited.Until;
            case ProviderFailure.ConsentLost or ProviderFailure.Rejected:
                LogTokens(logger, turn.Connection.TenantId, turn.Connection.Id, fresh.Failure.Code);
                await EndConnectionAsync(turn, fresh.Failure.Code, fresh.Failure.Text, fresh.Failure is ProviderFailure.Rejected ? ConnectionStatus.Error : null);
                return null;
            case var failure:
                LogTokens(logger, turn.Connection.TenantId, turn.Connection.Id, failure.Code);
                if (!await ApplyAsync(turn, failure is ProviderFailure.Unauthorized
                    ? new JobStep.TokenRefused(failure.Code, failure.Text)
                    : new JobStep.Outage(failure.Code, failure.Text, OnWrite: false)))
                {
                    return null;
                }

                break;
        }

        // Commands first: a call with an unknown outcome, or an outage, must not keep them waiting.
        if (!await WorkAsync(turn, JobPriority.Interactive, cancellationToken))
        {
            return null;
        }

        if (!turn.IsPaused && await reconciler.RunAsync(turn, cancellationToken) is { } stop && !await ApplyAsync(turn, stop))
        {
            return null;
        }

        await WorkAsync(turn, int.MinValue, cancellationToken);
        return null;
    }

    /// <summary>Works the mailbox, down to a priority; during an outage commands only.</summary>
    /// <returns>False where the connection does not work any more.</returns>
    private async Task<bool> WorkAsync(Turn turn, int lowestPriority, CancellationToken cancellationToken)
    {
        while (!turn.IsOver && !cancellationToken.IsCancellationRequested)
        {
            if (await NextAsync(turn, turn.IsPaused ? Math.Max(lowestPriority, JobPriority.Interactive) : lowestPriority) is not { } job)
            {
                return true;
            }

            if (!await turn.Ledger.InTurnAsync(t => JobStore.StartAsync(t, job.Id, clock.GetUtcNow(), CancellationToken.None), CancellationToken.None))
            {
                continue;
            }

            turn.Calls.JobId = job.Id;
            turn.Calls.Interactive = job.Priority >= JobPriority.Interactive;
            var handler = _handlers.GetValueOrDefault(job.Kind);
            var step = await StepAsync(turn, job, handler, cancellationToken);
            if (step is JobStep.Moved moved)
            {
                await MoveAsync(turn, job, moved.Move);
                continue;
            }

            if (step is JobStep.Outage outage && handler is { AnswersAtOnce: true })
            {
                await MoveAsync(turn, job, new JobMove(JobEvent.Discard, ErrorCode: outage.Code, ErrorText: outage.Text));
                if (turn.Outage is not null)
                {
                    // A check by a person must not make the pause longer.
                    continue;
                }
            }

            if (!await ApplyAsync(turn, step))
            {
                return false;
            }

            if (turn.Outage is { } now && !(step is JobStep.Outage && handler is { AnswersAtOnce: true }))
            {
                await MoveAsync(turn, job, new JobMove(JobEvent.Snooze, NotBefore: now.PausedUntil, WaitingFor: Waiting(turn, now), Attempt: job.Attempt));
            }
        }

        return true;
    }

    private Task<Job?> NextAsync(Turn turn, int lowestPriority) => turn.Ledger.InTurnAsync(
        t => JobStore.NextAsync(t, turn.Connection.Id, clock.GetUtcNow(), CancellationToken.None, lowestPriority), CancellationToken.None);

    private async Task<JobStep> StepAsync(Turn turn, Job job, IJobHandler? handler, CancellationToken cancellationToken)
    {
        if (job.CancelRequested)
        {
            return JobStep.Cancelled;
        }

        if (handler is null)
        {
            return JobStep.Discard("unknown_kind", $"This version knows no job of kind '{job.Kind}'. Start it again on a newer version.");
        }

        try
        {
            if (job.Kind == JobKinds.Disconnect && !turn.IsPaused)
            {
                // The last chance to learn of calls whose outcome is unknown.
                await reconciler.RunAsync(turn, cancellationToken);
            }

            return handler.NeedsCompany && turn.CompanyReadAt is null && await turn.RefreshCompanyAsync(cancellationToken) is { } unread
                ? JobStep.From(unread, job, turn)
                : await handler.RunAsync(turn, job, cancellationToken);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            LogDefect(logger, e, turn.Connection.TenantId, turn.Connection.Id, $"job {job.Id} ({job.Kind})");
            return JobStep.From(e, job, turn);
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
                else if (move.On == JobEvent.Discard)
                {
                    await JobStore.CancelDocumentsAsync(t, job.Id, move.ErrorText ?? "The job was given up.", CancellationToken.None);
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

    /// <summary>Does to the connection what a step asks for that concerns more than its job.</summary>
    /// <returns>False where the connection does not work any more.</returns>
    private async Task<bool> ApplyAsync(Turn turn, JobStep step)
    {
        switch (step)
        {
            case JobStep.Outage outage:
                await turn.BeginOutageAsync(outage.Code, outage.Text, outage.OnWrite);
                return true;
            case JobStep.TokenRefused when turn.Tokens.Lost is { } gone:
                await EndConnectionAsync(turn, gone.Code, gone.Text, status: null);
                return false;
            case JobStep.TokenRefused refused when turn.Outage is { Code: Outage.TokenRefused } before && before.Tries + 1 >= OutageSchedule.TokenRefusals:
                await EndConnectionAsync(turn, refused.Code, refused.Text, status: null);
                return false;
            case JobStep.TokenRefused refused:
                await turn.BeginOutageAsync(Outage.TokenRefused, $"{turn.Provider.Manifest.DisplayName} refuses a new access token: {refused.Text}", onWrite: false);
                return true;
            case JobStep.ConsentLost lost:
                await EndConnectionAsync(turn, lost.Code, lost.Text, status: null);
                return false;
            case JobStep.CompanyInactive inactive:
                await EndConnectionAsync(turn, inactive.Code, inactive.Text, ConnectionStatus.Error);
                return false;
            default:
                return true;
        }
    }

    private static string Waiting(Turn turn, Outage outage) =>
        $"{turn.Provider.Manifest.DisplayName} has not worked since {outage.Since:yyyy-MM-dd HH:mm:ss} UTC ({outage.Text}). It is tried again at {outage.PausedUntil:HH:mm:ss} UTC; nothing is lost.";

    /// <summary>The connection cannot go on: its open jobs end with the reason.</summary>
    private async Task EndConnectionAsync(Turn turn, string code, string text, ConnectionStatus? status)
    {
        var now = clock.GetUtcNow();
        var connection = turn.Connection;
        var name = turn.Provider.Manifest.DisplayName;
        var ended = status ?? (turn.Tokens.Tokens.RefreshExpiresAt <= now ? ConnectionStatus.Expired : ConnectionStatus.Revoked);
        var reason = $"{name} says: {text} ({code})";
        await turn.CommitAsync(
            async t =>
            {
                await ConnectionStore.SetStatusAsync(t, connection.Id, ended, reason, CancellationToken.None);
                await ConnectionStore.EndOutageAsync(t, connection.Id, turn.Ledger.Epoch, CancellationToken.None);
                await ConnectionStore.NoteErrorAsync(t, connection.Id, reason, now, CancellationToken.None);
                await DiscardOpenAsync(t, connection, Text.Of(ended), $"{reason} Connect {name} again; documents already there stay linked.");
            },
            CancellationToken.None);
        LogStatus(logger, connection.TenantId, connection.Id, ended, code);
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
                while (await JobStore.NextAsync(t, connection.Id, DateTimeOffset.MaxValue, CancellationToken.None) is { Kind: JobKinds.Disconnect } disconnect)
                {
                    await ConnectionStore.SetStatusAsync(t, connection.Id, ConnectionStatus.Disconnected, "Disconnected by the user.", CancellationToken.None);
                    await credentials.DeleteAsync(t, connection.Id, CancellationToken.None);
                    await ConnectionStore.ScheduleSyncAsync(t, connection.Id, SyncFrequency.Manual, now, CancellationToken.None);
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

    /// <summary>Ends the turn in order: looks for the next work and keeps the quota for it, in one transaction.</summary>
    /// <returns>When the next work is due.</returns>
    private async Task<DateTimeOffset?> CloseAsync(Connection connection, Turn turn, TurnLedger ledger, QuotaGate gate, DateTimeOffset? wakeAt)
    {
        DateTimeOffset? next = null;
        await turn.CommitAsync(
            async t =>
            {
                var now = clock.GetUtcNow();
                next = await JobStore.NextDueAsync(t, connection.Id, now, CancellationToken.None) is { } due ? (wakeAt > due ? wakeAt : due) : null;
                if (next is null)
                {
                    // Nothing is left that could show whether writes succeed again.
                    await ConnectionStore.EndOutageAsync(t, connection.Id, ledger.Epoch, CancellationToken.None);
                }

                await ConnectionStore.EndTurnAsync(t, connection.Id, connection.Epoch, gate.Save(), CancellationToken.None);
            },
            CancellationToken.None);
        return next;
    }

    private static string NotActive(Connection connection) => connection.Status switch
    {
        ConnectionStatus.Disconnected => "The connection was disconnected. Connect again to sync.",
        _ => $"The connection is {Text.Of(connection.Status)}. {connection.StatusReason} Connect again to sync.",
    };

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}, connection {Connection}: {Reason}")]
    private static partial void LogLost(ILogger logger, TenantId tenant, ConnectionId connection, string reason);

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}, connection {Connection}: the turn was broken off because the database is unavailable ({Reason})")]
    private static partial void LogInfrastructure(ILogger logger, TenantId tenant, ConnectionId connection, string reason);

    [LoggerMessage(LogLevel.Error, "Tenant {Tenant}, connection {Connection}: {Work} threw")]
    private static partial void LogDefect(ILogger logger, Exception exception, TenantId tenant, ConnectionId connection, string work);

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}, connection {Connection}: the tokens could not be renewed ({Code})")]
    private static partial void LogTokens(ILogger logger, TenantId tenant, ConnectionId connection, string code);

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}, connection {Connection} is now {Status} ({Code})")]
    private static partial void LogStatus(ILogger logger, TenantId tenant, ConnectionId connection, ConnectionStatus status, string code);
}
