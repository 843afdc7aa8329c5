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
    public static async Task<List<CheckedEntry>> RunAsync(Turn turn, IWritesTransactions port, Readiness readiness, ExportSlice slice, Job job, bool force)
    {
        var parked = new List<ParkedEntry>();
        var parkedFiles = new List<ParkedAttachment>();
        var ready = new List<CheckedEntry>();
        var adopted = new List<AdoptedEntry>();
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
                var lookAt = turn.Unsettled.TryGetValue(open.DocumentId, out var at) ? at : turn.Clock.GetUtcNow() + TimeSpan.FromSeconds(1);
                slice.Postpone(
                    open, lookAt, entryDone: false, countsAsAttempt: false, $"Its last call had no clear answer; the books are looked at again at {lookAt:HH:mm:ss} UTC, and nothing is sent before.");
                continue;
            }

            var entryNumber = NextBooking(latest);
            var key = EntryKey.For(turn.Connection.Id, turn.Connection.Company.RemoteId, document.Id, entryNumber);
            var unfit = readiness.UnfitFiles(slice.Attachments[open.DocumentId]);
            parkedFiles.AddRange(unfit.GroupBy(f => f.File).Select(f => new ParkedAttachment(
                document.Id, entryNumber, f.Key.Id, f.Key.FileName, f.First().Problem.Code, string.Join(" ", f.Select(u => u.Problem.Text)))));
            var candidates = latest?.RemoteId is null ? slice.Candidates[open.DocumentId].ToList() : [];
            if (candidates.Find(c => string.Equals(c.Decision, "linked", StringComparison.Ordinal)) is { } linked)
            {
                // Nothing is written, so that nothing an entry would need can be missing.
                adopted.Add(new AdoptedEntry(
                    document.Id, entryNumber, key, document.Revision, ExportContent.OfLinked(document), linked.RemoteId, linked.RemoteNumber, linked.RemoteVersion));
                Stands(slice, open, unfit, "Linked to the entry that stood there.");
                continue;
            }

            if (!force && IsLinkedAsItIs(latest, document))
            {
                Stands(slice, open, unfit, latest!.SyncedAt >= job.CreatedAt ? null : AttachmentExport.UnchangedMark);
                continue;
            }

            var (entry, problems) = readiness.Check(document, key, Standing(port, latest), slice.Attachments[open.DocumentId]);
            if (!force && candidates.Find(c => c.Decision is null) is { } candidate)
            {
                // First: once it is linked, nothing of the rest is needed.
                problems =
                [
                    new(
                        "possible_duplicate",
                        $"The books have {candidate.RemoteNumber ?? candidate.RemoteId} of the same date and amount ('{candidate.RemoteText}'). Link it, or dismiss the match to export this transaction beside it.",
                        "link"),
                    .. problems,
                ];
            }

            if (problems.Count > 0)
            {
                var text = Text(problems);
                parked.Add(new ParkedEntry(document.Id, entryNumber, key, document.Revision, problems[0].Code, text, problems[0].Field));
                slice.End(open, DocumentOutcome.Parked, text);
                continue;
            }

            ready.Add(new CheckedEntry(open, document, entry!, latest));
        }

        if (parked.Count + parkedFiles.Count + adopted.Count > 0)
        {
            var now = turn.Clock.GetUtcNow();
            await turn.CommitAsync(
                async t =>
                {
                    await turn.Records.ParkAsync(t, parked, now, CancellationToken.None);
                    await turn.Attachments.ParkAsync(t, turn.Ledger.Epoch, job.Id, parkedFiles, now, CancellationToken.None);
                    foreach (var entry in adopted)
                    {
                        await turn.Records.AdoptAsync(t, entry, now, CancellationToken.None);
                    }
                },
                CancellationToken.None);
        }

        return ready;
    }

    /// <summary>The entry needs nothing: its files come next, unless the provider does not take them.</summary>
    private static void Stands(ExportSlice slice, OpenDocument open, IReadOnlyList<UnfitFile> unfit, string? detail)
    {
        if (unfit.Count > 0)
        {
            slice.End(open, DocumentOutcome.Parked, Text(unfit.Select(f => f.Problem)));
        }
        else
        {
            slice.Postpone(open, notBefore: null, entryDone: true, countsAsAttempt: false, detail);
        }
    }

    /// <summary>An entry of the user's own stays as they made it, whatever it would be posted to now, until the document changes.</summary>
    private static bool IsLinkedAsItIs(SyncRecord? latest, BankTransaction document) =>
        latest is { StateValue: SyncRecordState.Synced, Role: "booking", ContentHash: null, Content: { } content }
        && latest.Revision == document.Revision
        && !ExportContent.FromJson(content).IsResolved;

    private static string Text(IEnumerable<ReadinessProblem> problems) => string.Join(" ", problems.Select(p => p.Text).Distinct(StringComparer.Ordinal));

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
