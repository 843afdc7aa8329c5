using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Exports;

/// <summary>Writes the entries of a step: decides, commits to the calls, makes them, commits what came of them.</summary>
internal sealed class EntryWriter
{
    /// <returns>Null to go on; else why the job stops here.</returns>
    public async Task<JobStep?> WriteAsync(Turn turn, IWritesTransactions port, Readiness readiness, ExportSlice slice, Job job, bool force)
    {
        var checkedEntries = await EntryChecks.RunAsync(turn, port, readiness, slice, job, force);
        if (checkedEntries.Count == 0)
        {
            return null;
        }

        if (await ContactNaming.RunAsync(turn, readiness, slice, checkedEntries, job) is { } stop)
        {
            return stop;
        }

        var work = EntryWork.Plan(turn, port, readiness, slice, checkedEntries, job, force);
        if (await Freshening.RunAsync(turn, slice, work, job, force) is { } stale)
        {
            return stale;
        }

        foreach (var wave in work.Chunk(port.TransactionBatchSize).Chunk(port.TransactionWritesInFlight))
        {
            if (turn.Gate.ClosedUntil(port.TransactionQuotaClass, turn.Calls.Interactive) is { } until)
            {
                return Waiting(turn, until);
            }

            if (await EntryWave.SendAsync(turn, port, slice, wave, job) is { } stopped)
            {
                return stopped;
            }

            if (turn.IsOver)
            {
                return null;
            }
        }

        return null;
    }

    private static JobStep Waiting(Turn turn, DateTimeOffset until) =>
        JobStep.Snooze(until, $"{turn.Provider.Manifest.DisplayName}'s quota is used up until {until:yyyy-MM-dd HH:mm:ss} UTC.");
}
