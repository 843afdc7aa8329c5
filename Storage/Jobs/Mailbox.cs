using System.Security.Cryptography;
using System.Text;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Jobs;

/// <summary>Work to be put into a connection's mailbox.</summary>
public sealed record NewJob(ConnectionId ConnectionId, string Kind, int Priority)
{
    /// <summary>JSON of the kind's own.</summary>
    public string Payload { get; init; } = "{}";

    public IReadOnlyList<DocumentId> Documents { get; init; } = [];

    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>
    /// A client's key: the same key of the same tenant makes one job, however often it is asked for, and is refused for other work
    /// (<see cref="Asked"/>).
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// The request in words of the caller's own, by which a repetition is told from other work under the same key; beside kind and connection.
    /// Needed where the same request comes to other documents later ("everything"); null takes payload and documents.
    /// </summary>
    public string? Asked { get; init; }

    /// <summary>A key of our own for work nobody asked for: makes one job, and never meets a client's <see cref="IdempotencyKey"/>.</summary>
    public string? OwnKey { get; init; }

    /// <summary>Null for work of our own: what it comes to may differ when it is found again after a crash.</summary>
    internal byte[]? RequestHash => IdempotencyKey is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', Kind, ConnectionId, Asked is null ? "resolved" : "asked", Asked ?? $"{Payload}\n{string.Join(' ', Documents.Select(d => d.Value).Order())}")));

    internal string? StoredKey => IdempotencyKey is not null ? $"asked:{IdempotencyKey}" : OwnKey is not null ? $"own:{OwnKey}" : null;
}

/// <summary>An idempotency key was sent with another request than the one it was first used for. Nothing was started.</summary>
public sealed class IdempotencyKeyReusedException(string key, JobId job)
    : Exception($"The idempotency key '{key}' was used for other work before (job {job}). Repeat that request as it was, or send this one with a key of its own; nothing was started.")
{
    public string Key => key;

    /// <summary>The job the key was first used for.</summary>
    public JobId Job => job;
}

/// <summary>
/// Puts jobs into connections' mailboxes. A job is a row and nothing else: once it is committed, the connection's grain is woken; where that wake-up is lost,
/// the silos find the row by looking.
/// </summary>
public static class Mailbox
{
    /// <summary>Enqueues within the caller's transaction, whose commit wakes the connection's grain.</summary>
    /// <returns>The job's id; that of the first one where its key was used before.</returns>
    /// <exception cref="IdempotencyKeyReusedException">The key was used for other work.</exception>
    public static async Task<JobId> EnqueueAsync(LedgerTransaction transaction, NewJob job, CancellationToken cancellationToken)
    {
        var id = JobId.New();
        var inserted = await transaction.ExecuteAsync(
            "job_insert",
            new
            {
                Id = id.Value,
                TenantId = transaction.TenantId.Value,
                ConnectionId = job.ConnectionId.Value,
                job.Kind,
                job.Priority,
                job.Payload,
                job.NotBefore,
                WaitingForCompany = ConnectionStore.WaitingForCompany,
                Total = job.Documents.Distinct().Count(),
                IdempotencyKey = job.StoredKey,
                job.RequestHash,
            },
            cancellationToken);
        if (inserted == 0)
        {
            return (await RepeatedAsync(transaction, job, cancellationToken))!.Value;
        }

        if (job.Documents.Count > 0)
        {
            await transaction.ExecuteAsync(
                "job_document_insert",
                new { JobId = id.Value, TenantId = transaction.TenantId.Value, DocumentIds = job.Documents.Select(d => d.Value).ToArray() },
                cancellationToken);
        }

        transaction.Work.Add(new CommittedWork.Enqueued(job.ConnectionId, id, job.Kind, job.Priority));
        transaction.Events.JobChanged(id);
        return id;
    }

    /// <summary>The job that the same request under the same key has made before; null where it is the first. Asked before what is asked for is looked up.</summary>
    /// <exception cref="IdempotencyKeyReusedException">The key was used for other work.</exception>
    public static async Task<JobId?> RepeatedAsync(LedgerTransaction transaction, NewJob job, CancellationToken cancellationToken)
    {
        if (job.StoredKey is null)
        {
            return null;
        }

        var (id, asked) = await transaction.SingleOrDefaultAsync<(Guid Id, byte[]? RequestHash)>(
            "job_by_idempotency_key", new { TenantId = transaction.TenantId.Value, IdempotencyKey = job.StoredKey }, cancellationToken);
        if (id == Guid.Empty)
        {
            return null;
        }

        var first = new JobId(id);
        return asked is null || job.RequestHash is null || asked.AsSpan().SequenceEqual(job.RequestHash) ? first : throw new IdempotencyKeyReusedException(job.IdempotencyKey!, first);
    }
}
