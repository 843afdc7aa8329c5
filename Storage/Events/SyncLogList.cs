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

public enum SyncLogSort
{
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

    public static Order<SyncLogSort> NewestFirst { get; } = new(SyncLogSort.At, Descending: true);

    public static Task<Page<SyncLogEntry>> PageAsync(
        LedgerTransaction transaction, SyncLogFilter filter, Order<SyncLogSort> order, PageRequest request, CancellationToken cancellationToken) =>
        s_list.PageAsync(transaction, Of(transaction, filter), order, request, cancellationToken);

    public static Task<long> CountAsync(LedgerTransaction transaction, SyncLogFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(transaction, Of(transaction, filter), cancellationToken);

    private static Filters Of(LedgerTransaction transaction, SyncLogFilter filter) => new Filters()
        .With("TenantId", transaction.TenantId)
        .With("ConnectionId", filter.ConnectionId)
        .With("JobId", filter.JobId)
        .With("Operations", filter.Operations?.ToArray())
        .With("Outcomes", filter.Outcomes?.ToArray())
        .With("From", filter.From)
        .With("To", filter.To);
}
