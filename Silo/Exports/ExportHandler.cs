using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>
/// Exports bank transactions in date order, in steps of some writes: decide for each document, commit to the calls, make them, commit what
/// came of them; then the files of the entries that stand. Between steps it gives way to whatever is more urgent.
/// </summary>
internal sealed class ExportHandler(Reconciler reconciler, EntryWriter writer, AttachmentExport files, PriorMatch priorMatch) : IJobHandler
{
    /// <summary>Documents looked at in one step where a call carries fewer.</summary>
    private const int LeastPerStep = 25;

    public string Kind => JobKinds.ExportTransactions;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        if (turn.Provider is not IWritesTransactions port)
        {
            return JobStep.Discard("not_supported", $"{turn.Provider.Manifest.DisplayName} takes no bank transactions.");
        }

        var request = ExportRequest.Read(job.Payload);
        if (turn.CompanyReadAt is null || turn.Clock.GetUtcNow() - turn.CompanyReadAt > turn.Options.CompanyFreshFor)
        {
            if (await turn.RefreshCompanyAsync(cancellationToken) is { } failure)
            {
                return JobStep.From(failure, job, turn);
            }
        }

        if (turn.MatchedAt is null && await priorMatch.RunAsync(turn, job, cancellationToken) is { } unmatched)
        {
            return unmatched;
        }

        var pace = new ProgressPace(turn.Clock);
        var readiness = await ReadinessAsync(turn);
        var atMost = Math.Max(port.TransactionBatchSize * port.TransactionWritesInFlight, LeastPerStep);
        while (true)
        {
            if (await reconciler.RunAsync(turn, cancellationToken) is { } open)
            {
                return JobStep.From(open, job, turn);
            }

            var slice = await SliceAsync(turn, job, atMost);
            if (slice.Open.Count == 0)
            {
                return await EndAsync(turn, job);
            }

            var stop = await writer.WriteAsync(turn, port, readiness, slice, job, request.Force) ?? await files.AttachAsync(turn, slice, job);
            await CommitProgressAsync(turn, job, slice, pace);
            job = job with { Attempt = 0 };
            if (stop is not null)
            {
                return stop;
            }

            if (await turn.ShouldGiveWayAsync(job, cancellationToken))
            {
                return JobStep.Yield;
            }
        }
    }

    private static async Task<Readiness> ReadinessAsync(Turn turn) =>
        await turn.Ledger.InTurnAsync(
            async t => new Readiness(
                turn.Provider,
                turn.Company,
                turn.Connection.Settings,
                await AccountStore.ListAsync(t, turn.Connection.Id, CancellationToken.None),
                await AccountStore.ListTaxCodesAsync(t, turn.Connection.Id, CancellationToken.None),
                await AccountStore.ListMappingsAsync(t, turn.Connection.Id, CancellationToken.None)),
            CancellationToken.None);

    private static Task<ExportSlice> SliceAsync(Turn turn, Job job, int atMost) =>
        turn.Ledger.InTurnAsync(
            async t =>
            {
                var open = await JobStore.NextDocumentsAsync(t, job.Id, turn.Clock.GetUtcNow(), atMost, CancellationToken.None);
                var ids = open.Select(o => o.DocumentId).ToList();
                var latest = await turn.Records.LatestAsync(t, ids, CancellationToken.None);
                var reversals = latest.Values.Where(r => string.Equals(r.Role, "reversal", StringComparison.Ordinal)).ToList();
                return new ExportSlice(
                    open,
                    await BankTransactionStore.FindAsync(t, ids, CancellationToken.None),
                    await AttachmentStore.ListAsync(t, ids, CancellationToken.None),
                    latest,
                    await turn.Records.BeforeAsync(t, reversals, CancellationToken.None),
                    await turn.LinkCandidates.ListAsync(t, ids, CancellationToken.None));
            },
            CancellationToken.None);

    private static async Task CommitProgressAsync(Turn turn, Job job, ExportSlice slice, ProgressPace pace)
    {
        var tells = pace.IsDue();
        var progress = slice.TakeProgress();
        await turn.CommitAsync(
            async t =>
            {
                await JobStore.UpdateDocumentsAsync(t, job.Id, progress, CancellationToken.None);
                if (tells)
                {
                    t.Events.JobChanged(job.Id);
                }
            },
            CancellationToken.None);
    }

    /// <summary>Nothing is due: done, or the rest waits for its time.</summary>
    private static async Task<JobStep> EndAsync(Turn turn, Job job)
    {
        var (counts, nextDue) = await turn.Ledger.InTurnAsync(
            async t => (await JobStore.ProgressAsync(t, job.Id, CancellationToken.None), await JobStore.NextDocumentDueAsync(t, job.Id, CancellationToken.None)),
            CancellationToken.None);
        return counts.GetValueOrDefault("open") > 0 && nextDue is { } due
            ? JobStep.Snooze(due, $"{counts["open"]} documents are tried again at {due:HH:mm:ss} UTC.")
            : JobStep.Completed(JsonSerializer.Serialize(counts));
    }
}
