using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Jobs;

/// <param name="ConnectionId">The connection.</param>
/// <param name="IdempotencyKey">A repeated call with the same key starts nothing and gives the first call's job.</param>
public sealed record ConnectionCommandInput([property: ID] string ConnectionId, string? IdempotencyKey);

/// <param name="JobId">The job.</param>
public sealed record CancelJobInput([property: ID] string JobId);

/// <param name="JobId">The job.</param>
/// <param name="IdempotencyKey">A repeated call with the same key starts nothing and gives the first call's job.</param>
public sealed record RetryJobInput([property: ID] string JobId, string? IdempotencyKey);

/// <param name="ConnectionId">The connection.</param>
/// <param name="EntityType">Of what; transactions when nothing is said.</param>
/// <param name="IdempotencyKey">A repeated call with the same key starts nothing and gives the first call's job.</param>
public sealed record RetryFailedInput([property: ID] string ConnectionId, string? IdempotencyKey, EntityType EntityType = EntityType.BankTransaction);

/// <param name="Job">The job as it stands now; follow it with the subscription <c>jobProgress</c> or the query <c>job</c>.</param>
public sealed record JobPayload(SyncJob? Job, IReadOnlyList<IProblem> Errors) : IPayload;

[MutationType]
public static class JobMutations
{
    /// <summary>Makes the cheapest call there is, to prove that the connection works.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> TestConnectionAsync(ConnectionCommandInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        CommandAsync(input, JobKinds.TestConnection, user, jobs, database, cancellationToken);

    /// <summary>Renews the connection's tokens now.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> RefreshTokenAsync(ConnectionCommandInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        CommandAsync(input, JobKinds.RefreshToken, user, jobs, database, cancellationToken);

    /// <summary>Imports the accounts and tax codes again.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> RefreshAccountsAsync(ConnectionCommandInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        CommandAsync(input, JobKinds.RefreshAccounts, user, jobs, database, cancellationToken);

    /// <summary>Imports the tax codes again.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> RefreshTaxCodesAsync(ConnectionCommandInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        CommandAsync(input, JobKinds.RefreshTaxCodes, user, jobs, database, cancellationToken);

    /// <summary>Ends the connection: takes the company's authorization away at the accounting system and keeps the history.</summary>
    [Authorize("admin")]
    public static Task<JobPayload> DisconnectAsync(ConnectionCommandInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        CommandAsync(input, JobKinds.Disconnect, user, jobs, database, cancellationToken);

    /// <summary>Asks a job to stop at the next safe point; what is in the books stays there.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> CancelJobAsync(CancelJobInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        StartedAsync(
            user,
            database,
            async () =>
            {
                var id = new JobId(GlobalId.Read(GlobalId.Job, input.JobId, "a job"));
                await jobs.CancelAsync(user.Tenant(), id, cancellationToken);
                return id;
            },
            cancellationToken);

    /// <summary>Does again what did not work in a job that has ended: its documents that failed, were parked or were left when it was cancelled or given up, or the whole of a job without documents.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> RetryJobAsync(RetryJobInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        StartedAsync(
            user, database, () => jobs.RetryAsync(user.Tenant(), new JobId(GlobalId.Read(GlobalId.Job, input.JobId, "a job")), input.IdempotencyKey, cancellationToken), cancellationToken);

    /// <summary>Exports every document that stands failed or parked at a connection's company.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> RetryFailedAsync(RetryFailedInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        StartedAsync(
            user,
            database,
            () =>
            {
                RequireDocuments(input.EntityType);
                return jobs.ExportAsync(user.Tenant(), Connection(input.ConnectionId), new DocumentSelection.Failed(), force: false, JobPriority.Bulk, input.IdempotencyKey, cancellationToken);
            },
            cancellationToken);

    internal static ConnectionId Connection(string id) => new(GlobalId.Read(GlobalId.Connection, id, "a connection"));

    /// <exception cref="RequestRefusedException"><c>not_exported</c>: the type is imported, not exported.</exception>
    internal static void RequireDocuments(EntityType type)
    {
        if (type != EntityType.BankTransaction)
        {
            throw new RequestRefusedException("not_exported", $"{type} is imported, not exported. Use startSync, or BANK_TRANSACTION here; nothing was started.");
        }
    }

    internal static Task<JobPayload> StartedAsync(ClaimsPrincipal user, LedgerDatabase database, Func<Task<JobId>> start, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var id = await start();
                var found = await JobList.FindAsync(database.Reader(user.Tenant()), [id], cancellationToken);
                return new JobPayload(SyncJob.Of(found[id]), []);
            },
            problems => new JobPayload(null, problems));

    private static Task<JobPayload> CommandAsync(
        ConnectionCommandInput input, string kind, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        StartedAsync(user, database, () => jobs.CommandAsync(user.Tenant(), Connection(input.ConnectionId), kind, cancellationToken, input.IdempotencyKey), cancellationToken);
}
