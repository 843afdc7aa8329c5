namespace OrleansLedger.Api.Live;

/// <summary>Section <c>Live</c> of the configuration.</summary>
public sealed class LiveOptions
{
    /// <summary>How often a process looks for events whose announcement was lost: one small query for all tenants it listens to.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Events that wait for one subscriber at most. One that is slower than this loses its subscription, not events.</summary>
    public int QueueCapacity { get; set; } = 256;

    /// <summary>Events read in one query.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>The newest events of a tenant with subscribers, kept in memory: who comes back soon is served from them without a query.</summary>
    public int RecentEvents { get; set; } = 512;

    /// <summary>Subscribers that were away for longer read from the table, so many at once in a process.</summary>
    public int CatchUpsAtOnce { get; set; } = 4;
}
