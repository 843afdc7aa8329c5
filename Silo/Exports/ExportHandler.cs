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
/// Exports bank transactions in date order, in steps of some writes: decide for each document, commit to the calls, make them, commit their outcomes;
/// then the files of the entries that are in the books. Between steps it gives way to more urgent work.
/// </summary>
internal sealed partial class ExportHandler(
    Reconciler reconciler, EntryWriter writer, AttachmentExport files, PriorMatch priorMatch, StaleReferences stale, ILogger<ExportHandler> logger) : IJobHandler
{
    /// <summary>Documents in one step where a call carries fewer.</summary>
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
        var full = Math.Max(port.TransactionBatchSize * port.TransactionWritesInFlight, LeastPerStep);
        var alone = 0;
        while (true)
        {
            if (await reconciler.RunAsync(turn, cancellationToken) is { } open)
            {
                return open;
            }

            if (turn.SuspectedOutage is { } suspected)
            {
                // The calls with an unknown outcome were not found, and no other write has succeeded since.
                return new JobStep.Outage(suspected.Code, suspected.Text, OnWrite: true);
            }

            // While writes fail one document is enough to find out whether they succeed again.
            var probes = turn.Outage is { OnWrite: true };
            var slice = await SliceAsync(turn, job, probes || alone > 0 ? 1 : full, probes);
            if (slice.Open.Count == 0)
            {
                return await EndAsync(turn, job);
            }

            JobStep? stop;
            try
            {
                stop = await writer.WriteAsync(turn, port, readiness, slice, job, request.Force);
                stop = await files.AttachAsync(turn, slice, job, sends: stop is null) ?? stop;
            }
            catch (Exception e) when (Defect.Is(e) && slice.Open is [var only])
            {
                LogDefect(logger, e, turn.Connection.TenantId, turn.Connection.Id, only.DocumentId);
                Conclusion.Retry(turn, slice, only, $"An internal error stopped the export of this document ({e.GetType().Name}, {JobStep.InternalError}); the silo's log has the details.");
                stop = null;
            }
            catch (Exception e) when (Defect.Is(e))
            {
                // One of these documents is to blame: they are taken one by one, so that the others get through.
                LogDefect(logger, e, turn.Connection.TenantId, turn.Connection.Id, slice.Open[0].DocumentId);
                alone = slice.Open.Count;
                continue;
            }

            alone = Math.Max(0, alone - 1);
            await CommitProgressAsync(turn, job, slice, pace);
            job = job with { Attempt = 0 };
            if (stop is null && !slice.Stale.IsEmpty)
            {
                stop = await stale.DropAsync(turn, slice, job, cancellationToken);
                readiness = await ReadinessAsync(turn);
            }

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

    private static Task<ExportSlice> SliceAsync(Turn turn, Job job, int atMost, bool probes) =>
        turn.Ledger.InTurnAsync(
            async t =>
            {
                var now = turn.Clock.GetUtcNow();
                var open = probes
                    ? await JobStore.ProbeDocumentAsync(t, job.Id, now, CancellationToken.None)
                    : await JobStore.NextDocumentsAsync(t, job.Id, now, atMost, CancellationToken.None);
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

    /// <summary>Nothing is due: the job is done, or the remaining documents wait for their time.</summary>
    private static async Task<JobStep> EndAsync(Turn turn, Job job)
    {
        var (counts, nextDue) = await turn.Ledger.InTurnAsync(
            async t => (await JobStore.ProgressAsync(t, job.Id, CancellationToken.None), await JobStore.NextDocumentDueAsync(t, job.Id, CancellationToken.None)),
            CancellationToken.None);
        return counts.GetValueOrDefault("open") is > 0 and var open
            ? JobStep.Snooze(nextDue ?? turn.Clock.GetUtcNow(), $"{(open == 1 ? "One document waits" : $"{open} documents wait")} for the next attempt at {nextDue:HH:mm:ss} UTC; its detail has the reason.")
            : JobStep.Completed(JsonSerializer.Serialize(counts));
    }

    [LoggerMessage(LogLevel.Error, "Tenant {Tenant}, connection {Connection}: the export of document {Document} (or of one taken with it) threw")]
    private static partial void LogDefect(ILogger logger, Exception exception, TenantId tenant, ConnectionId connection, DocumentId document);
}
