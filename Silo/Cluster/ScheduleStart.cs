using OrleansLedger.Grains;

namespace OrleansLedger.Silo.Cluster;

/// <summary>Makes sure that every bucket of automatic syncs has its reminder.</summary>
internal sealed partial class ScheduleStart(IGrainFactory grains, TimeProvider clock, ILogger<ScheduleStart> logger) : BackgroundService
{
    private static readonly TimeSpan s_tryAgainAfter = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var bucket = 0; bucket < IScheduleGrain.Buckets;)
            {
                try
                {
                    await grains.GetGrain<IScheduleGrain>(bucket).StartAsync().WaitAsync(stoppingToken);
                    bucket++;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LogFailed(logger, bucket, e.Message);
                    await Task.Delay(s_tryAgainAfter, clock, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The reminder of bucket {Bucket} of the automatic syncs could not be set ({Reason}); it is tried again in five seconds")]
    private static partial void LogFailed(ILogger logger, int bucket, string reason);
}
