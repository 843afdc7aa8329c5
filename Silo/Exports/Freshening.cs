using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Exports;

/// <summary>Entries about to be changed in place, as they stand in the books now.</summary>
internal static class Freshening
{
    /// <summary>Reads the present version of entries about to be changed: others may have changed them since.</summary>
    public static async Task<JobStep?> RunAsync(Turn turn, ExportSlice slice, List<EntryWork> work, Job job, bool force)
    {
        if (turn.Provider is not IReadsTransactions reader)
        {
            return null;
        }

        foreach (var chunk in work.Where(w => w.Entry is { Existing: not null, Role: EntryRole.Booking }).Chunk(50))
        {
            var probes = chunk.Select(w =>
            {
                var sent = ExportContent.FromJson(slice.Latest(w.Open.DocumentId)!.Content!).Document;
                return new EntryProbe(w.Entry.EntryKey, sent.TransactedOn, sent.Amount);
            }).ToList();
            var found = await reader.FindAsync(turn.Calls, turn.Company, probes, CancellationToken.None);
            if (found.Failure is { } failure)
            {
                return JobStep.From(failure, job, turn);
            }

            foreach (var item in chunk)
            {
                if (found.Value.TryGetValue(item.Entry.EntryKey, out var there))
                {
                    work[work.IndexOf(item)] = item with { Entry = item.Entry with { Existing = there.Entry } };
                }
                else if (slice.Latest(item.Open.DocumentId)!.RemoteId is { } remoteId && IsLinked(slice, item.Open.DocumentId, remoteId))
                {
                    // An entry of the user's own that was linked: it never carried our reference.
                }
                else if (force)
                {
                    // Deleted in the books, and the user insists: a new entry under a key of its own.
                    var anew = item.Sending.Entry + 1;
                    var key = EntryKey.For(turn.Connection.Id, turn.Connection.Company.RemoteId, item.Entry.Document.Id, anew);
                    work[work.IndexOf(item)] = item with
                    {
                        Entry = item.Entry with { EntryKey = key, Existing = null },
                        Sending = item.Sending with { EntryKey = key, Entry = anew },
                    };
                }
                else
                {
                    work.Remove(item);
                    slice.End(
                        item.Open,
                        DocumentOutcome.Failed,
                        $"The entry {item.Entry.Existing!.Number ?? item.Entry.Existing.RemoteId} was deleted at {turn.Provider.Manifest.DisplayName}, so it cannot be changed. Export the transaction with force to enter it anew.");
                }
            }
        }

        return null;
    }

    private static bool IsLinked(ExportSlice slice, DocumentId document, string remoteId) =>
        slice.Candidates[document].Any(c => string.Equals(c.Decision, "linked", StringComparison.Ordinal) && string.Equals(c.RemoteId, remoteId, StringComparison.Ordinal));
}
