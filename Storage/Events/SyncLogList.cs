using System.Buffers.Binary;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Events;

/// <summary>One call to a provider as the log has it.</summary>
public sealed class SyncLogEntry
{
    public Guid Id { get; init; }

    /// <summary>When the answer had come, or the wait for it was over.</summary>
    public DateTimeOffset At { get; init; }

    public ConnectionId ConnectionId { get; init; }

    public JobId? JobId { get; init; }

    public string Operation { get; init; } = "";

    public string Method { get; init; } = "";

    public string Path { get; init; } = "";

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; init; }

    /// <summary><c>ok</c>, <c>refused</c>, <c>no_answer</c> or <c>not_admitted</c>.</summary>
    public string Outcome { get; init; } = "";

    public string? Detail { get; init; }

    public TimeSpan Duration => TimeSpan.FromMilliseconds(DurationMs);

    internal int DurationMs { get; init; }
}

/// <summary>What the log is ordered by.</summary>
public enum SyncLogSort
{
    /// <summary>When the call ended.</summary>
    At,
}

/// <summary>Null is no filter; an empty list matches nothing.</summary>
public sealed record SyncLogFilter
{
    public ConnectionId? ConnectionId { get; init; }

    public JobId? JobId { get; init; }

    public IReadOnlyList<string>? Operations { get; init; }

    public IReadOnlyList<string>? Outcomes { get; init; }

    /// <summary>Then or later. The log is kept by month: months before that are not looked at.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before that.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>The tenant's calls to providers.</summary>
public static class SyncLogList
{
    private static readonly KeysetList<SyncLogEntry, SyncLogSort> s_list = new("sync_log", "list_sync_log", new Dictionary<SyncLogSort, IReadOnlyList<Key<SyncLogEntry>>>
    {
        [SyncLogSort.At] = [Key<SyncLogEntry>.Instant("l.at", l => l.At), Key<SyncLogEntry>.Id("l.id", l => l.Id)],
    });

    private static readonly TimeSpan s_writtenWithin = TimeSpan.FromDays(1);

    private static readonly DateTimeOffset s_latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Order<SyncLogSort> NewestFirst { get; } = new(SyncLogSort.At, Descending: true);

    public static Task<Page<SyncLogEntry>> PageAsync(
        LedgerReader reader, SyncLogFilter filter, Order<SyncLogSort> order, PageRequest request, CancellationToken cancellationToken) =>
        s_list.PageAsync(reader, Of(reader, filter), order, request, cancellationToken);

    public static Task<long> CountAsync(LedgerReader reader, SyncLogFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, filter), cancellationToken);

    /// <summary>
    /// Those of the ids that exist, in one statement. The log is kept by month and an id tells when it was made, which is when the call ended or soon
    /// after: only the months around that are looked at.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, SyncLogEntry>> FindAsync(LedgerReader reader, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var made = ids.Select(MadeAt).ToList();
        var filters = new Filters()
            .With("TenantId", reader.TenantId)
            .With("Ids", ids.ToArray())
            .With("From", made.Min() - s_writtenWithin)
            .With("To", made.Max() + s_writtenWithin);
        return (await reader.QueryComposedAsync<SyncLogEntry>(filters.Apply(Sql.Named("list_sync_log")), filters.Parameters(), cancellationToken)).ToDictionary(e => e.Id);
    }

    /// <summary>The milliseconds that a UUIDv7 begins with; others lie in no month that is kept.</summary>
    private static DateTimeOffset MadeAt(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16) & 0xFFFF_FFFF_FFFF;
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, s_latest.ToUnixTimeMilliseconds()));
    }

    private static Filters Of(LedgerReader reader, SyncLogFilter filter) => new Filters()
        .With("TenantId", reader.TenantId)
        .With("ConnectionId", filter.ConnectionId)
        .With("JobId", filter.JobId)
        .With("Operations", filter.Operations?.ToArray())
        .With("Outcomes", filter.Outcomes?.ToArray())
        .With("From", filter.From)
        .With("To", filter.To);
}
