using System.Security.Claims;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Jobs;

/// <summary>Which jobs; everything that is given must hold.</summary>
/// <param name="ConnectionId">Of this connection.</param>
/// <param name="Statuses">In one of these.</param>
/// <param name="Kinds">Of these kinds.</param>
/// <param name="From">Asked for then or later.</param>
/// <param name="To">Asked for before that.</param>
public sealed record JobFilterInput([property: ID] string? ConnectionId, IReadOnlyList<JobStatus>? Statuses, IReadOnlyList<SyncJobKind>? Kinds, DateTimeOffset? From, DateTimeOffset? To);

/// <param name="Field">By what.</param>
/// <param name="Direction">Which way.</param>
public sealed record JobOrderInput(JobSort Field, SortDirection Direction = SortDirection.Asc);

/// <param name="Outcomes">That came out so.</param>
/// <param name="OnlyOpen">Only those with work left.</param>
public sealed record JobResultFilterInput(IReadOnlyList<DocumentOutcome>? Outcomes, bool OnlyOpen = false);

[QueryType]
public static class JobQueries
{
    /// <summary>The tenant's jobs, the newest first when nothing is said.</summary>
    /// <param name="filter">Which of them; all when nothing is said.</param>
    /// <param name="orderBy">In which order.</param>
    [Authorize("viewer")]
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<SyncJob>> GetJobsAsync(
        JobFilterInput? filter,
        JobOrderInput? orderBy,
        PagingArguments paging,
        [IsSelected("totalCount")] bool counted,
        ClaimsPrincipal user,
        LedgerDatabase database,
        CancellationToken cancellationToken)
    {
        var wanted = new JobFilter
        {
            ConnectionId = GraphIds.Connection(filter?.ConnectionId),
            Statuses = filter?.Statuses,
            Kinds = filter?.Kinds?.Select(Text.Of).ToList(),
            From = filter?.From,
            To = filter?.To,
        };
        var order = orderBy is null ? JobList.NewestFirst : Paging.Order(orderBy.Field, orderBy.Direction);
        return Paging.ConnectionAsync(
            database,
            user.Tenant(),
            paging,
            (t, request) => JobList.PageAsync(t, wanted, order, request, cancellationToken),
            counted ? t => JobList.CountAsync(t, wanted, cancellationToken) : null,
            SyncJob.Of,
            cancellationToken);
    }

    /// <summary>A job, null when there is none of that id.</summary>
    [Authorize("viewer")]
    public static async Task<SyncJob?> GetJobAsync([ID] string id, ClaimsPrincipal user, JobById jobs) =>
        GlobalId.TryRead(GlobalId.Job, id, out var key) && await jobs.OfAsync(user, new JobId(key)) is { } found ? SyncJob.Of(found) : null;
}

[ObjectType<SyncJob>]
public static class SyncJobNode
{
    /// <summary>The connection whose work it is.</summary>
    public static async Task<AccountingConnection?> GetConnectionAsync([Parent] SyncJob job, ClaimsPrincipal user, ConnectionById connections) =>
        await connections.OfAsync(user, job.Job.ConnectionId) is { } found ? AccountingConnection.Of(found) : null;

    /// <summary>How far it is.</summary>
    public static async Task<SyncJobProgress> GetProgressAsync([Parent] SyncJob job, ClaimsPrincipal user, JobCountsById counts) =>
        await counts.OfAsync(user, job.Job.Id) is { } found ? SyncJobProgress.Of(found) : SyncJobProgress.None;

    /// <summary>When it ends at the rate of the last minute; null where nothing tells, and when it has ended.</summary>
    public static async Task<DateTimeOffset?> GetEstimatedEndAtAsync([Parent] SyncJob job, ClaimsPrincipal user, JobCountsById counts, TimeProvider clock) =>
        !JobMachine.IsFinal(job.Status) && await counts.OfAsync(user, job.Job.Id) is { Open: > 0 } found && found.Remaining(clock.GetUtcNow()) is { } remaining ? clock.GetUtcNow() + remaining : null;

    /// <summary>What became of each document, in the order of the export.</summary>
    /// <param name="filter">Which of them.</param>
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<SyncJobResult>> GetResultsAsync(
        [Parent] SyncJob job,
        JobResultFilterInput? filter,
        PagingArguments paging,
        [IsSelected("totalCount")] bool counted,
        ClaimsPrincipal user,
        JobResultPages pages)
    {
        var wanted = new JobDocumentFilter { Outcomes = filter?.Outcomes, OnlyOpen = filter?.OnlyOpen ?? false };
        return pages.ConnectionAsync(user, job.Job.Id, wanted, JobDocumentList.InOrder, paging, counted, SyncJobResult.Of);
    }
}

[ObjectType<SyncJobResult>]
public static class SyncJobResultNode
{
    /// <summary>The document; null where it is gone.</summary>
    public static async Task<IDocument?> GetDocumentAsync([Parent] SyncJobResult result, ClaimsPrincipal user, TransactionById transactions) =>
        await transactions.OfAsync(user, result.Key) is { } found ? BankTransactionView.Of(found) : null;
}

/// <summary>Jobs by id.</summary>
public sealed class JobById(LedgerDatabase database) : TenantLoader<JobId, ListedJob>(database)
{
    protected override Task<IReadOnlyDictionary<JobId, ListedJob>> FetchAsync(LedgerReader reader, IReadOnlyList<JobId> keys, CancellationToken cancellationToken) =>
        JobList.FindAsync(reader, keys, cancellationToken);
}

/// <summary>How far jobs are, by id.</summary>
public sealed class JobCountsById(LedgerDatabase database) : TenantLoader<JobId, JobCounts>(database)
{
    protected override Task<IReadOnlyDictionary<JobId, JobCounts>> FetchAsync(LedgerReader reader, IReadOnlyList<JobId> keys, CancellationToken cancellationToken) =>
        JobCounts.OfAsync(reader, keys, cancellationToken);
}

/// <summary>Pages of jobs' documents.</summary>
public sealed class JobResultPages(LedgerDatabase database) : PageLoader<JobId, JobDocumentFilter, JobDocumentSort, ListedJobDocument>(database)
{
    protected override Task<IReadOnlyDictionary<JobId, Page<ListedJobDocument>>> PagesAsync(
        LedgerReader reader, IReadOnlyCollection<JobId> parents, JobDocumentFilter filter, Order<JobDocumentSort> order, PageRequest request, CancellationToken cancellationToken) =>
        JobDocumentList.PagesAsync(reader, parents, filter, order, request, cancellationToken);

    protected override Task<IReadOnlyDictionary<JobId, long>> CountsAsync(
        LedgerReader reader, IReadOnlyCollection<JobId> parents, JobDocumentFilter filter, CancellationToken cancellationToken) =>
        JobDocumentList.CountsAsync(reader, parents, filter, cancellationToken);
}
