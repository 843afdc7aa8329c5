using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Jobs;

/// <summary>A request that cannot be taken; <paramref name="code"/> is snake_case, the message says what to do next.</summary>
public sealed class RequestRefusedException(string code, string message) : Exception(message)
{
    public string Code => code;
}

/// <summary>A job and how far it is. <paramref name="Documents"/>: outcome to number of documents, <c>open</c> for those with work left.</summary>
public sealed record JobProgress(Job Job, IReadOnlyDictionary<string, int> Documents);

/// <summary>Asks connections for work and says how it goes.</summary>
public sealed class JobRequests(LedgerDatabase database, Mailbox mailbox)
{
    /// <summary>Exports the transactions of those source references, or all of the tenant's where null.</summary>
    /// <exception cref="RequestRefusedException"><c>unknown_transaction</c>: a reference does not exist; or <c>unknown_connection</c>. Nothing was started.</exception>
    public async Task<JobId> ExportAsync(
        TenantId tenant, ConnectionId connection, IReadOnlyList<string>? references, bool force, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var job = await database.InTenantAsync(
            tenant,
            async t =>
            {
                await RequireAsync(t, connection, cancellationToken);
                IReadOnlyList<DocumentId> documents;
                if (references is null)
                {
                    documents = await BankTransactionStore.AllIdsAsync(t, cancellationToken);
                }
                else
                {
                    var found = await BankTransactionStore.FindByReferenceAsync(t, references, cancellationToken);
                    var unknown = references.Where(r => !found.ContainsKey(r)).ToList();
                    if (unknown.Count > 0)
                    {
                        throw new RequestRefusedException(
                            "unknown_transaction",
                            $"There is no transaction {string.Join(", ", unknown.Take(5))}{(unknown.Count > 5 ? $" and {unknown.Count - 5} more" : "")}. Import it first, then export; nothing was started.");
                    }

                    documents = found.Values.ToList();
                }

                return await mailbox.EnqueueAsync(
                    t,
                    new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk)
                    {
                        Documents = documents,
                        Payload = JsonSerializer.Serialize(new { force }),
                        IdempotencyKey = idempotencyKey,
                    },
                    cancellationToken);
            },
            cancellationToken);
        mailbox.Announce(connection);
        return job;
    }

    /// <summary>Asks for a command a person waits for: test, refresh of accounts or token, disconnect.</summary>
    /// <exception cref="RequestRefusedException"><c>unknown_connection</c>.</exception>
    public async Task<JobId> CommandAsync(TenantId tenant, ConnectionId connection, string kind, CancellationToken cancellationToken)
    {
        var job = await database.InTenantAsync(
            tenant,
            async t =>
            {
                await RequireAsync(t, connection, cancellationToken);
                return await mailbox.EnqueueAsync(t, new NewJob(connection, kind, JobPriority.Interactive), cancellationToken);
            },
            cancellationToken);
        mailbox.Announce(connection);
        return job;
    }

    /// <summary>Asks for a job to stop at the next safe point; what is in the books stays there.</summary>
    public async Task CancelAsync(TenantId tenant, JobId id, CancellationToken cancellationToken)
    {
        var connection = await database.InTenantAsync(
            tenant,
            async t =>
            {
                var job = await JobStore.FindAsync(t, id, cancellationToken)
                    ?? throw new RequestRefusedException("unknown_job", $"There is no job {id}. List the jobs to find it.");
                await JobStore.RequestCancelAsync(t, id, cancellationToken);
                await mailbox.WakeAsync(t, job.ConnectionId, at: null, cancellationToken);
                return job.ConnectionId;
            },
            cancellationToken);
        await mailbox.InterruptAsync(connection, cancellationToken);
        mailbox.Announce(connection);
    }

    public Task<JobProgress?> FindAsync(TenantId tenant, JobId id, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            tenant,
            async t => await JobStore.FindAsync(t, id, cancellationToken) is { } job ? new JobProgress(job, await JobStore.ProgressAsync(t, id, cancellationToken)) : null,
            cancellationToken);

    /// <summary>What became of each document, in the order of the export.</summary>
    public Task<IReadOnlyList<DocumentReport>> ReportAsync(TenantId tenant, JobId id, CancellationToken cancellationToken) =>
        database.InTenantAsync(tenant, t => JobStore.ReportAsync(t, id, cancellationToken), cancellationToken);

    private static async Task RequireAsync(LedgerTransaction transaction, ConnectionId connection, CancellationToken cancellationToken)
    {
        if (await ConnectionStore.FindAsync(transaction, connection, cancellationToken) is null)
        {
            throw new RequestRefusedException("unknown_connection", $"There is no connection {connection}. List the connections to find it.");
        }
    }
}
