using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Api.Stats;

/// <summary>What a connection, or all of the tenant's, did in a period.</summary>
/// <param name="From">The period's beginning.</param>
/// <param name="To">Its end, not included.</param>
/// <param name="Records">Records whose last change fell into it.</param>
/// <param name="SuccessRate">Synced records in all that are synced, failed or parked, 0 to 1; null where there are none.</param>
/// <param name="ByState">Records by what is known of them.</param>
/// <param name="ByEntityType">Records by what they are of.</param>
/// <param name="ByDay">Records and calls by the day in UTC; days without any are left out.</param>
/// <param name="Calls">Calls to accounting systems.</param>
/// <param name="CallsByOperation">Calls by what they were for.</param>
/// <param name="CallsByOutcome">Calls by how they ended.</param>
[GraphQLName("SyncStats")]
public sealed record SyncStatsView(
    DateTimeOffset From,
    DateTimeOffset To,
    long Records,
    double? SuccessRate,
    IReadOnlyList<StateStats> ByState,
    IReadOnlyList<EntityStats> ByEntityType,
    IReadOnlyList<DayStats> ByDay,
    CallStatsView Calls,
    IReadOnlyList<OperationStats> CallsByOperation,
    IReadOnlyList<OutcomeStats> CallsByOutcome)
{
    internal static SyncStatsView Of(SyncStats stats, DateTimeOffset from, DateTimeOffset to) => new(
        from,
        to,
        stats.Records.Sum(r => r.Records),
        stats.SuccessRate,
        [.. stats.Records.GroupBy(r => r.State).OrderBy(g => g.Key).Select(g => new StateStats(g.Key, g.Sum(r => r.Records)))],
        [.. stats.Records.GroupBy(r => r.DocumentKind, StringComparer.Ordinal).Select(g => EntityStats.Of(EntityTypes.OfDocument(g.Key), [.. g])).OrderBy(e => e.EntityType)],
        [.. stats.Records.Select(r => r.On).Concat(stats.CallsByDay.Keys).Distinct().Order().Select(day => DayStats.Of(
            day, [.. stats.Records.Where(r => r.On == day)], stats.CallsByDay.GetValueOrDefault(day) is { } calls ? CallStatsView.Of(calls) : CallStatsView.None))],
        CallStatsView.Of(stats.Calls),
        [.. stats.CallsByOperation.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new OperationStats(c.Key, CallStatsView.Of(c.Value)))],
        [.. stats.CallsByOutcome.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new OutcomeStats(Text.Read<SyncLog.CallOutcome>(c.Key), CallStatsView.Of(c.Value)))]);
}

/// <param name="State">What is known.</param>
/// <param name="Records">Of how many records.</param>
public sealed record StateStats(SyncRecordState State, long Records);

/// <param name="EntityType">Of what.</param>
/// <param name="Synced">In the books.</param>
/// <param name="Failed">Refused by the accounting system.</param>
/// <param name="Parked">Waiting for something that is missing.</param>
/// <param name="SuccessRate">0 to 1; null where nothing was settled.</param>
public sealed record EntityStats(EntityType EntityType, long Synced, long Failed, long Parked, double? SuccessRate)
{
    internal static EntityStats Of(EntityType type, IReadOnlyList<RecordCount> records)
    {
        var settled = Settled.Of(records);
        return new EntityStats(type, settled.Synced, settled.Failed, settled.Parked, settled.Rate);
    }
}

/// <param name="Day">In UTC.</param>
/// <param name="Synced">In the books.</param>
/// <param name="Failed">Refused by the accounting system.</param>
/// <param name="Parked">Waiting for something that is missing.</param>
/// <param name="Calls">Calls to accounting systems.</param>
public sealed record DayStats(DateOnly Day, long Synced, long Failed, long Parked, CallStatsView Calls)
{
    internal static DayStats Of(DateOnly day, IReadOnlyList<RecordCount> records, CallStatsView calls)
    {
        var settled = Settled.Of(records);
        return new DayStats(day, settled.Synced, settled.Failed, settled.Parked, calls);
    }
}

/// <summary>Calls to accounting systems.</summary>
/// <param name="Calls">All of them.</param>
/// <param name="Succeeded">Those that were answered well.</param>
/// <param name="SuccessRate">0 to 1; null without calls.</param>
/// <param name="AverageMs">Milliseconds to the answer; null without calls.</param>
/// <param name="P95Ms">95 of 100 were answered in so many milliseconds; null without calls.</param>
[GraphQLName("CallStats")]
public sealed record CallStatsView(long Calls, long Succeeded, double? SuccessRate, double? AverageMs, double? P95Ms)
{
    internal static CallStatsView None { get; } = new(0, 0, null, null, null);

    internal static CallStatsView Of(CallStats stats) => new(
        stats.Calls, stats.Succeeded, stats.Calls == 0 ? null : (double)stats.Succeeded / stats.Calls, stats.Average?.TotalMilliseconds, stats.P95?.TotalMilliseconds);
}

/// <param name="Operation">What calls were for.</param>
/// <param name="Calls">The calls.</param>
public sealed record OperationStats(string Operation, CallStatsView Calls);

/// <param name="Outcome">How calls ended.</param>
/// <param name="Calls">The calls.</param>
public sealed record OutcomeStats(SyncLog.CallOutcome Outcome, CallStatsView Calls);

internal sealed record Settled(long Synced, long Failed, long Parked)
{
    public double? Rate => Synced + Failed + Parked is > 0 and var all ? (double)Synced / all : null;

    public static Settled Of(IReadOnlyList<RecordCount> records) => new(Sum(records, SyncRecordState.Synced), Sum(records, SyncRecordState.Failed), Sum(records, SyncRecordState.Parked));

    private static long Sum(IReadOnlyList<RecordCount> records, SyncRecordState state) => records.Where(r => r.State == state).Sum(r => r.Records);
}

[QueryType]
public static class StatsQueries
{
    private static readonly TimeSpan s_period = TimeSpan.FromDays(30);

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(400);

    /// <summary>What was synced, how well and how fast: totals, success rate, average and 95th percentile of durations, by entity type, state and day.</summary>
    /// <param name="connectionId">Over one connection; without it, over all.</param>
    /// <param name="from">From then on; 30 days before <paramref name="to"/> when nothing is said, 400 days at most.</param>
    /// <param name="to">Up to then; now when nothing is said.</param>
    [Authorize("viewer")]
    [Cost(2_000)]
    public static async Task<SyncStatsView> GetStatsAsync(
        [ID] string? connectionId, DateTimeOffset? from, DateTimeOffset? to, ClaimsPrincipal user, LedgerDatabase database, TimeProvider clock, CancellationToken cancellationToken)
    {
        var connection = GraphIds.Connection(connectionId);
        var end = to ?? clock.GetUtcNow();
        if (end - DateTimeOffset.MinValue < s_longest)
        {
            throw new GraphQLException($"\"to\" is {end:O}. Send an instant of the last years.", ErrorCodes.BadUserInput);
        }

        var begin = from ?? end - s_period;
        if (begin >= end || end - begin > s_longest)
        {
            throw new GraphQLException($"\"from\" must be before \"to\", and at most {s_longest.TotalDays} days before it; they are {begin:O} and {end:O}.", ErrorCodes.BadUserInput);
        }

        return SyncStatsView.Of(await SyncStats.OfAsync(database.Reader(user.Tenant()), connection, begin, end, cancellationToken), begin, end);
    }
}
