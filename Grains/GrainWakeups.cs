using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Grains;

/// <summary>
/// Wakes the grains of committed work. Nothing waits for the grains, and while no silo can be reached nothing is lost: the silos' sweep finds the work.
/// Counted by <c>ledger.wakeups.lost</c>.
/// </summary>
public sealed partial class GrainWakeups(IGrainFactory grains, ILogger<GrainWakeups> logger) : IWorkListener
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansLedger.Wakeups";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly Counter<long> s_lost = s_meter.CreateCounter<long>("ledger.wakeups.lost", "{wakeup}", "Wake-ups of grains that could not be sent.");

    /// <inheritdoc />
    public void Committed(TenantId tenant, IReadOnlyCollection<CommittedWork> work)
    {
        foreach (var bucket in work.OfType<CommittedWork.SyncDue>().Select(due => due.Bucket).Distinct())
        {
            _ = SendAsync(() => grains.GetGrain<IScheduleGrain>(bucket).CheckAsync());
        }

        var enqueued = work.OfType<CommittedWork.Enqueued>().ToList();
        foreach (var connection in enqueued.Select(job => job.Connection).Union(work.OfType<CommittedWork.CancelRequested>().Select(asked => asked.Connection)))
        {
            _ = SendAsync(() => grains.GetGrain<IConnectionGrain>(GrainKeys.Connection(tenant, connection)).NudgeAsync());
        }

        foreach (var job in enqueued.Where(job => JobKinds.OutlivesProcesses(job.Kind)))
        {
            _ = SendAsync(() => grains.GetGrain<IExportJobGrain>(GrainKeys.Job(tenant, job.Connection, job.Job)).StartAsync());
        }

        foreach (var job in work.OfType<CommittedWork.Ended>().Where(job => JobKinds.OutlivesProcesses(job.Kind)))
        {
            _ = SendAsync(() => grains.GetGrain<IExportJobGrain>(GrainKeys.Job(tenant, job.Connection, job.Job)).FinishAsync());
        }
    }

    private async Task SendAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (Exception e) when (IsUnreachable(e))
        {
            s_lost.Add(1);
            LogLost(logger, e.Message);
        }
    }

    /// <summary>True where no silo could be reached: before the first connection (which Orleans reports as an unknown interface), while all are down, or too late.</summary>
    private static bool IsUnreachable(Exception e) =>
        e is ArgumentException or TimeoutException or ObjectDisposedException or InvalidOperationException or OrleansException;

    [LoggerMessage(LogLevel.Debug, "A wake-up was not sent ({Reason}); the silos find the work by looking")]
    private static partial void LogLost(ILogger logger, string reason);
}
