using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.GraphQL;

namespace OrleansLedger.Api.Jobs;

[QueryType]
public static class JobQueries
{
    /// <summary>A job, null when there is none of that id.</summary>
    [Authorize("viewer")]
    public static async Task<SyncJob?> GetJobAsync([ID] string id, ClaimsPrincipal user, JobRequests jobs, CancellationToken cancellationToken) =>
        GlobalId.TryRead(id, out var kind, out var key) && kind == GlobalId.Job && await jobs.FindAsync(user.Tenant(), new JobId(key), cancellationToken) is { } found ? SyncJob.Of(found.Job) : null;
}

[ObjectType<SyncJob>]
public static class SyncJobNode
{
    /// <summary>How far it is.</summary>
    public static async Task<SyncJobProgress> GetProgressAsync([Parent] SyncJob job, ClaimsPrincipal user, JobRequests jobs, CancellationToken cancellationToken) =>
        SyncJobProgress.Of((await jobs.FindAsync(user.Tenant(), job.Key, cancellationToken))?.Documents ?? new Dictionary<string, int>(StringComparer.Ordinal));

    /// <summary>What became of each document, in the order of the export.</summary>
    [UsePaging(DefaultPageSize = 50, MaxPageSize = 500)]
    public static async Task<IReadOnlyList<SyncJobResult>> GetResultsAsync([Parent] SyncJob job, ClaimsPrincipal user, JobRequests jobs, CancellationToken cancellationToken) =>
        [.. (await jobs.ReportAsync(user.Tenant(), job.Key, cancellationToken)).Select(SyncJobResult.Of)];
}

/// <param name="ConnectionId">Where to.</param>
/// <param name="SourceReferences">Which transactions; all of the tenant's without.</param>
/// <param name="Force">Write again what stands there unchanged.</param>
/// <param name="IdempotencyKey">A repeated call with the same key starts nothing and gives the first call's job.</param>
public sealed record ExportTransactionsInput([property: ID] string ConnectionId, IReadOnlyList<string>? SourceReferences, string? IdempotencyKey, bool Force = false);

/// <param name="ConnectionId">The connection.</param>
public sealed record ConnectionCommandInput([property: ID] string ConnectionId);

/// <param name="JobId">The job.</param>
public sealed record CancelJobInput([property: ID] string JobId);

/// <param name="Job">The job as it stands now; follow it with the query <c>job</c>.</param>
public sealed record JobPayload(SyncJob? Job, IReadOnlyList<IProblem> Errors) : IPayload;

[MutationType]
public static class JobMutations
{
    /// <summary>Exports transactions to a connection.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> ExportTransactionsAsync(ExportTransactionsInput input, ClaimsPrincipal user, JobRequests jobs, CancellationToken cancellationToken) =>
        StartedAsync(user, jobs, () => jobs.ExportAsync(user.Tenant(), Connection(input.ConnectionId), input.SourceReferences, input.Force, input.IdempotencyKey, cancellationToken), cancellationToken);

    /// <summary>Makes the cheapest call there is, to prove that the connection works.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> TestConnectionAsync(ConnectionCommandInput input, ClaimsPrincipal user, JobRequests jobs, CancellationToken cancellationToken) =>
        CommandAsync(input, JobKinds.TestConnection, user, jobs, cancellationToken);

    /// <summary>Renews the connection's tokens now.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> RefreshTokenAsync(ConnectionCommandInput input, ClaimsPrincipal user, JobRequests jobs, CancellationToken cancellationToken) =>
        CommandAsync(input, JobKinds.RefreshToken, user, jobs, cancellationToken);

    /// <summary>Imports the accounts and tax codes again.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> RefreshAccountsAsync(ConnectionCommandInput input, ClaimsPrincipal user, JobRequests jobs, CancellationToken cancellationToken) =>
        CommandAsync(input, JobKinds.RefreshAccounts, user, jobs, cancellationToken);

    /// <summary>Ends the connection: takes the company's authorization away at the accounting system and keeps the history.</summary>
    [Authorize("admin")]
    public static Task<JobPayload> DisconnectAsync(ConnectionCommandInput input, ClaimsPrincipal user, JobRequests jobs, CancellationToken cancellationToken) =>
        CommandAsync(input, JobKinds.Disconnect, user, jobs, cancellationToken);

    /// <summary>Asks a job to stop at the next safe point; what is in the books stays there.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> CancelJobAsync(CancelJobInput input, ClaimsPrincipal user, JobRequests jobs, CancellationToken cancellationToken) =>
        StartedAsync(
            user,
            jobs,
            async () =>
            {
                var id = new JobId(GlobalId.Read(GlobalId.Job, input.JobId, "a job"));
                await jobs.CancelAsync(user.Tenant(), id, cancellationToken);
                return id;
            },
            cancellationToken);

    private static Task<JobPayload> CommandAsync(ConnectionCommandInput input, string kind, ClaimsPrincipal user, JobRequests jobs, CancellationToken cancellationToken) =>
        StartedAsync(user, jobs, () => jobs.CommandAsync(user.Tenant(), Connection(input.ConnectionId), kind, cancellationToken), cancellationToken);

    private static ConnectionId Connection(string id) => new(GlobalId.Read(GlobalId.Connection, id, "a connection"));

    private static Task<JobPayload> StartedAsync(ClaimsPrincipal user, JobRequests jobs, Func<Task<JobId>> start, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var id = await start();
                return new JobPayload((await jobs.FindAsync(user.Tenant(), id, cancellationToken)) is { } found ? SyncJob.Of(found.Job) : null, []);
            },
            problems => new JobPayload(null, problems));
}
