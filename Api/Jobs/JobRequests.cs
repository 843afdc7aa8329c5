using System.Text.Json;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Jobs;

/// <summary>A job and how far it is. <paramref name="Documents"/>: outcome to number of documents, <c>open</c> for those with work left.</summary>
public sealed record JobProgress(Job Job, IReadOnlyDictionary<string, int> Documents);

/// <summary>Asks connections for work and says how it goes. A repeated request with the same idempotency key starts nothing and gives the first one's job.</summary>
public sealed class JobRequests(LedgerDatabase database, TimeProvider clock)
{
    /// <summary>Exports the transactions of those source references, or all of the tenant's where null.</summary>
    /// <exception cref="RequestRefusedException"><c>unknown_transaction</c>: a reference does not exist; or <c>unknown_connection</c>. Nothing was started.</exception>
    public Task<JobId> ExportAsync(
        TenantId tenant, ConnectionId connection, IReadOnlyList<string>? references, bool force, string? idempotencyKey, CancellationToken cancellationToken) =>
        ExportAsync(tenant, connection, references is null ? new DocumentSelection.All() : new DocumentSelection.ByReference(references), force, JobPriority.Bulk, idempotencyKey, cancellationToken);

    /// <summary>Exports the documents of a selection, none where it is empty.</summary>
    /// <param name="force">Write again what stands there unchanged.</param>
    /// <exception cref="RequestRefusedException"><c>unknown_transaction</c>, <c>unknown_connection</c>, <c>invalid_idempotency_key</c>, <c>idempotency_key_reused</c>. Nothing was started.</exception>
    public Task<JobId> ExportAsync(
        TenantId tenant, ConnectionId connection, DocumentSelection selection, bool force, int priority, string? idempotencyKey, CancellationToken cancellationToken) =>
        AtConnectionAsync(
            tenant,
            connection,
            idempotencyKey,
            t => EnqueueExportAsync(t, connection, selection, force, priority, idempotencyKey, cancellationToken),
            cancellationToken);

    /// <summary>Asks for a command a person waits for: test, refresh of accounts, tax codes or token, disconnect.</summary>
    /// <exception cref="RequestRefusedException"><c>unknown_connection</c>, <c>invalid_idempotency_key</c>, <c>idempotency_key_reused</c>.</exception>
    public Task<JobId> CommandAsync(TenantId tenant, ConnectionId connection, string kind, CancellationToken cancellationToken, string? idempotencyKey = null) =>
        AtConnectionAsync(tenant, connection, idempotencyKey, t => EnqueueCommandAsync(t, connection, kind, idempotencyKey, cancellationToken), cancellationToken);

    /// <summary>Brings entity types of a connection up to date: imports what is imported, exports what the books do not have, or these documents.</summary>
    /// <param name="types">Null: all.</param>
    /// <param name="documents">Null: all that the books do not have as they stand now, or with <paramref name="force"/> all there are.</param>
    /// <returns>A job for each thing there is to do: an import goes before an export.</returns>
    /// <exception cref="RequestRefusedException"><c>unknown_transaction</c>, <c>unknown_connection</c>, <c>nothing_to_sync</c>, <c>invalid_idempotency_key</c>, <c>idempotency_key_reused</c>.</exception>
    public async Task<IReadOnlyList<JobId>> SyncAsync(
        TenantId tenant, ConnectionId connection, IReadOnlyList<EntityType>? types, IReadOnlyList<DocumentId>? documents, bool force, string? idempotencyKey, CancellationToken cancellationToken)
    {
        bool Wanted(EntityType type) => types is null ? documents is null || type == EntityType.BankTransaction : types.Contains(type);
        if (documents is not null && !Wanted(EntityType.BankTransaction))
        {
            throw new RequestRefusedException("nothing_to_sync", "entityIds name transactions, but entityTypes leaves BANK_TRANSACTION out. Add it, or leave entityTypes out; nothing was started.");
        }

        var import = (Wanted(EntityType.Account), Wanted(EntityType.TaxCode)) switch
        {
            (true, _) => JobKinds.RefreshAccounts,
            (false, true) => JobKinds.RefreshTaxCodes,
            _ => null,
        };
        DocumentSelection selection = documents is not null ? new DocumentSelection.ById(documents) : force ? new DocumentSelection.All() : new DocumentSelection.Unsynced();
        if (import is null && !Wanted(EntityType.BankTransaction))
        {
            throw new RequestRefusedException("nothing_to_sync", "entityTypes is empty. Name what to sync, or leave it out for everything; nothing was started.");
        }

        return await AtConnectionAsync<IReadOnlyList<JobId>>(
            tenant,
            connection,
            idempotencyKey,
            async t =>
            {
                // The first job has the key itself, so that whatever else comes under it is told from this; a second job has one that no client can send.
                var asked = idempotencyKey is null ? null : $"sync {import} {(Wanted(EntityType.BankTransaction) ? Words(selection, force) : null)}";
                var jobs = new List<JobId>();
                if (import is not null)
                {
                    jobs.Add(await Mailbox.EnqueueAsync(t, new NewJob(connection, import, JobPriority.Interactive) { IdempotencyKey = idempotencyKey, Asked = asked }, cancellationToken));
                }

                if (Wanted(EntityType.BankTransaction))
                {
                    jobs.Add(await EnqueueExportAsync(
                        t, connection, selection, force, JobPriority.Bulk, import is null || idempotencyKey is null ? idempotencyKey : $"{idempotencyKey}\nexport", cancellationToken, asked));
                }

                return jobs;
            },
            cancellationToken);
    }

    /// <summary>Does again what did not work in a job: its documents that failed, were parked or were left when it was cancelled or given up, or the whole of a job without documents.</summary>
    /// <exception cref="RequestRefusedException"><c>unknown_job</c>, <c>not_finished</c>, <c>nothing_to_retry</c>, <c>invalid_idempotency_key</c>, <c>idempotency_key_reused</c>.</exception>
    public async Task<JobId> RetryAsync(TenantId tenant, JobId id, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var job = (await FindAsync(tenant, id, cancellationToken))?.Job ?? throw Unknown(id);
        if (!JobMachine.IsFinal(job.Status))
        {
            throw new RequestRefusedException("not_finished", "The job is still at work, and tries again by itself. Wait for its end, or cancel it first; nothing was started.");
        }

        if (job.Kind == JobKinds.ExportTransactions)
        {
            return await ExportAsync(tenant, job.ConnectionId, new DocumentSelection.FailedIn(id), force: false, JobPriority.Bulk, idempotencyKey, cancellationToken);
        }

        if (job.Status == JobStatus.Completed || job.Kind is JobKinds.AutomaticSync or JobKinds.DeleteAttachment)
        {
            throw new RequestRefusedException("nothing_to_retry", $"A job of kind {job.Kind} that ended {job.Status.ToString().ToLowerInvariant()} has nothing to retry; nothing was started.");
        }

        return await CommandAsync(tenant, job.ConnectionId, job.Kind, cancellationToken, idempotencyKey);
    }

    /// <summary>Cancels a job that has not started; asks a running one to stop at its next safe point. Entries that are in the books stay there.</summary>
    /// <exception cref="RequestRefusedException"><c>unknown_job</c>.</exception>
    public Task CancelAsync(TenantId tenant, JobId id, CancellationToken cancellationToken) => database.InTenantAsync(
        tenant,
        async t =>
        {
            var job = await JobStore.FindAsync(t, id, cancellationToken) ?? throw Unknown(id);
            await JobStore.CancelAsync(t, job, "The job was cancelled before this document was sent.", clock.GetUtcNow(), cancellationToken);
        },
        cancellationToken);

    public Task<JobProgress?> FindAsync(TenantId tenant, JobId id, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            tenant,
            async t => await JobStore.FindAsync(t, id, cancellationToken) is { } job ? new JobProgress(job, await JobStore.ProgressAsync(t, id, cancellationToken)) : null,
            cancellationToken);

    /// <summary>What became of each document, in the order of the export.</summary>
    public Task<IReadOnlyList<DocumentReport>> ReportAsync(TenantId tenant, JobId id, CancellationToken cancellationToken) =>
        database.InTenantAsync(tenant, t => JobStore.ReportAsync(t, id, cancellationToken), cancellationToken);

    private async Task<JobId> EnqueueExportAsync(
        LedgerTransaction transaction, ConnectionId connection, DocumentSelection selection, bool force, int priority, string? idempotencyKey, CancellationToken cancellationToken, string? asked = null)
    {
        var job = new NewJob(connection, JobKinds.ExportTransactions, priority)
        {
            Payload = JsonSerializer.Serialize(new { force }),
            IdempotencyKey = idempotencyKey,
            Asked = asked ?? Words(selection, force),
        };
        if (await Mailbox.RepeatedAsync(transaction, job, cancellationToken) is { } first)
        {
            return first;
        }

        var row = (await ConnectionStore.FindAsync(transaction, connection, cancellationToken))!;
        var documents = await selection.ResolveAsync(transaction, row, cancellationToken);
        if (documents.Count == 0 && selection is DocumentSelection.Failed or DocumentSelection.FailedIn)
        {
            throw new RequestRefusedException("nothing_to_retry", "No document stands failed, parked or cancelled there. What changed since is exported by exportTransactions or startSync; nothing was started.");
        }

        return await Mailbox.EnqueueAsync(transaction, job with { Documents = documents }, cancellationToken);
    }

    private static string Words(DocumentSelection selection, bool force) => $"{selection.GetType().Name} {JsonSerializer.Serialize<object>(selection)} {force}";

    private Task<JobId> EnqueueCommandAsync(LedgerTransaction transaction, ConnectionId connection, string kind, string? idempotencyKey, CancellationToken cancellationToken) =>
        Mailbox.EnqueueAsync(transaction, new NewJob(connection, kind, JobPriority.Interactive) { IdempotencyKey = idempotencyKey }, cancellationToken);

    /// <summary>One transaction in the tenant in which the connection exists.</summary>
    private async Task<T> AtConnectionAsync<T>(
        TenantId tenant, ConnectionId connection, string? idempotencyKey, Func<LedgerTransaction, Task<T>> enqueue, CancellationToken cancellationToken)
    {
        Check(idempotencyKey);
        try
        {
            return await database.InTenantAsync(
                tenant,
                async t =>
                {
                    if (await ConnectionStore.FindAsync(t, connection, cancellationToken) is null)
                    {
                        throw new RequestRefusedException("unknown_connection", $"There is no connection {GlobalId.Of(GlobalId.Connection, connection.Value)}. List the connections to find it; nothing was started.");
                    }

                    return await enqueue(t);
                },
                cancellationToken);
        }
        catch (IdempotencyKeyReusedException e)
        {
            throw new RequestRefusedException("idempotency_key_reused", $"The idempotency key '{e.Key}' was used for other work before. Repeat that request as it was, or send this one with a key of its own; nothing was started.");
        }
    }

    private static void Check(string? idempotencyKey)
    {
        if (idempotencyKey is not null && (idempotencyKey.Length is 0 or > 200 || idempotencyKey.Any(char.IsControl)))
        {
            throw new RequestRefusedException("invalid_idempotency_key", "The idempotency key must have 1 to 200 characters, none of them control characters. Send a new random one for each piece of work; nothing was started.");
        }
    }

    private static RequestRefusedException Unknown(JobId id) => new("unknown_job", $"There is no job {GlobalId.Of(GlobalId.Job, id.Value)}. List the jobs to find it.");
}
