using System.Security.Cryptography;
using System.Text;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using Quartz;

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
/// Puts jobs into mailboxes and schedules the connection's wake-up in the same transaction: there is never one without the other.
/// A wake-up is one Quartz trigger per connection, named after it, in the connection's execution group.
/// </summary>
public sealed class Mailbox(ISchedulerFactory schedulers, TimeProvider clock, Action<string, string> publish)
{
    /// <summary>The durable Quartz job that every wake-up fires.</summary>
    public static JobKey TurnKey { get; } = new("turn", "connection");

    public const string WakeGroup = "wake";

    public const string ExecutionGroupPrefix = "connection:";

    /// <summary>The pub/sub channel on which the id of a connection with new work is announced.</summary>
    public const string WakeChannel = "wake";

    /// <summary>Enqueues within the caller's transaction. Call <see cref="Announce"/> when it has been committed.</summary>
    /// <returns>The job's id; that of the first one where its key was used before.</returns>
    /// <exception cref="IdempotencyKeyReusedException">The key was used for other work.</exception>
    public async Task<JobId> EnqueueAsync(LedgerTransaction transaction, NewJob job, CancellationToken cancellationToken)
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

        await WakeAsync(transaction, job.ConnectionId, job.NotBefore, cancellationToken);
        transaction.Events.JobChanged(id);
        return id;
    }

    /// <summary>The job that the same request under the same key has made before; null where it is the first. Asked before what is asked for is looked up.</summary>
    /// <exception cref="IdempotencyKeyReusedException">The key was used for other work.</exception>
    public async Task<JobId?> RepeatedAsync(LedgerTransaction transaction, NewJob job, CancellationToken cancellationToken)
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

    /// <summary>Schedules the connection's wake-up in the caller's transaction; an earlier one that is pending stays.</summary>
    public async Task WakeAsync(LedgerTransaction transaction, ConnectionId connection, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        using (scheduler.EnlistTransaction(transaction.Transaction))
        {
            await scheduler.ScheduleTrigger(WakeUp(transaction.TenantId, connection, at), TriggerConflict.KeepEarlier, cancellationToken);
        }
    }

    /// <summary>Schedules a wake-up that may have been lost, outside any transaction.</summary>
    /// <returns>True where there was none.</returns>
    public async Task<bool> WakeAgainAsync(TenantId tenant, ConnectionId connection, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        return (await scheduler.ScheduleTrigger(WakeUp(tenant, connection, at: null), TriggerConflict.Keep, cancellationToken)).Outcome != ScheduleOutcome.Kept;
    }

    /// <summary>Tells the silos to look now. Lost without harm: they look every second.</summary>
    public void Announce(ConnectionId connection) => publish(WakeChannel, connection.ToString());

    private ITrigger WakeUp(TenantId tenant, ConnectionId connection, DateTimeOffset? at) => TriggerBuilder.Create()
        .WithIdentity(connection.ToString(), WakeGroup)
        .ForJob(TurnKey)
        .WithExecutionGroup(ExecutionGroupPrefix + connection)
        .UsingJobData("tenant", tenant.ToString())
        .UsingJobData("connection", connection.ToString())
        .StartAt(at ?? clock.GetUtcNow())
        .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
        .Build();
}
