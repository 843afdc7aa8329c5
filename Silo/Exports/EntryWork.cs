using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>One element of a call to be made: what the provider is given, and what goes on record before it is.</summary>
internal sealed record EntryWork(OpenDocument Open, TransactionEntry Entry, SendingEntry Sending)
{
    /// <summary>Turns what can be sent into calls' elements; what stands there unchanged ends here.</summary>
    public static List<EntryWork> Plan(Turn turn, IWritesTransactions port, Readiness readiness, ExportSlice slice, List<CheckedEntry> entries, Job job, bool force)
    {
        var work = new List<EntryWork>();
        foreach (var (open, document, entry, latest) in entries)
        {
            var content = ExportContent.Of(entry);
            var hash = content.Hash();
            switch (EntryPlan.For(latest, slice.Before(document.Id), Comparable(latest, content, hash), port.EntriesAreImmutable, force))
            {
                case EntryPlan.Nothing:
                    // Settled by a reconciliation of this very job, or before it.
                    slice.Postpone(open, notBefore: null, entryDone: true, countsAsAttempt: false, latest!.SyncedAt >= job.CreatedAt ? null : AttachmentExport.UnchangedMark);
                    break;
                case EntryPlan.Book book:
                    work.Add(new EntryWork(
                        open, entry with { Existing = book.Changes }, new SendingEntry(document.Id, book.Entry, "booking", entry.EntryKey, document.Revision, hash, content.ToJson())));
                    break;
                case EntryPlan.Reverse reverse:
                    var key = EntryKey.For(turn.Connection.Id, turn.Connection.Company.RemoteId, document.Id, reverse.Entry);
                    var (sent, problems) = Sent(readiness, reverse.Of, key);
                    if (sent is null)
                    {
                        slice.End(open, DocumentOutcome.Parked, $"The linked entry cannot be taken back: {string.Join(" ", problems.Select(p => p.Text))}");
                        break;
                    }

                    work.Add(Reversal(open, document, reverse, key, sent));
                    break;
            }
        }

        return work;
    }

    /// <summary>
    /// The hash to tell a change by. The line detail by itself changes nothing that stands: immutable entries would be taken back by the
    /// thousand for a word.
    /// </summary>
    private static byte[] Comparable(SyncRecord? latest, ExportContent content, byte[] hash) =>
        latest is { ContentHash: { } sentHash, Content: { } sent } && !sentHash.AsSpan().SequenceEqual(hash)
            ? (content with { LineDetail = ExportContent.FromJson(sent).LineDetail }).Hash()
            : hash;

    /// <summary>What an entry says: as it was sent; as it would have been, where it was linked.</summary>
    private static (ExportContent? Content, IReadOnlyList<ReadinessProblem> Problems) Sent(Readiness readiness, SyncRecord record, string key)
    {
        var content = ExportContent.FromJson(record.Content!);
        if (content.IsResolved)
        {
            return (content, []);
        }

        var (entry, problems) = readiness.Check(content.Document, key, existing: null, []);
        return (entry is null ? null : ExportContent.Of(entry), problems);
    }

    private static EntryWork Reversal(OpenDocument open, BankTransaction document, EntryPlan.Reverse reverse, string key, ExportContent old)
    {
        var entry = new TransactionEntry
        {
            EntryKey = key,
            Document = old.Document,
            BankAccount = old.BankAccount,
            PostingAccount = old.PostingAccount,
            TaxCode = old.TaxCode,
            ExchangeRate = old.ExchangeRate,
            ContactId = old.ContactId,
            Original = old.Original,
            LineDetail = old.LineDetail,
            Role = EntryRole.Reversal,
            Existing = new RemoteEntry(reverse.Of.RemoteId!, reverse.Of.RemoteNumber, reverse.Of.RemoteVersion),
        };
        return new EntryWork(open, entry, new SendingEntry(document.Id, reverse.Entry, "reversal", key, old.Document.Revision, old.Hash(), old.ToJson()));
    }
}
