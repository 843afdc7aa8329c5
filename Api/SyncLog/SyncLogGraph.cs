using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Api.SyncLog;

/// <summary>One call to an accounting system: never a body, token or header.</summary>
/// <param name="ConnectionId">Over which connection.</param>
/// <param name="JobId">For which job; null where it was for none, as when tokens are renewed.</param>
/// <param name="At">When the answer had come, or the wait for it was over.</param>
/// <param name="Operation">What it was for.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without secrets.</param>
/// <param name="Status">The HTTP status; null where no answer came.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">The accounting system's words.</param>
/// <param name="DurationMs">Milliseconds to the answer.</param>
[GraphQLName("SyncLogEntry")]
public sealed record SyncLogEntryView(
    [property: ID] string Id,
    [property: ID] string ConnectionId,
    [property: ID] string? JobId,
    DateTimeOffset At,
    string Operation,
    string Method,
    string Path,
    int? Status,
    CallOutcome Outcome,
    string? Detail,
    int DurationMs) : INode
{
    internal static SyncLogEntryView Of(SyncLogEntry entry) => new(
        GlobalId.Of(GlobalId.LogEntry, entry.Id),
        GlobalId.Of(GlobalId.Connection, entry.ConnectionId.Value),
        entry.JobId is { } job ? GlobalId.Of(GlobalId.Job, job.Value) : null,
        entry.At,
        entry.Operation,
        entry.Method,
        entry.Path,
        entry.Status,
        Text.Read<CallOutcome>(entry.Outcome),
        entry.Detail,
        (int)entry.Duration.TotalMilliseconds);
}

/// <summary>How a call ended.</summary>
public enum CallOutcome
{
    Ok,

    /// <summary>The accounting system said no.</summary>
    Refused,

    /// <summary>No answer came: what it did is found out before anything is sent again.</summary>
    NoAnswer,

    /// <summary>It was not made: the quota had nothing left.</summary>
    NotAdmitted,
}

/// <summary>Which calls; everything that is given must hold.</summary>
/// <param name="ConnectionId">Over this connection.</param>
/// <param name="JobId">For this job.</param>
/// <param name="Operations">For one of these.</param>
/// <param name="Outcomes">That ended so.</param>
/// <param name="From">Then or later. The log is kept by month: it makes long logs quick.</param>
/// <param name="To">Before that.</param>
public sealed record SyncLogFilterInput(
    [property: ID] string? ConnectionId, [property: ID] string? JobId, IReadOnlyList<string>? Operations, IReadOnlyList<CallOutcome>? Outcomes, DateTimeOffset? From, DateTimeOffset? To);

/// <param name="Field">By what.</param>
/// <param name="Direction">Which way.</param>
public sealed record SyncLogOrderInput(SyncLogSort Field, SortDirection Direction = SortDirection.Asc);

[QueryType]
public static class SyncLogQueries
{
    /// <summary>Every call to an accounting system, the newest first when nothing is said.</summary>
    /// <param name="filter">Which of them; all when nothing is said.</param>
    /// <param name="orderBy">In which order.</param>
    [Authorize("viewer")]
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<SyncLogEntryView>> GetSyncLogAsync(
        SyncLogFilterInput? filter,
        SyncLogOrderInput? orderBy,
        PagingArguments paging,
        [IsSelected("totalCount")] bool counted,
        ClaimsPrincipal user,
        LedgerDatabase database,
        CancellationToken cancellationToken)
    {
        var wanted = new SyncLogFilter
        {
            ConnectionId = GraphIds.Connection(filter?.ConnectionId),
            JobId = GraphIds.Job(filter?.JobId),
            Operations = filter?.Operations,
            Outcomes = filter?.Outcomes?.Select(Text.Of).ToList(),
            From = filter?.From,
            To = filter?.To,
        };
        var order = orderBy is null ? SyncLogList.NewestFirst : Paging.Order(orderBy.Field, orderBy.Direction);
        return Paging.ConnectionAsync(
            database,
            user.Tenant(),
            paging,
            (t, request) => SyncLogList.PageAsync(t, wanted, order, request, cancellationToken),
            counted ? t => SyncLogList.CountAsync(t, wanted, cancellationToken) : null,
            SyncLogEntryView.Of,
            cancellationToken);
    }
}

/// <summary>Calls by id.</summary>
public sealed class SyncLogEntryById(LedgerDatabase database) : TenantLoader<Guid, SyncLogEntry>(database)
{
    protected override Task<IReadOnlyDictionary<Guid, SyncLogEntry>> FetchAsync(LedgerReader reader, IReadOnlyList<Guid> keys, CancellationToken cancellationToken) =>
        SyncLogList.FindAsync(reader, keys, cancellationToken);
}
