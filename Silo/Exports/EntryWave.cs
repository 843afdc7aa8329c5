using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>The calls of an export that are under way at once.</summary>
internal static class EntryWave
{
    /// <summary>
    /// Commits to the wave's calls, makes them at once, and commits each one's outcome as it comes. Makes none where a document has been excluded since it was
    /// read, or where the job has been cancelled or has to give way.
    /// </summary>
    public static async Task<JobStep?> SendAsync(Turn turn, IWritesTransactions port, ExportSlice slice, IReadOnlyList<EntryWork>[] wave, Job job)
    {
        var calls = wave.Select(elements => (
            Id: Guid.CreateVersion7(),
            Elements: elements,
            Prepared: port.Prepare(turn.Company, elements.Select(e => e.Entry).ToList(), IdempotencyKey(elements, slice)))).ToList();
        var now = turn.Clock.GetUtcNow();
        var (givesWay, keptOut) = (false, false);
        await turn.CommitAsync(
            async t =>
            {
                givesWay = await JobStore.ShouldGiveWayAsync(t, job, now, CancellationToken.None);
                if (givesWay)
                {
                    return;
                }

                // What a user has excluded since this slice was read is not sent: the documents stay open, and the next slice reads them as they are.
                keptOut = (await BankTransactionStore.KeptOutAsync(t, [.. wave.SelectMany(elements => elements).Select(e => e.Open.DocumentId)], CancellationToken.None)).Count > 0;
                foreach (var call in keptOut ? [] : calls)
                {
                    await turn.Records.SendAsync(
                        t, call.Id, JsonSerializer.Serialize(call.Prepared), turn.Ledger.Epoch, call.Elements.Select(e => e.Sending).ToList(), now, CancellationToken.None);
                }
            },
            CancellationToken.None);
        if (givesWay || keptOut)
        {
            return givesWay ? JobStep.Yield : null;
        }

        var results = await Task.WhenAll(calls.Select(async call =>
        {
            var outcomes = await port.SendAsync(turn.Calls, turn.Company, call.Prepared, CancellationToken.None);
            return (Outcomes: outcomes, Stop: await SettleAsync(turn, slice, call.Id, call.Elements, outcomes, job));
        }));
        var all = results.SelectMany(r => r.Outcomes).ToList();
        if (!all.Exists(o => o is WriteOutcome.Written or WriteOutcome.AlreadyThere) && all.OfType<WriteOutcome.Unknown>().FirstOrDefault() is { } unknown)
        {
            turn.SuspectOutage(unknown.Code, unknown.Text);
        }

        return Array.Find(results, r => r.Stop is not null).Stop;
    }

    private static async Task<JobStep?> SettleAsync(Turn turn, ExportSlice slice, Guid writeId, IReadOnlyList<EntryWork> elements, IReadOnlyList<WriteOutcome> outcomes, Job job)
    {
        var settled = new List<SettledEntry>();
        JobStep? stop = null;
        for (var i = 0; i < elements.Count; i++)
        {
            var (open, entry, _) = elements[i];
            if (Settlement.Of(entry.EntryKey, outcomes[i], changed: entry is { Existing: not null, Role: EntryRole.Booking }) is { } settledEntry)
            {
                settled.Add(settledEntry);
            }

            switch (outcomes[i])
            {
                case WriteOutcome.Written or WriteOutcome.AlreadyThere:
                    turn.WriteSucceeded();
                    // A reversal leaves the document open: its new booking comes next.
                    slice.Postpone(open, notBefore: null, entryDone: entry.Role == EntryRole.Booking, countsAsAttempt: false, detail: null);
                    break;
                case WriteOutcome.Rejected { Stale: { } stale } refused when turn.DropsOnce(stale):
                    slice.Postpone(open, notBefore: null, entryDone: false, countsAsAttempt: false, refused.Text);
                    // The stored id is the entry's own; a provider may spell it otherwise in its call.
                    slice.Stale.Enqueue(stale.Kind == ReferenceKind.Contact && entry.ContactId is { } contact ? stale with { RemoteId = contact } : stale);
                    break;
                default:
                    stop ??= Conclusion.Draw(turn, slice, open, outcomes[i], "");
                    break;
            }
        }

        var unknown = outcomes.OfType<WriteOutcome.Unknown>().FirstOrDefault();
        var progress = slice.TakeProgress();
        await turn.CommitAsync(
            async t =>
            {
                var now = turn.Clock.GetUtcNow();
                await turn.Records.SettleAsync(t, writeId, settled, now, CancellationToken.None);
                var reversals = elements.Where(e => e.Entry.Role == EntryRole.Reversal)
                    .Select(e => new SyncRecord { DocumentId = e.Open.DocumentId.Value, Entry = e.Sending.Entry, Role = "reversal", EntryKey = e.Sending.EntryKey })
                    .ToList();
                await Reconciler.TakeBackReversedAsync(turn, t, reversals, settled, now, CancellationToken.None);
                if (unknown is null)
                {
                    await SyncRecordStore.CloseWriteAsync(t, writeId, CancellationToken.None);
                }
                else
                {
                    await SyncRecordStore.NoteUnknownAsync(t, writeId, unknown.Code, unknown.Text, CancellationToken.None);
                }

                await JobStore.UpdateDocumentsAsync(t, job.Id, progress, CancellationToken.None);
            },
            CancellationToken.None);
        return stop;
    }

    /// <summary>
    /// 32 hexadecimal digits from the entries, their revisions and attempts: the same work gives the same key after a crash, and a new attempt
    /// after a proven failure gives a new one (providers remember failures under a key too).
    /// </summary>
    private static string IdempotencyKey(IReadOnlyList<EntryWork> elements, ExportSlice slice)
    {
        var text = string.Join('|', elements.Select(e => $"{e.Sending.EntryKey}/{e.Sending.Revision}/{Convert.ToHexStringLower(e.Sending.ContentHash)}/{AttemptOf(slice.Latest(e.Open.DocumentId), e.Sending.Entry)}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }

    private static int AttemptOf(SyncRecord? latest, int entry) => latest?.Entry == entry ? latest.Attempt : 0;
}
