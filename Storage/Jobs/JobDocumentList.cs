using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Jobs;

/// <summary>What became of one document in a job.</summary>
public sealed class ListedJobDocument
{
    public JobId JobId { get; init; }

    /// <summary>The place in the job, from 1.</summary>
    public int Ordinal { get; init; }

    public DocumentId DocumentId { get; init; }

    /// <summary>The document's; null where the document is gone.</summary>
    public string? SourceReference { get; init; }

    /// <summary>Null while there is work left on it.</summary>
    public DocumentOutcome? Outcome => OutcomeWord is null ? null : Text.Read<DocumentOutcome>(OutcomeWord);

    /// <summary>Why, for people.</summary>
    public string? Detail { get; init; }

    public int Attempt { get; init; }

    /// <summary>When it is tried again, where it waits for that.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    internal string? OutcomeWord { get; init; }
}

/// <summary>Null is no filter; an empty list matches nothing.</summary>
public sealed record JobDocumentFilter
{
    public IReadOnlyList<DocumentOutcome>? Outcomes { get; init; }

    /// <summary>Only those with work left.</summary>
    public bool OnlyOpen { get; init; }
}

public enum JobDocumentSort
{
    /// <summary>As they are worked on: by the documents' dates.</summary>
    Ordinal,
}

/// <summary>The documents of a job and their results.</summary>
public static class JobDocumentList
{
    private static readonly KeysetList<ListedJobDocument, JobDocumentSort> s_list = new(
        "job_documents",
        "list_job_documents",
        new Dictionary<JobDocumentSort, IReadOnlyList<Key<ListedJobDocument>>>
        {
            [JobDocumentSort.Ordinal] = [Key<ListedJobDocument>.Number("d.ordinal", d => d.Ordinal)],
        },
        parent: "@JobId");

    public static Order<JobDocumentSort> InOrder { get; } = new(JobDocumentSort.Ordinal);

    public static Task<Page<ListedJobDocument>> PageAsync(
        LedgerReader reader, JobId job, JobDocumentFilter filter, Order<JobDocumentSort> order, PageRequest request, CancellationToken cancellationToken) =>
        s_list.PageAsync(reader, Of(reader, job, filter), order, request, cancellationToken);

    public static Task<long> CountAsync(LedgerReader reader, JobId job, JobDocumentFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, job, filter), cancellationToken);

    /// <summary>The same page of several jobs' documents, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<JobId, Page<ListedJobDocument>>> PagesAsync(
        LedgerReader reader, IReadOnlyCollection<JobId> jobs, JobDocumentFilter filter, Order<JobDocumentSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PagesAsync(reader, Of(reader, jobs.First(), filter), [.. jobs.Select(j => j.Value)], d => d.JobId.Value, order, request, cancellationToken))
            .ToDictionary(p => new JobId(p.Key), p => p.Value);

    /// <summary>How many documents the filter leaves of several jobs, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<JobId, long>> CountsAsync(
        LedgerReader reader, IReadOnlyCollection<JobId> jobs, JobDocumentFilter filter, CancellationToken cancellationToken) =>
        (await s_list.CountsAsync(reader, Of(reader, jobs.First(), filter), [.. jobs.Select(j => j.Value)], cancellationToken)).ToDictionary(c => new JobId(c.Key), c => c.Value);

    /// <summary>The documents that ended failed or parked, and those that a job which was given up never came to, in the job's order.</summary>
    public static async Task<IReadOnlyList<DocumentId>> RetryableAsync(LedgerReader reader, JobId job, CancellationToken cancellationToken) =>
        await reader.QueryAsync<DocumentId>("job_retryable_documents", new { TenantId = reader.TenantId.Value, JobId = job.Value }, cancellationToken);

    private static Filters Of(LedgerReader reader, JobId job, JobDocumentFilter filter) => new Filters()
        .With("TenantId", reader.TenantId)
        .With("JobId", job)
        .WithAny("Outcomes", filter.Outcomes)
        .With("Open", filter.OnlyOpen ? true : null);
}
