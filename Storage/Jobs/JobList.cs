using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Jobs;

/// <summary>A job and when its work began; null while it waits.</summary>
public sealed record ListedJob(Job Job, DateTimeOffset? StartedAt);

/// <summary>What jobs are ordered by.</summary>
public enum JobSort
{
    /// <summary>When it was asked for.</summary>
    Created,
}

/// <summary>Null is no filter; an empty list matches nothing.</summary>
public sealed record JobFilter
{
    public ConnectionId? ConnectionId { get; init; }

    public IReadOnlyList<JobStatus>? Statuses { get; init; }

    /// <summary>Of <see cref="JobKinds"/>.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>Asked for then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Asked for before that.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>The tenant's jobs.</summary>
public static class JobList
{
    private const string Query = "list_jobs";

    private static readonly KeysetList<JobStore.Row, JobSort> s_list = new("jobs", Query, new Dictionary<JobSort, IReadOnlyList<Key<JobStore.Row>>>
    {
        [JobSort.Created] = [Key<JobStore.Row>.Instant("j.created_at", j => j.CreatedAt), Key<JobStore.Row>.Id("j.id", j => j.Id)],
    });

    public static Order<JobSort> NewestFirst { get; } = new(JobSort.Created, Descending: true);

    public static async Task<Page<ListedJob>> PageAsync(
        LedgerReader reader, JobFilter filter, Order<JobSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PageAsync(reader, Of(reader, filter), order, request, cancellationToken)).Select(Read);

    public static Task<long> CountAsync(LedgerReader reader, JobFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, filter), cancellationToken);

    /// <summary>Those of the ids that exist, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<JobId, ListedJob>> FindAsync(LedgerReader reader, IReadOnlyCollection<JobId> ids, CancellationToken cancellationToken)
    {
        var filters = new Filters().With("TenantId", reader.TenantId).With("Ids", ids.Select(i => i.Value).ToArray());
        return (await reader.QueryComposedAsync<JobStore.Row>(filters.Apply(Sql.Named(Query)), filters.Parameters(), cancellationToken))
            .ToDictionary(r => new JobId(r.Id), Read);
    }

    private static ListedJob Read(JobStore.Row row) => new(row.Read(), row.StartedAt);

    private static Filters Of(LedgerReader reader, JobFilter filter) => new Filters()
        .With("TenantId", reader.TenantId)
        .With("ConnectionId", filter.ConnectionId)
        .WithAny("Statuses", filter.Statuses)
        .With("Kinds", filter.Kinds?.ToArray())
        .With("From", filter.From)
        .With("To", filter.To);
}
