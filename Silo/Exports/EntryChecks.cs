using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>A document that can be sent but for its contact. <paramref name="Latest"/> is its entry with the highest number, where it has one.</summary>
internal sealed record CheckedEntry(OpenDocument Open, BankTransaction Document, TransactionEntry Entry, SyncRecord? Latest);

/// <summary>The first look at the documents of a step.</summary>
internal static class EntryChecks
{
    /// <summary>Sorts out what is refused, parked or left to be decided by the user; what remains can be sent but for its contact.</summary>
    public static async Task<List<CheckedEntry>> RunAsync(Turn turn, IWritesTransactions port, Readiness readiness, ExportSlice slice, bool force)
    {
        var parked = new List<ParkedEntry>();
        var ready = new List<CheckedEntry>();
        var adopted = new List<(SendingEntry Entry, LinkCandidate Candidate)>();
        foreach (var open in slice.Open.Where(o => !o.EntryDone))
        {
            var latest = slice.Latest(open.DocumentId);
            if (slice.Document(open.DocumentId) is not { } document)
            {
                slice.End(open, DocumentOutcome.Failed, "The transaction does not exist any more.");
                continue;
            }

            if (ExportEligibility.Refusal(document) is { } refusal)
            {
                slice.End(open, DocumentOutcome.Refused, refusal);
                continue;
            }

            if (latest?.StateValue == SyncRecordState.Sending)
            {
                slice.Postpone(open, turn.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), entryDone: false, countsAsAttempt: false, "A call for it is open.");
                continue;
            }

            var entryNumber = NextBooking(latest);
            var key = EntryKey.For(turn.Connection.Id, turn.Connection.Company.RemoteId, document.Id, entryNumber);
            var (entry, problems) = readiness.Check(document, key, Standing(port, latest), slice.Attachments[open.DocumentId]);
            var candidates = latest?.RemoteId is null ? slice.Candidates[open.DocumentId].ToList() : [];
            if (entry is not null && candidates.Find(c => string.Equals(c.Decision, "linked", StringComparison.Ordinal)) is { } linked)
            {
                var content = ExportContent.Of(entry);
                adopted.Add((new SendingEntry(document.Id, entryNumber, "booking", key, document.Revision, content.Hash(), content.ToJson()), linked));
                slice.Postpone(open, notBefore: null, entryDone: true, countsAsAttempt: false, "Linked to the entry that stood there.");
                continue;
            }

            if (problems.Count == 0 && !force && candidates.Find(c => c.Decision is null) is { } candidate)
            {
                problems = [new(
                    "possible_duplicate",
                    $"The books have {candidate.RemoteNumber ?? candidate.RemoteId} of the same date and amount ('{candidate.RemoteText}'). Link it, or dismiss the match to export this transaction beside it.",
                    "link")];
            }

            if (problems.Count > 0)
            {
                var text = string.Join(" ", problems.Select(p => p.Text));
                parked.Add(new ParkedEntry(document.Id, entryNumber, key, document.Revision, problems[0].Code, text, problems[0].Field));
                slice.End(open, DocumentOutcome.Parked, text);
                continue;
            }

            ready.Add(new CheckedEntry(open, document, entry!, latest));
        }

        if (parked.Count + adopted.Count > 0)
        {
            var now = turn.Clock.GetUtcNow();
            await turn.CommitAsync(
                async t =>
                {
                    await turn.Records.ParkAsync(t, parked, now, CancellationToken.None);
                    foreach (var (entry, candidate) in adopted)
                    {
                        await turn.Records.AdoptAsync(t, entry, candidate.RemoteId, candidate.RemoteNumber, candidate.RemoteVersion, now, CancellationToken.None);
                    }
                },
                CancellationToken.None);
        }

        return ready;
    }

    /// <summary>The entry that a new export of the document would change in place.</summary>
    private static RemoteEntry? Standing(IWritesTransactions port, SyncRecord? latest) =>
        !port.EntriesAreImmutable && latest is { Role: "booking", StateValue: SyncRecordState.Synced } ? new RemoteEntry(latest.RemoteId!, latest.RemoteNumber, latest.RemoteVersion) : null;

    private static int NextBooking(SyncRecord? latest) => latest switch
    {
        null => 1,
        { Role: "reversal" } => latest.Entry + 1,
        { StateValue: SyncRecordState.TakenBack } => latest.Entry + 1,
        _ => latest.Entry,
    };
}
