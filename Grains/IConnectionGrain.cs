using Orleans.Concurrency;

namespace OrleansLedger.Grains;

/// <summary>
/// One tenant's connection to one accounting system: the only place with its tokens, quota and calls. It works in slices of some seconds, one after the
/// other. All state is in PostgreSQL; a lost call loses nothing, because the silos' sweep finds due work in the rows.
/// </summary>
/// <remarks>The key is <see cref="GrainKeys.Connection"/>.</remarks>
[Alias("connection")]
public interface IConnectionGrain : IGrainWithStringKey
{
    /// <summary>There is new work: a slice begins now, or follows the one that runs.</summary>
    [AlwaysInterleave]
    [OneWay]
    [Alias("nudge")]
    Task NudgeAsync();

    /// <summary>Work is due by the rows: a slice begins now, unless one runs or is about to begin.</summary>
    [AlwaysInterleave]
    [OneWay]
    [Alias("check")]
    Task CheckAsync();

    /// <summary>What the grain is doing at this moment.</summary>
    [AlwaysInterleave]
    [Alias("peek")]
    Task<ConnectionActivity> PeekAsync();
}

/// <summary>What a connection grain is doing.</summary>
/// <param name="SliceSince">When its slice began; null while none runs.</param>
/// <param name="NextSliceAt">When the next one begins; null where none is planned.</param>
/// <param name="Slices">How many have ended since the grain was activated.</param>
[GenerateSerializer]
[Immutable]
[Alias("connection-activity")]
public sealed record ConnectionActivity(
    [property: Id(0)] DateTimeOffset? SliceSince, [property: Id(1)] DateTimeOffset? NextSliceAt, [property: Id(2)] long Slices);
