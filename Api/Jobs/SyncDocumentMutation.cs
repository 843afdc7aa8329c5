using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.SyncRecords;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Api.Jobs;

/// <param name="ConnectionId">Where to.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="IdempotencyKey">A repeated call with the same key starts nothing, and waits for the first call's job.</param>
/// <param name="Force">Write it again where it stands there unchanged.</param>
/// <param name="TimeoutSeconds">How long to wait for the result, 0 to 25.</param>
public sealed record SyncDocumentInput([property: ID] string ConnectionId, [property: ID] string DocumentId, string? IdempotencyKey, bool Force = false, int TimeoutSeconds = 20);

/// <param name="Done">Whether the job has ended. Where it has not, it goes on: follow it.</param>
/// <param name="Job">The job.</param>
/// <param name="Result">What became of the document.</param>
/// <param name="SyncRecords">What is known of its entries in the connection's books.</param>
public sealed record SyncDocumentPayload(bool Done, SyncJob? Job, SyncJobResult? Result, IReadOnlyList<SyncRecordView> SyncRecords, IReadOnlyList<IProblem> Errors) : IPayload;

[MutationType]
public static class SyncDocumentMutation
{
    private const int LongestWait = 25;

    /// <summary>Exports one document ahead of everything else and waits for what becomes of it.</summary>
    [Authorize("operator")]
    public static Task<SyncDocumentPayload> SyncDocumentAsync(
        SyncDocumentInput input, ClaimsPrincipal user, JobRequests jobs, JobEnd end, LedgerDatabase database, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                if (input.TimeoutSeconds is < 0 or > LongestWait)
                {
                    throw new RequestRefusedException("invalid_timeout", $"timeoutSeconds is {input.TimeoutSeconds}. Send 0 to {LongestWait}; nothing was started.");
                }

                var tenant = user.Tenant();
                var document = new DocumentId(GlobalId.Read(GlobalId.Transaction, input.DocumentId, "a document"));
                var id = await jobs.ExportAsync(
                    tenant,
                    JobMutations.Connection(input.ConnectionId),
                    new DocumentSelection.ById([document]),
                    input.Force,
                    JobPriority.Interactive,
                    input.IdempotencyKey,
                    cancellationToken);
                var job = await end.WaitAsync(tenant, id, TimeSpan.FromSeconds(input.TimeoutSeconds), cancellationToken);
                return await database.InTenantAsync(
                    tenant,
                    async t =>
                    {
                        var results = await JobDocumentList.PageAsync(t, id, new JobDocumentFilter(), JobDocumentList.InOrder, PageRequest.Forward(1), cancellationToken);
                        var records = await SyncRecordList.OfDocumentsAsync(t, [document], job.Job.ConnectionId, cancellationToken);
                        return new SyncDocumentPayload(
                            JobMachine.IsFinal(job.Job.Status), SyncJob.Of(job), results.Items.Select(SyncJobResult.Of).FirstOrDefault(), [.. records[document].Select(SyncRecordView.Of)], []);
                    },
                    cancellationToken);
            },
            problems => new SyncDocumentPayload(false, null, null, [], problems));
}
