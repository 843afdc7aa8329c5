using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Jobs;

/// <summary>Work asked of a connection.</summary>
/// <param name="ConnectionId">Whose work it is.</param>
/// <param name="Kind">What it does: <c>export_transactions</c>, <c>test_connection</c>, and so on.</param>
/// <param name="Status">Where it stands. Completed, cancelled and discarded are final.</param>
/// <param name="WaitingFor">Why it waits: quota, backoff.</param>
/// <param name="Total">Documents it has.</param>
/// <param name="ErrorCode">Why it failed, for programs.</param>
/// <param name="ErrorText">Why it failed, for people.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record SyncJob(
    [property: GraphQLIgnore] JobId Key,
    [property: ID] string Id,
    [property: ID] string ConnectionId,
    string Kind,
    JobStatus Status,
    string? WaitingFor,
    int Total,
    string? ErrorCode,
    string? ErrorText,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt) : INode
{
    internal static SyncJob Of(Job job) => new(
        job.Id,
        GlobalId.Of(GlobalId.Job, job.Id.Value),
        GlobalId.Of(GlobalId.Connection, job.ConnectionId.Value),
        job.Kind,
        job.Status,
        job.WaitingFor,
        job.Total,
        job.ErrorCode,
        job.ErrorText,
        job.CreatedAt,
        job.FinishedAt);
}

/// <summary>How many of a job's documents came out how.</summary>
/// <param name="Open">Those with work left.</param>
public sealed record SyncJobProgress(int Open, int Synced, int Unchanged, int Parked, int Refused, int Failed, int Cancelled)
{
    internal static SyncJobProgress Of(IReadOnlyDictionary<string, int> counts) => new(
        counts.GetValueOrDefault("open"),
        counts.GetValueOrDefault("synced"),
        counts.GetValueOrDefault("unchanged"),
        counts.GetValueOrDefault("parked"),
        counts.GetValueOrDefault("refused"),
        counts.GetValueOrDefault("failed"),
        counts.GetValueOrDefault("cancelled"));
}

/// <summary>What became of one document in a job.</summary>
/// <param name="TransactionId">The transaction.</param>
/// <param name="SourceReference">Its reference.</param>
/// <param name="Outcome">Null while there is work left on it.</param>
/// <param name="Detail">Why, for people.</param>
/// <param name="Attempt">Tries so far.</param>
public sealed record SyncJobResult([property: ID] string TransactionId, string SourceReference, DocumentOutcome? Outcome, string? Detail, int Attempt)
{
    internal static SyncJobResult Of(DocumentReport report) =>
        new(GlobalId.Of(GlobalId.Transaction, report.DocumentId.Value), report.SourceReference, report.Outcome, report.Detail, report.Attempt);
}
