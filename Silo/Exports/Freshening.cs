using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Exports;

/// <summary>Reads the present version of entries that are about to be changed in place: others may have changed or deleted them since.</summary>
internal static class Freshening
{
    private const int ProbesAtOnce = 50;

    /// <returns>The work to go on with, in the order given; or the reason for which the job stops here.</returns>
    public static async Task<(List<EntryWork> Work, JobStep? Stop)> RunAsync(Turn turn, ExportSlice slice, List<EntryWork> work, Job job, bool force)
    {
        if (turn.Provider is not IReadsTransactions reader)
        {
            return (work, null);
        }

        var changes = work.Where(w => w.Entry is { Existing: not null, Role: EntryRole.Booking }).ToList();
        var found = new Dictionary<string, FoundTransaction>(StringComparer.Ordinal);
        foreach (var chunk in changes.Chunk(ProbesAtOnce))
        {
            var answer = await reader.FindAsync(turn.Calls, turn.Company, [.. chunk.Select(w => Probe(slice, w))], CancellationToken.None);
            if (answer.Failure is { } failure)
            {
                return (work, JobStep.From(failure, job, turn));
            }

            foreach (var (key, there) in answer.Value)
            {
                found[key] = there;
            }
        }

        var toFreshen = changes.ToHashSet();
        return ([.. work.Select(w => toFreshen.Contains(w) ? Freshen(turn, slice, w, found.GetValueOrDefault(w.Entry.EntryKey), force) : w).OfType<EntryWork>()], null);
    }

    /// <summary>Null where the document ends here.</summary>
    private static EntryWork? Freshen(Turn turn, ExportSlice slice, EntryWork item, FoundTransaction? there, bool force)
    {
        if (there is not null)
        {
            return item with { Entry = item.Entry with { Existing = there.Entry } };
        }

        if (slice.Latest(item.Open.DocumentId)!.RemoteId is { } remoteId && IsLinked(slice, item.Open.DocumentId, remoteId))
        {
            // An entry of the user's own that was linked: it never carried our reference.
            return item;
        }

        if (force)
        {
            // Deleted in the books, and the user insists: a new entry under a key of its own.
            var entry = item.Sending.Entry + 1;
            var key = EntryKey.For(turn.Connection.Id, turn.Connection.Company.RemoteId, item.Entry.Document.Id, entry);
            return item with
            {
                Entry = item.Entry with { EntryKey = key, Existing = null },
                Sending = item.Sending with { EntryKey = key, Entry = entry },
            };
        }

        slice.End(
            item.Open,
            DocumentOutcome.Failed,
            $"The entry {item.Entry.Existing!.Number ?? item.Entry.Existing.RemoteId} was deleted at {turn.Provider.Manifest.DisplayName}, so it cannot be changed. "
                + "Export the transaction with force to enter it again.");
        return null;
    }

    private static EntryProbe Probe(ExportSlice slice, EntryWork item)
    {
        var sent = ExportContent.FromJson(slice.Latest(item.Open.DocumentId)!.Content!).Document;
        return new EntryProbe(item.Entry.EntryKey, sent.TransactedOn, sent.Amount);
    }

    private static bool IsLinked(ExportSlice slice, DocumentId document, string remoteId) =>
        slice.Candidates[document].Any(c => string.Equals(c.Decision, "linked", StringComparison.Ordinal) && string.Equals(c.RemoteId, remoteId, StringComparison.Ordinal));
}
