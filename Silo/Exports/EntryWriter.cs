using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Exports;

/// <summary>Writes the entries of a step: decides, commits to the calls, makes them, commits their outcomes.</summary>
internal sealed class EntryWriter
{
    /// <returns>Null to go on; else the reason for which the job stops here.</returns>
    public async Task<JobStep?> WriteAsync(Turn turn, IWritesTransactions port, Readiness readiness, ExportSlice slice, Job job, bool force)
    {
        var checkedEntries = await EntryChecks.RunAsync(turn, port, readiness, slice, job, force);
        if (checkedEntries.Count == 0)
        {
            return null;
        }

        if (await ContactNaming.RunAsync(turn, readiness, slice, checkedEntries, job) is { } unnamed)
        {
            return unnamed;
        }

        var planned = EntryWork.Plan(turn, port, readiness, slice, checkedEntries, job, force);
        var (work, stopped) = await Freshening.RunAsync(turn, slice, planned, job, force);
        if (stopped is not null)
        {
            return stopped;
        }

        foreach (var wave in Calls(work, port.TransactionBatchSize).Chunk(port.TransactionWritesInFlight))
        {
            if (turn.Gate.ClosedUntil(port.TransactionQuotaClass, turn.Calls.Interactive) is { } until)
            {
                return Waiting(turn, until);
            }

            if (await EntryWave.SendAsync(turn, port, slice, wave, job) is { } step)
            {
                return step;
            }

            if (turn.SuspectedOutage is not null)
            {
                // What became of those calls is found out before more are made.
                return null;
            }

            if (turn.IsOver)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>
    /// Full batches; a document from a call that failed for an unknown reason goes in a small one, and alone after a second failure, so that a document
    /// that makes calls fail is isolated and the others get through.
    /// </summary>
    private static IEnumerable<EntryWork[]> Calls(List<EntryWork> work, int batchSize) =>
        work.GroupBy(w => w.Open.Unconfirmed switch { 0 => batchSize, 1 => Math.Max(1, batchSize / 8), _ => 1 }).SelectMany(g => g.Chunk(g.Key));

    private static JobStep Waiting(Turn turn, DateTimeOffset until) =>
        JobStep.Snooze(until, $"{turn.Provider.Manifest.DisplayName}'s quota is used up until {until:yyyy-MM-dd HH:mm:ss} UTC.");
}
