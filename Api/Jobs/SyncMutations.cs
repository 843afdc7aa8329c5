using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Jobs;

/// <param name="ConnectionId">Where to.</param>
/// <param name="SourceReferences">Which transactions, by the tenant's own keys.</param>
/// <param name="TransactionIds">Which transactions, by their ids. Without either: all of the tenant's.</param>
/// <param name="Force">Write again what stands there unchanged: a re-export.</param>
/// <param name="IdempotencyKey">A repeated call with the same key starts nothing and gives the first call's job.</param>
public sealed record ExportTransactionsInput(
    [property: ID] string ConnectionId, IReadOnlyList<string>? SourceReferences, [property: ID] IReadOnlyList<string>? TransactionIds, string? IdempotencyKey, bool Force = false);

/// <param name="ConnectionId">The connection.</param>
/// <param name="EntityTypes">What to bring up to date; everything when nothing is said.</param>
/// <param name="EntityIds">Only these documents; all that the books do not have when nothing is said.</param>
/// <param name="Force">Write again what stands there unchanged.</param>
/// <param name="IdempotencyKey">A repeated call with the same key starts nothing and gives the first call's jobs.</param>
public sealed record StartSyncInput(
    [property: ID] string ConnectionId, IReadOnlyList<EntityType>? EntityTypes, [property: ID] IReadOnlyList<string>? EntityIds, string? IdempotencyKey, bool Force = false);

/// <param name="Jobs">One for what is imported and one for what is exported.</param>
public sealed record StartSyncPayload(IReadOnlyList<SyncJob> Jobs, IReadOnlyList<IProblem> Errors) : IPayload;

/// <param name="ConnectionId">Where to.</param>
/// <param name="EntityType">What.</param>
/// <param name="From">Of this day or later; open when nothing is said.</param>
/// <param name="To">Of this day or before; open when nothing is said.</param>
/// <param name="Statuses">In one of these; pending and completed when nothing is said.</param>
/// <param name="Force">Write again what stands there unchanged.</param>
/// <param name="IdempotencyKey">A repeated call with the same key starts nothing and gives the first call's job.</param>
public sealed record StartBulkSyncInput(
    [property: ID] string ConnectionId, EntityType EntityType, DateOnly? From, DateOnly? To, IReadOnlyList<TransactionStatus>? Statuses, string? IdempotencyKey, bool Force = false);

[MutationType]
public static class SyncMutations
{
    private const int MostDocuments = 10_000;

    private static readonly TransactionStatus[] s_exported = [TransactionStatus.Pending, TransactionStatus.Completed];

    /// <summary>Exports transactions to a connection. What stands there unchanged is left alone.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> ExportTransactionsAsync(ExportTransactionsInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        JobMutations.StartedAsync(
            user,
            database,
            () => jobs.ExportAsync(user.Tenant(), JobMutations.Connection(input.ConnectionId), SelectionOf(input), input.Force, JobPriority.Bulk, input.IdempotencyKey, cancellationToken),
            cancellationToken);

    /// <summary>Brings a connection up to date: imports accounts and tax codes, exports what its books do not have.</summary>
    [Authorize("operator")]
    public static Task<StartSyncPayload> StartSyncAsync(StartSyncInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var started = await jobs.SyncAsync(
                    user.Tenant(),
                    JobMutations.Connection(input.ConnectionId),
                    input.EntityTypes,
                    input.EntityIds is null ? null : Documents(input.EntityIds, "entityIds"),
                    input.Force,
                    input.IdempotencyKey,
                    cancellationToken);
                var found = await JobList.FindAsync(database.Reader(user.Tenant()), started, cancellationToken);
                return new StartSyncPayload([.. started.Select(id => SyncJob.Of(found[id]))], []);
            },
            problems => new StartSyncPayload([], problems));

    /// <summary>Exports the documents of a span of days.</summary>
    [Authorize("operator")]
    public static Task<JobPayload> StartBulkSyncAsync(StartBulkSyncInput input, ClaimsPrincipal user, JobRequests jobs, LedgerDatabase database, CancellationToken cancellationToken) =>
        JobMutations.StartedAsync(
            user,
            database,
            () =>
            {
                JobMutations.RequireDocuments(input.EntityType);
                if (input.From > input.To)
                {
                    throw new RequestRefusedException("invalid_span", $"from {input.From:yyyy-MM-dd} is after to {input.To:yyyy-MM-dd}. Send the earlier day as from; nothing was started.");
                }

                if (input.Statuses is [])
                {
                    throw new RequestRefusedException("wrong_count", "statuses is empty. Name at least one, or leave it out; nothing was started.");
                }

                return jobs.ExportAsync(
                    user.Tenant(),
                    JobMutations.Connection(input.ConnectionId),
                    new DocumentSelection.Between(input.From, input.To, input.Statuses ?? s_exported),
                    input.Force,
                    JobPriority.Bulk,
                    input.IdempotencyKey,
                    cancellationToken);
            },
            cancellationToken);

    private static DocumentSelection SelectionOf(ExportTransactionsInput input) => input switch
    {
        { SourceReferences: not null, TransactionIds: not null } =>
            throw new RequestRefusedException("invalid_selection", "Say which transactions by sourceReferences or by transactionIds, not both; nothing was started."),
        { SourceReferences: { } references } => new DocumentSelection.ByReference([.. Counted(references, "sourceReferences").Select(r => r.Trim())]),
        { TransactionIds: { } ids } => new DocumentSelection.ById(Documents(ids, "transactionIds")),
        _ => new DocumentSelection.All(),
    };

    private static List<DocumentId> Documents(IReadOnlyList<string> ids, string name) =>
        [.. Counted(ids, name).Select(id => new DocumentId(GlobalId.Read(GlobalId.Transaction, id, "a transaction")))];

    private static IReadOnlyList<string> Counted(IReadOnlyList<string> given, string name) => given.Count is > 0 and <= MostDocuments
        ? given
        : throw new RequestRefusedException("wrong_count", $"{name} has {given.Count} entries. Send 1 to {MostDocuments}, or leave it out for all; nothing was started.");
}
