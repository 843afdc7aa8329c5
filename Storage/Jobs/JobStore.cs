using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Jobs;

/// <summary>Work asked of a connection. <paramref name="Payload"/> is JSON of the kind's own.</summary>
public sealed record Job(
    JobId Id,
    TenantId TenantId,
    ConnectionId ConnectionId,
    string Kind,
    int Priority,
    string Payload,
    JobStatus Status,
    bool CancelRequested,
    DateTimeOffset? NotBefore,
    string? WaitingFor,
    int Attempt,
    int Total,
    string? Result,
    string? ErrorCode,
    string? ErrorText,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt);

/// <summary>A document of a job that still has work.</summary>
/// <param name="EntryDone">Only its files are left.</param>
/// <param name="Attempt">Failed attempts so far.</param>
/// <param name="Unconfirmed">Calls that contained it, had an unknown outcome, and were proven not to have been carried out.</param>
public sealed record OpenDocument(int Ordinal, DocumentId DocumentId, bool EntryDone, int Attempt, int Unconfirmed = 0);

/// <summary>An open document together with the open job it belongs to.</summary>
public sealed record OpenJobDocument(JobId JobId, OpenDocument Document);

/// <summary>The result of a slice of work for one document; a null outcome leaves it open.</summary>
/// <param name="Unconfirmed">Null leaves the count as it is.</param>
public sealed record DocumentProgress(
    int Ordinal, DocumentOutcome? Outcome, bool EntryDone, int Attempt, DateTimeOffset? NotBefore = null, string? Detail = null, int? Unconfirmed = null);

/// <summary>A document's line in a job's report. <paramref name="SourceReference"/> is null where there is no such transaction.</summary>
public sealed record DocumentReport(int Ordinal, DocumentId DocumentId, string? SourceReference, DocumentOutcome? Outcome, string? Detail, int Attempt);

/// <summary>Rows of <c>job</c> and <c>job_document</c>: the mailbox of the connection grains.</summary>
public static class JobStore
{
    public static async Task<Job?> FindAsync(LedgerTransaction transaction, JobId id, CancellationToken cancellationToken) =>
        (await transaction.SingleOrDefaultAsync<Row>("job_find", new { Id = id.Value }, cancellationToken))?.Read();

    /// <summary>The open job that goes first now: one to be cancelled, then by priority and age. Null when none is due.</summary>
    /// <param name="lowestPriority">Jobs of a lower priority are left alone, except to cancel them.</param>
    public static async Task<Job?> NextAsync(
        LedgerTransaction transaction, ConnectionId connection, DateTimeOffset now, CancellationToken cancellationToken, int lowestPriority = int.MinValue) =>
        (await transaction.SingleOrDefaultAsync<Row>(
            "job_next", new { ConnectionId = connection.Value, Now = now, LowestPriority = lowestPriority }, cancellationToken))?.Read();

    /// <summary>The instant at which the connection next has work: a job, or a look for the outcome of a call. Null for never.</summary>
    public static Task<DateTimeOffset?> NextDueAsync(LedgerTransaction transaction, ConnectionId connection, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<DateTimeOffset?>("job_next_due", new { ConnectionId = connection.Value, Now = now }, cancellationToken);

    /// <summary>True where the job should give way: something of higher priority is due, or its own cancellation was asked for.</summary>
    public static Task<bool> ShouldGiveWayAsync(LedgerTransaction transaction, Job job, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<bool>(
            "job_higher_priority_waits", new { ConnectionId = job.ConnectionId.Value, Id = job.Id.Value, job.Priority, Now = now }, cancellationToken);

    /// <summary>True where accounts have been read since, or a job that reads them is open.</summary>
    public static Task<bool> AccountsReadSinceAsync(LedgerTransaction transaction, ConnectionId connection, DateTimeOffset since, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<bool>("job_accounts_read_since", new { ConnectionId = connection.Value, Since = since }, cancellationToken);

    /// <returns>False where the job has ended meanwhile.</returns>
    public static async Task<bool> StartAsync(LedgerTransaction transaction, JobId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        transaction.Events.JobChanged(id);
        return await transaction.ExecuteAsync("job_start", new { Id = id.Value, Now = now }, cancellationToken) > 0;
    }

    /// <summary>Takes the job through one transition of <see cref="JobMachine"/>.</summary>
    public static Task MoveAsync(LedgerTransaction transaction, Job job, JobMove move, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var status = JobMachine.Next(JobStatus.Running, move.On);
        transaction.Events.JobChanged(job.Id);
        if (JobMachine.IsFinal(status))
        {
            transaction.Work.Add(new CommittedWork.Ended(job.ConnectionId, job.Id, job.Kind));
        }

        return transaction.ExecuteAsync(
            "job_move",
            new
            {
                Id = job.Id.Value,
                Status = Text.Of(status),
                move.NotBefore,
                move.WaitingFor,
                move.Attempt,
                move.Result,
                move.ErrorCode,
                move.ErrorText,
                Now = now,
                Final = JobMachine.IsFinal(status),
            },
            cancellationToken);
    }

    /// <summary>Cancels a job at once where it is not running; asks a running one to stop at its next safe point.</summary>
    public static async Task CancelAsync(LedgerTransaction transaction, Job job, string detail, DateTimeOffset now, CancellationToken cancellationToken)
    {
        transaction.Events.JobChanged(job.Id);
        if (await transaction.SingleOrDefaultAsync<Guid?>("job_cancel_waiting", new { Id = job.Id.Value, Now = now }, cancellationToken) is not null)
        {
            await CancelDocumentsAsync(transaction, job.Id, detail, cancellationToken);
            return;
        }

        await transaction.ExecuteAsync("job_request_cancel", new { Id = job.Id.Value }, cancellationToken);
        transaction.Work.Add(new CommittedWork.CancelRequested(job.ConnectionId));
    }

    /// <summary>Gives up every open job of a connection that can do nothing more, with the reason.</summary>
    public static async Task<IReadOnlyList<JobId>> DiscardOpenAsync(
        LedgerTransaction transaction, ConnectionId connection, string code, string text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var discarded = (await transaction.QueryAsync<Guid>("job_discard_open", new { ConnectionId = connection.Value, Code = code, Text = text, Now = now }, cancellationToken))
            .ConvertAll(id => new JobId(id));
        discarded.ForEach(transaction.Events.JobChanged);
        return discarded;
    }

    /// <summary>The next open documents of a job, in date order.</summary>
    public static async Task<IReadOnlyList<OpenDocument>> NextDocumentsAsync(
        LedgerTransaction transaction, JobId job, DateTimeOffset now, int atMost, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<DocumentRow>("job_document_next", new { JobId = job.Value, Now = now, AtMost = atMost }, cancellationToken)).ConvertAll(r => r.Open());

    /// <summary>One due document of the job, the least tried: to find out whether the provider writes again.</summary>
    public static async Task<IReadOnlyList<OpenDocument>> ProbeDocumentAsync(LedgerTransaction transaction, JobId job, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<DocumentRow>("job_document_probe", new { JobId = job.Value, Now = now }, cancellationToken)).ConvertAll(r => r.Open());

    /// <summary>These documents where they are open in open jobs of the connection.</summary>
    public static async Task<IReadOnlyList<OpenJobDocument>> OpenDocumentsAsync(
        LedgerTransaction transaction, ConnectionId connection, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<DocumentRow>(
            "job_document_open_of", new { ConnectionId = connection.Value, DocumentIds = documents.Select(d => d.Value).ToArray() }, cancellationToken))
            .ConvertAll(r => new OpenJobDocument(new JobId(r.JobId), r.Open()));

    public static Task<DateTimeOffset?> NextDocumentDueAsync(LedgerTransaction transaction, JobId job, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<DateTimeOffset?>("job_document_next_due", new { JobId = job.Value }, cancellationToken);

    public static Task UpdateDocumentsAsync(LedgerTransaction transaction, JobId job, IReadOnlyList<DocumentProgress> documents, CancellationToken cancellationToken) =>
        documents.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                "job_document_update",
                new
                {
                    JobId = job.Value,
                    Ordinals = documents.Select(d => d.Ordinal).ToArray(),
                    Outcomes = documents.Select(d => d.Outcome is { } outcome ? Text.Of(outcome) : null).ToArray(),
                    EntryDones = documents.Select(d => d.EntryDone).ToArray(),
                    Attempts = documents.Select(d => d.Attempt).ToArray(),
                    Unconfirmed = documents.Select(d => d.Unconfirmed).ToArray(),
                    NotBefores = documents.Select(d => d.NotBefore).ToArray(),
                    Details = documents.Select(d => d.Detail).ToArray(),
                },
                cancellationToken);

    public static Task CancelDocumentsAsync(LedgerTransaction transaction, JobId job, string detail, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("job_document_cancel", new { JobId = job.Value, Detail = detail }, cancellationToken);

    /// <summary>How many documents have which outcome; <c>open</c> counts those with work left.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> ProgressAsync(LedgerTransaction transaction, JobId job, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<(string Outcome, int Documents)>("job_progress", new { JobId = job.Value }, cancellationToken))
            .ToDictionary(r => r.Outcome, r => r.Documents, StringComparer.Ordinal);

    public static async Task<IReadOnlyList<DocumentReport>> ReportAsync(LedgerTransaction transaction, JobId job, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<DocumentRow>("job_document_list", new { JobId = job.Value }, cancellationToken))
            .ConvertAll(r => new DocumentReport(
                r.Ordinal,
                new DocumentId(r.DocumentId),
                r.SourceReference,
                r.Outcome is null ? null : Text.Read<DocumentOutcome>(r.Outcome),
                r.Detail,
                r.Attempt));

    private sealed class DocumentRow
    {
        public Guid JobId { get; init; }

        public int Ordinal { get; init; }

        public Guid DocumentId { get; init; }

        public bool EntryDone { get; init; }

        public int Attempt { get; init; }

        public string? Outcome { get; init; }

        public string? Detail { get; init; }

        public string? SourceReference { get; init; }

        public int Unconfirmed { get; init; }

        public OpenDocument Open() => new(Ordinal, new DocumentId(DocumentId), EntryDone, Attempt, Unconfirmed);
    }

    internal sealed class Row
    {
        public Guid Id { get; init; }

        public Guid TenantId { get; init; }

        public Guid ConnectionId { get; init; }

        public string Kind { get; init; } = "";

        public int Priority { get; init; }

        public string Payload { get; init; } = "{}";

        public string Status { get; init; } = "";

        public bool CancelRequested { get; init; }

        public DateTimeOffset? NotBefore { get; init; }

        public string? WaitingFor { get; init; }

        public int Attempt { get; init; }

        public int Total { get; init; }

        public string? Result { get; init; }

        public string? ErrorCode { get; init; }

        public string? ErrorText { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? StartedAt { get; init; }

        public DateTimeOffset? FinishedAt { get; init; }

        public Job Read() => new(
            new JobId(Id),
            new TenantId(TenantId),
            new ConnectionId(ConnectionId),
            Kind,
            Priority,
            Payload,
            Text.Read<JobStatus>(Status),
            CancelRequested,
            NotBefore,
            WaitingFor,
            Attempt,
            Total,
            Result,
            ErrorCode,
            ErrorText,
            CreatedAt,
            FinishedAt);
    }
}

/// <summary>A transition of a running job and what is recorded with it. <paramref name="Attempt"/> counts failures in a row: progress takes it back to 0.</summary>
public sealed record JobMove(
    JobEvent On,
    DateTimeOffset? NotBefore = null,
    string? WaitingFor = null,
    string? Result = null,
    string? ErrorCode = null,
    string? ErrorText = null,
    int Attempt = 0);
