using System.Text.Json;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Jobs;

/// <summary>What a job does.</summary>
public enum SyncJobKind
{
    /// <summary>Brings transactions and their receipts into the books.</summary>
    ExportTransactions,

    /// <summary>Imports the accounts and tax codes.</summary>
    RefreshAccounts,

    /// <summary>Imports the tax codes.</summary>
    RefreshTaxCodes,

    /// <summary>Makes the cheapest call there is.</summary>
    TestConnection,

    /// <summary>Renews the tokens.</summary>
    RefreshToken,

    /// <summary>Takes a removed receipt away where it was sent.</summary>
    DeleteAttachment,

    /// <summary>Ends the connection.</summary>
    Disconnect,

    /// <summary>A reminder went off: exports what the books do not have.</summary>
    AutomaticSync,
}

/// <summary>Work asked of a connection.</summary>
/// <param name="ConnectionId">Whose work it is.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Status">Where it stands. Completed, cancelled and discarded are final.</param>
/// <param name="CancelRequested">It stops at its next safe point.</param>
/// <param name="WaitingFor">Why it waits: quota, backoff.</param>
/// <param name="NotBefore">Until when it waits.</param>
/// <param name="Attempt">Failures in a row.</param>
/// <param name="Total">Documents it has.</param>
/// <param name="Result">What came of it, by its kind: <c>{"accounts": 71}</c>. Null until it has ended well.</param>
/// <param name="ErrorCode">Why it failed, for programs.</param>
/// <param name="ErrorText">Why it failed, for people.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When its work began.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record SyncJob(
    [property: GraphQLIgnore] Job Job,
    [property: ID] string Id,
    [property: ID] string ConnectionId,
    SyncJobKind Kind,
    JobStatus Status,
    bool CancelRequested,
    string? WaitingFor,
    DateTimeOffset? NotBefore,
    int Attempt,
    int Total,
    JsonElement? Result,
    string? ErrorCode,
    string? ErrorText,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt) : INode
{
    internal static SyncJob Of(ListedJob listed) => Of(listed.Job, listed.StartedAt);

    private static SyncJob Of(Job job, DateTimeOffset? startedAt) => new(
        job,
        GlobalId.Of(GlobalId.Job, job.Id.Value),
        GlobalId.Of(GlobalId.Connection, job.ConnectionId.Value),
        Text.Read<SyncJobKind>(job.Kind),
        job.Status,
        job.CancelRequested,
        job.WaitingFor,
        job.NotBefore,
        job.Attempt,
        job.Total,
        job.Result is null ? null : JsonElement.Parse(job.Result),
        job.ErrorCode,
        job.ErrorText,
        job.CreatedAt,
        startedAt,
        job.FinishedAt);
}

/// <summary>How many of a job's documents came out how.</summary>
/// <param name="Open">Those with work left.</param>
/// <param name="Synced">Written, or changed, in the books.</param>
/// <param name="Unchanged">Stood there already, the same.</param>
/// <param name="Parked">Lack something; the result says what.</param>
/// <param name="Refused">Their own status forbids the export.</param>
/// <param name="Failed">Refused by the accounting system, or given up.</param>
/// <param name="Cancelled">Left when the job was cancelled.</param>
public sealed record SyncJobProgress(int Open, int Synced, int Unchanged, int Parked, int Refused, int Failed, int Cancelled)
{
    internal static SyncJobProgress None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    internal static SyncJobProgress Of(JobCounts counts) => new(counts.Open, counts.Synced, counts.Unchanged, counts.Parked, counts.Refused, counts.Failed, counts.Cancelled);

    /// <summary>Of an event's counts by outcome.</summary>
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
/// <param name="Ordinal">Its place in the job, from 1.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="SourceReference">The tenant's own key of it; null where the document is gone.</param>
/// <param name="Outcome">Null while there is work left on it.</param>
/// <param name="Detail">Why, for people.</param>
/// <param name="Attempt">Tries so far.</param>
/// <param name="NotBefore">When it is tried again, where it waits for that.</param>
/// <param name="SettledAt">When its outcome came.</param>
public sealed record SyncJobResult(
    [property: GraphQLIgnore] DocumentId Key,
    int Ordinal,
    [property: ID] string DocumentId,
    string? SourceReference,
    DocumentOutcome? Outcome,
    string? Detail,
    int Attempt,
    DateTimeOffset? NotBefore,
    DateTimeOffset? SettledAt)
{
    internal static SyncJobResult Of(ListedJobDocument document) => new(
        document.DocumentId,
        document.Ordinal,
        GlobalId.Of(GlobalId.Transaction, document.DocumentId.Value),
        document.SourceReference,
        document.Outcome,
        document.Detail,
        document.Attempt,
        document.NotBefore,
        document.SettledAt);
}
