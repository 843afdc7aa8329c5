using Orleans.Concurrency;

namespace OrleansLedger.Grains;

/// <summary>Starts the automatic syncs of one bucket of connections when they are due, driven by a reminder every minute.</summary>
/// <remarks>The key is the bucket: 0 to <see cref="Buckets"/> - 1. Column <c>connection.schedule_bucket</c> has a connection's.</remarks>
[Alias("schedule")]
public interface IScheduleGrain : IGrainWithIntegerKey
{
    /// <summary>How many there are.</summary>
    public const int Buckets = 32;

    /// <summary>Registers the reminder; repeated calls change nothing.</summary>
    [Alias("start")]
    Task StartAsync();

    /// <summary>A sync of this bucket is due at once.</summary>
    [OneWay]
    [Alias("check")]
    Task CheckAsync();
}
