using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Grains;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Grains;

/// <summary>
/// Starts the automatic syncs of one bucket. The due time is in the connection's row: taking it, enqueuing the job and setting the next time are one
/// transaction, so that a sync is started once, whichever silo dies meanwhile.
/// </summary>
internal sealed partial class ScheduleGrain(LedgerDatabase database, TimeProvider clock, ILogger<ScheduleGrain> logger) : Grain, IScheduleGrain, IRemindable
{
    private const string Reminder = "drive";

    /// <summary>Read at once.</summary>
    private const int AtMost = 500;

    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    /// <summary>A sync that starts so much later than it was due was missed: nothing ran at that time. It is made up for once, however many times it was due.</summary>
    private static readonly TimeSpan s_missedAfter = TimeSpan.FromMinutes(10);

    public async Task StartAsync()
    {
        if (await this.GetReminder(Reminder) is null)
        {
            await this.RegisterOrUpdateReminder(Reminder, s_every, s_every);
        }
    }

    public Task CheckAsync() => RunAsync();

    public Task ReceiveReminder(string reminderName, TickStatus status) => RunAsync();

    private async Task RunAsync()
    {
        var bucket = (int)this.GetPrimaryKeyLong();
        var missed = 0;
        try
        {
            List<Due> due;
            var failed = 0;
            do
            {
                due = await database.AcrossTenantsAsync<Due>("due_syncs", new { Bucket = bucket, AsOf = clock.GetUtcNow(), AtMost }, CancellationToken.None);
                foreach (var sync in due)
                {
                    try
                    {
                        missed += await StartAsync(sync) ? 1 : 0;
                    }
                    catch (Exception e) when (!Defect.IsInfrastructure(e))
                    {
                        // It stays due and is tried again in a minute; the others of the bucket do not wait for it.
                        failed++;
                        LogSkipped(logger, e, sync.TenantId, sync.ConnectionId);
                    }
                }
            }
            while (due.Count == AtMost && failed == 0);
        }
        catch (Exception e) when (Defect.IsInfrastructure(e))
        {
            LogFailed(logger, bucket, e.Message);
        }

        if (missed > 0)
        {
            LogMissed(logger, missed, s_missedAfter.TotalMinutes);
        }
    }

    /// <returns>True where it should have started long before.</returns>
    private async Task<bool> StartAsync(Due due)
    {
        var now = clock.GetUtcNow();
        var missed = now - due.DueAt > s_missedAfter;
        var connection = new ConnectionId(due.ConnectionId);
        return await database.InTenantAsync(
            new TenantId(due.TenantId),
            async t =>
            {
                var row = (await ConnectionStore.FindAsync(t, connection, CancellationToken.None))?.Connection;
                if (row is null || !await ConnectionStore.ClaimSyncAsync(t, connection, row.Settings, due.DueAt, now, CancellationToken.None))
                {
                    return false;
                }

                if (!row.HasConsent)
                {
                    // Connecting again starts the next sync.
                    return false;
                }

                await Mailbox.EnqueueAsync(
                    t,
                    new NewJob(connection, JobKinds.AutomaticSync, JobPriority.Automatic)
                    {
                        Payload = JsonSerializer.Serialize(new AutomaticSync(due.DueAt, missed), JsonSerializerOptions.Web),
                        OwnKey = $"sync-{connection}-{due.DueAt:O}",
                    },
                    CancellationToken.None);
                return missed;
            },
            CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} automatic syncs start more than {Minutes} minutes late, because nothing ran when they were due. Each is made up for once.")]
    private static partial void LogMissed(ILogger logger, int count, double minutes);

    [LoggerMessage(LogLevel.Warning, "Bucket {Bucket} of the automatic syncs could not be read ({Reason}); it is read again in a minute")]
    private static partial void LogFailed(ILogger logger, int bucket, string reason);

    [LoggerMessage(LogLevel.Error, "Tenant {Tenant}, connection {Connection}: its automatic sync could not be started; it is tried again in a minute")]
    private static partial void LogSkipped(ILogger logger, Exception exception, Guid tenant, Guid connection);

    private sealed class Due
    {
        public Guid TenantId { get; init; }

        public Guid ConnectionId { get; init; }

        public DateTimeOffset DueAt { get; init; }
    }
}

/// <summary>What an automatic sync's job says of its time.</summary>
/// <param name="DueAt">When it was due.</param>
/// <param name="Missed">It starts much later, because nothing ran at that time.</param>
internal sealed record AutomaticSync(DateTimeOffset DueAt, bool Missed);
