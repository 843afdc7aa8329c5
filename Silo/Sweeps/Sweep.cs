using Microsoft.Extensions.Options;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Sweeps;

/// <summary>
/// The safety net under the wake-ups: every few seconds wakes connections whose due work has neither a trigger nor a turn at it and puts mutations that were cut off on the record; every hour
/// wakes connections that sat idle so long that their refresh token ages, makes next month's partition of the log, and cleans old events away. Runs in every silo; doing it twice does no harm.
/// </summary>
internal sealed partial class Sweep(
    LedgerDatabase database, AuditStore audit, ProviderCatalog catalog, Mailbox mailbox, IOptions<TurnOptions> options, TimeProvider clock, ILogger<Sweep> logger) : BackgroundService
{
    private const int AtMost = 500;

    /// <summary>Events cleaned away in one transaction.</summary>
    private const int EventsAtOnce = 5000;

    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(5);

    /// <summary>Far longer than the API lets one take: what has no entry by then is not being done any more.</summary>
    private static readonly TimeSpan s_longestMutation = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_idleEvery = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_every, clock);
        var idleAt = clock.GetUtcNow();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await WakeDueAsync(stoppingToken);
                    if (clock.GetUtcNow() >= idleAt)
                    {
                        await RefreshIdleAsync(stoppingToken);
                        await database.AcrossTenantsAsync<object>("make_sync_log_partition", new { Month = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddMonths(1) }, stoppingToken);
                        await CleanEventsAsync(stoppingToken);
                        idleAt = clock.GetUtcNow() + s_idleEvery;
                    }

                    // Last: a chain that somebody broke takes no entries, and keeps nothing else from being done.
                    await audit.AppendInterruptedAsync(clock.GetUtcNow() - s_longestMutation, AtMost, stoppingToken);
                }
                catch (Exception e) when (e is NpgsqlException or Quartz.SchedulerException)
                {
                    LogFailed(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task WakeDueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Work that came due just now has its trigger, being fired at this moment; work of a turn that runs has that turn.
        foreach (var due in await database.AcrossTenantsAsync<Due>("due_connections", new { AsOf = now - s_every, AliveSince = now - Scheduling.DeadAfter, AtMost }, cancellationToken))
        {
            if (await mailbox.WakeAgainAsync(new TenantId(due.TenantId), new ConnectionId(due.ConnectionId), cancellationToken))
            {
                LogWoken(logger, due.TenantId, due.ConnectionId);
            }
        }
    }

    private async Task RefreshIdleAsync(CancellationToken cancellationToken)
    {
        foreach (var manifest in catalog.All.Select(p => p.Manifest))
        {
            var before = clock.GetUtcNow() - manifest.RefreshIdleAfter;
            foreach (var idle in await database.AcrossTenantsAsync<Due>("idle_connections", new { Provider = manifest.Key, RefreshedBefore = before, AtMost }, cancellationToken))
            {
                var connection = new ConnectionId(idle.ConnectionId);
                await database.InTenantAsync(
                    new TenantId(idle.TenantId),
                    t => mailbox.EnqueueAsync(
                        t,
                        new NewJob(connection, JobKinds.RefreshToken, JobPriority.Automatic) { OwnKey = $"idle-{connection}-{clock.GetUtcNow():yyyy-MM-dd}" },
                        cancellationToken),
                    cancellationToken);
            }
        }
    }

    private async Task CleanEventsAsync(CancellationToken cancellationToken)
    {
        var olderThan = clock.GetUtcNow() - options.Value.EventRetention;
        while (await EventStore.CleanAsync(database, olderThan, EventsAtOnce, cancellationToken) == EventsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    [LoggerMessage(LogLevel.Information, "Tenant {Tenant}, connection {Connection} had due work and no wake-up; woken")]
    private static partial void LogWoken(ILogger logger, Guid tenant, Guid connection);

    [LoggerMessage(LogLevel.Warning, "The sweep failed and is repeated in five seconds")]
    private static partial void LogFailed(ILogger logger, Exception error);

    private sealed class Due
    {
        public Guid TenantId { get; init; }

        public Guid ConnectionId { get; init; }
    }
}
