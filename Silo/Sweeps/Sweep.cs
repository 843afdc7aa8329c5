using Microsoft.Extensions.Options;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Grains;
using OrleansLedger.Providers;
using OrleansLedger.Silo.Cluster;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Sweeps;

/// <summary>
/// The safety net under the wake-ups: every few seconds, and at once when a silo has died, wakes connections with due work and no slice at it, and puts mutations that were cut off on the
/// record; every hour wakes connections that sat idle so long that their refresh token ages, makes next month's partition of the log, and cleans old events away. Runs in every silo; doing it twice does no harm.
/// </summary>
internal sealed partial class Sweep(
    LedgerDatabase database,
    AuditStore audit,
    ProviderCatalog catalog,
    IGrainFactory grains,
    DeadSilos deadSilos,
    IOptions<TurnOptions> options,
    TimeProvider clock,
    ILogger<Sweep> logger) : BackgroundService
{
    private const int AtMost = 500;

    /// <summary>Events cleaned away in one transaction.</summary>
    private const int EventsAtOnce = 5000;

    /// <summary>Everything that is due, when a silo has died: its connections are among them.</summary>
    private const int AtMostAfterDeath = 100_000;

    /// <summary>Work that came due just now has its wake-up, which is under way.</summary>
    private static readonly TimeSpan s_wakeUpTakes = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_upkeepEvery = TimeSpan.FromSeconds(5);

    /// <summary>Far longer than the API lets one take: what has no entry by then is not being done any more.</summary>
    private static readonly TimeSpan s_longestMutation = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_idleEvery = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var idleAt = clock.GetUtcNow();
        try
        {
            while (true)
            {
                var siloDied = await deadSilos.WaitAsync(options.Value.SweepEvery > TimeSpan.Zero ? options.Value.SweepEvery : s_upkeepEvery, stoppingToken);
                try
                {
                    await WakeDueAsync(siloDied, stoppingToken);
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
                catch (Exception e) when (e is NpgsqlException or OrleansException or TimeoutException)
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

    private async Task WakeDueAsync(bool siloDied, CancellationToken cancellationToken)
    {
        if (options.Value.SweepEvery <= TimeSpan.Zero)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var question = new { AsOf = now - s_wakeUpTakes, RunningToo = siloDied, AtMost = siloDied ? AtMostAfterDeath : AtMost };
        foreach (var due in await database.AcrossTenantsAsync<Due>("due_connections", question, cancellationToken))
        {
            await grains.GetGrain<IConnectionGrain>(GrainKeys.Connection(new TenantId(due.TenantId), new ConnectionId(due.ConnectionId))).CheckAsync();
            LogWoken(logger, due.TenantId, due.ConnectionId);
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
                    t => Mailbox.EnqueueAsync(
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

    [LoggerMessage(LogLevel.Debug, "Tenant {Tenant}, connection {Connection} has due work and no slice; checked")]
    private static partial void LogWoken(ILogger logger, Guid tenant, Guid connection);

    [LoggerMessage(LogLevel.Warning, "The sweep failed and is repeated in five seconds")]
    private static partial void LogFailed(ILogger logger, Exception error);

    private sealed class Due
    {
        public Guid TenantId { get; init; }

        public Guid ConnectionId { get; init; }
    }
}
