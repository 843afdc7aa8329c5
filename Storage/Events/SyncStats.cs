using OrleansLedger.Domain;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Events;

/// <summary>Calls to the provider. The durations are null where there were none.</summary>
public sealed record CallStats(long Calls, long Succeeded, TimeSpan? Average, TimeSpan? P95);

/// <summary>Sync records of one kind in one state whose last change was on one day (UTC).</summary>
public sealed record RecordCount(string DocumentKind, SyncRecordState State, DateOnly On, long Records);

/// <summary>What a connection, or all of a tenant's, did in a period.</summary>
/// <param name="CallsByDay">By the day in UTC; days without calls are left out.</param>
/// <param name="Records">Records last changed in the period, by kind, state and day: what is asked by one of them is a sum.</param>
public sealed record SyncStats(
    CallStats Calls,
    IReadOnlyDictionary<DateOnly, CallStats> CallsByDay,
    IReadOnlyDictionary<string, CallStats> CallsByOperation,
    IReadOnlyDictionary<string, CallStats> CallsByOutcome,
    IReadOnlyList<RecordCount> Records)
{
    public long Synced => Count(SyncRecordState.Synced);

    public long Failed => Count(SyncRecordState.Failed);

    public long Parked => Count(SyncRecordState.Parked);

    /// <summary>Synced records in all that are synced, failed or parked, 0 to 1; null where there are none.</summary>
    public double? SuccessRate => Synced + Failed + Parked is > 0 and var settled ? (double)Synced / settled : null;

    private long Count(SyncRecordState state) => Records.Where(r => r.State == state).Sum(r => r.Records);

    /// <summary>Two statements.</summary>
    /// <param name="connection">Null: all of the tenant's.</param>
    /// <param name="from">Included.</param>
    /// <param name="to">Not included.</param>
    public static async Task<SyncStats> OfAsync(
        LedgerReader reader, ConnectionId? connection, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var filters = new Filters().With("TenantId", reader.TenantId).With("ConnectionId", connection).With("From", from).With("To", to);
        var calls = await reader.QueryComposedAsync<CallRow>(filters.Apply(Sql.Named("sync_stats_calls")), filters.Parameters(), cancellationToken);
        var records = await reader.QueryComposedAsync<RecordRow>(filters.Apply(Sql.Named("sync_stats_records")), filters.Parameters(), cancellationToken);
        return new SyncStats(
            calls.Single(c => c is { Day: null, Operation: null, Outcome: null }).Read(),
            calls.Where(c => c.Day is not null).ToDictionary(c => c.Day!.Value, c => c.Read()),
            calls.Where(c => c.Operation is not null).ToDictionary(c => c.Operation!, c => c.Read(), StringComparer.Ordinal),
            calls.Where(c => c.Outcome is not null).ToDictionary(c => c.Outcome!, c => c.Read(), StringComparer.Ordinal),
            records.ConvertAll(r => new RecordCount(r.DocumentKind, Text.Read<SyncRecordState>(r.StateWord), r.Day, r.Records)));
    }

    private sealed class CallRow
    {
        public DateOnly? Day { get; init; }

        public string? Operation { get; init; }

        public string? Outcome { get; init; }

        public long Calls { get; init; }

        public long Succeeded { get; init; }

        public double? AverageMs { get; init; }

        public double? P95Ms { get; init; }

        public CallStats Read() => new(Calls, Succeeded, Duration(AverageMs), Duration(P95Ms));

        private static TimeSpan? Duration(double? milliseconds) => milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
    }

    private sealed class RecordRow
    {
        public string DocumentKind { get; init; } = "";

        public string StateWord { get; init; } = "";

        public DateOnly Day { get; init; }

        public long Records { get; init; }
    }
}
