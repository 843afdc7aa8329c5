using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>Writes the entries of a step: decides, commits to the calls, makes them, commits what came of them.</summary>
internal sealed class EntryWriter
{
    /// <returns>Null to go on; else why the job stops here.</returns>
    public async Task<JobStep?> WriteAsync(Turn turn, IWritesTransactions port, Readiness readiness, ExportSlice slice, Job job, bool force)
    {
        var checkedEntries = await CheckAsync(turn, port, readiness, slice, force);
        if (checkedEntries.Count == 0)
        {
            return null;
        }

        if (await NameContactsAsync(turn, readiness, slice, checkedEntries, job) is { } stop)
        {
            return stop;
        }

        var work = Plan(turn, port, slice, checkedEntries, job, force);
        if (await FreshenAsync(turn, slice, work, job, force) is { } stale)
        {
            return stale;
        }

        foreach (var wave in work.Chunk(port.TransactionBatchSize).Chunk(port.TransactionWritesInFlight))
        {
            if (turn.Gate.ClosedUntil(QuotaClassOf(port, wave), turn.Calls.Interactive) is { } until)
            {
                return Waiting(turn, until);
            }

            if (await SendWaveAsync(turn, port, slice, wave, job) is { } stopped)
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

    private static string? QuotaClassOf(IWritesTransactions port, IReadOnlyList<Work>[] wave) => wave.Length == 0 ? null : port.TransactionQuotaClass;

    /// <summary>Sorts out what is refused, parked or left to be decided by the user; what remains can be sent but for its contact.</summary>
    private static async Task<List<Checked>> CheckAsync(Turn turn, IWritesTransactions port, Readiness readiness, ExportSlice slice, bool force)
    {
        var parked = new List<ParkedEntry>();
        var ready = new List<Checked>();
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

            ready.Add(new Checked(open, document, entry!, latest));
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

    /// <summary>Gives each entry its contact's remote id; those whose contact cannot be had fail or wait by themselves.</summary>
    private static async Task<JobStep?> NameContactsAsync(Turn turn, Readiness readiness, ExportSlice slice, List<Checked> entries, Job job)
    {
        if (turn.Provider is not IKeepsContacts contacts)
        {
            return null;
        }

        var company = turn.Connection.Company.RemoteId;
        var names = entries.Select(e => readiness.ContactName(e.Document)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var known = await turn.Ledger.InTurnAsync(t => AccountStore.ListContactsAsync(t, turn.Connection.Id, company, names, CancellationToken.None), CancellationToken.None);
        foreach (var chunk in names.Where(n => !known.ContainsKey(n)).Chunk(contacts.ContactBatchSize))
        {
            var answers = await contacts.EnsureContactsAsync(turn.Calls, turn.Company, chunk, CancellationToken.None);
            var found = answers.Where(a => a.Value.Succeeded).ToDictionary(a => a.Key, a => a.Value.Value, StringComparer.Ordinal);
            if (found.Count > 0)
            {
                await turn.CommitAsync(t => AccountStore.PutContactsAsync(t, turn.Connection.Id, company, found, CancellationToken.None), CancellationToken.None);
            }

            foreach (var (name, answer) in answers)
            {
                if (answer.Succeeded)
                {
                    known[name] = answer.Value;
                    continue;
                }

                if (answer.Failure is ProviderFailure.RateLimited or ProviderFailure.ConsentLost or ProviderFailure.Unauthorized)
                {
                    return JobStep.From(answer.Failure, job, turn);
                }

                foreach (var entry in entries.Where(e => string.Equals(readiness.ContactName(e.Document), name, StringComparison.Ordinal)))
                {
                    // Contacts are found or made by name: making them again is safe, so an unknown outcome is an ordinary retry.
                    var outcome = answer.Failure is ProviderFailure.Rejected or ProviderFailure.NotFound
                        ? WriteOutcome.From(answer.Failure)
                        : new WriteOutcome.RetryLater(answer.Failure!.Code, answer.Failure.Text);
                    Conclude(turn, slice, entry.Open, outcome, $"Contact '{name}': ");
                }
            }
        }

        for (var i = entries.Count - 1; i >= 0; i--)
        {
            var name = readiness.ContactName(entries[i].Document);
            if (name is null)
            {
                continue;
            }

            if (known.TryGetValue(name, out var id))
            {
                entries[i] = entries[i] with { Entry = entries[i].Entry with { ContactId = id } };
            }
            else
            {
                entries.RemoveAt(i);
            }
        }

        return null;
    }

    /// <summary>Turns what can be sent into calls' elements; what stands there unchanged ends here.</summary>
    private static List<Work> Plan(Turn turn, IWritesTransactions port, ExportSlice slice, List<Checked> entries, Job job, bool force)
    {
        var work = new List<Work>();
        foreach (var (open, document, entry, latest) in entries)
        {
            var content = ExportContent.Of(entry);
            var hash = content.Hash();
            switch (EntryPlan.For(latest, slice.Before(document.Id), hash, port.EntriesAreImmutable, force))
            {
                case EntryPlan.Nothing:
                    // Settled by a reconciliation of this very job, or before it.
                    slice.Postpone(open, notBefore: null, entryDone: true, countsAsAttempt: false, latest!.SyncedAt >= job.CreatedAt ? null : AttachmentExport.UnchangedMark);
                    break;
                case EntryPlan.Book book:
                    work.Add(new Work(
                        open, entry with { Existing = book.Changes }, new SendingEntry(document.Id, book.Entry, "booking", entry.EntryKey, document.Revision, hash, content.ToJson())));
                    break;
                case EntryPlan.Reverse reverse:
                    work.Add(Reversal(turn, open, document, reverse));
                    break;
            }
        }

        return work;
    }

    private static Work Reversal(Turn turn, OpenDocument open, BankTransaction document, EntryPlan.Reverse reverse)
    {
        var old = ExportContent.FromJson(reverse.Of.Content!);
        var key = EntryKey.For(turn.Connection.Id, turn.Connection.Company.RemoteId, document.Id, reverse.Entry);
        var entry = new TransactionEntry
        {
            EntryKey = key,
            Document = old.Document,
            BankAccount = old.BankAccount,
            PostingAccount = old.PostingAccount,
            TaxCode = old.TaxCode,
            ExchangeRate = old.ExchangeRate,
            ContactId = old.ContactId,
            Role = EntryRole.Reversal,
            Existing = new RemoteEntry(reverse.Of.RemoteId!, reverse.Of.RemoteNumber, reverse.Of.RemoteVersion),
        };
        return new Work(open, entry, new SendingEntry(document.Id, reverse.Entry, "reversal", key, old.Document.Revision, old.Hash(), old.ToJson()));
    }

    /// <summary>Reads the present version of entries about to be changed: others may have changed them since.</summary>
    private static async Task<JobStep?> FreshenAsync(Turn turn, ExportSlice slice, List<Work> work, Job job, bool force)
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

    /// <summary>Commits to the wave's calls, makes them at once, and commits each one's outcome as it comes.</summary>
    private static async Task<JobStep?> SendWaveAsync(Turn turn, IWritesTransactions port, ExportSlice slice, IReadOnlyList<Work>[] wave, Job job)
    {
        var calls = wave.Select(elements => (
            Id: Guid.CreateVersion7(),
            Elements: elements,
            Prepared: port.Prepare(turn.Company, elements.Select(e => e.Entry).ToList(), IdempotencyKey(elements, slice)))).ToList();
        var now = turn.Clock.GetUtcNow();
        await turn.CommitAsync(
            async t =>
            {
                foreach (var call in calls)
                {
                    await turn.Records.SendAsync(
                        t, call.Id, JsonSerializer.Serialize(call.Prepared), turn.Ledger.Epoch, call.Elements.Select(e => e.Sending).ToList(), now, CancellationToken.None);
                }
            },
            CancellationToken.None);
        var stops = await Task.WhenAll(calls.Select(async call =>
        {
            var outcomes = await port.SendAsync(turn.Calls, turn.Company, call.Prepared, CancellationToken.None);
            return await SettleAsync(turn, slice, call.Id, call.Elements, outcomes, job);
        }));
        return Array.Find(stops, s => s is not null);
    }

    private static async Task<JobStep?> SettleAsync(Turn turn, ExportSlice slice, Guid writeId, IReadOnlyList<Work> elements, IReadOnlyList<WriteOutcome> outcomes, Job job)
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
                    // A reversal leaves the document open: its new booking comes next.
                    slice.Postpone(open, notBefore: null, entryDone: entry.Role == EntryRole.Booking, countsAsAttempt: false, detail: null);
                    break;
                case WriteOutcome.ReauthoriseNeeded lost:
                    slice.Postpone(open, notBefore: null, entryDone: false, countsAsAttempt: false, lost.Text);
                    stop ??= new JobStep.ConsentLost(lost.Code, lost.Text);
                    break;
                case WriteOutcome.RetryLater { Until: { } until } later:
                    slice.Postpone(open, notBefore: null, entryDone: false, countsAsAttempt: false, later.Text);
                    stop ??= JobStep.Snooze(until, later.Text);
                    break;
                default:
                    Conclude(turn, slice, open, outcomes[i], "");
                    break;
            }
        }

        var complete = settled.Count == elements.Count;
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
                if (complete)
                {
                    await SyncRecordStore.CloseWriteAsync(t, writeId, CancellationToken.None);
                }

                await JobStore.UpdateDocumentsAsync(t, job.Id, progress, CancellationToken.None);
            },
            CancellationToken.None);
        return stop;
    }

    /// <summary>The one translation from a document's outcome and attempt to its next state in the job.</summary>
    private static void Conclude(Turn turn, ExportSlice slice, OpenDocument open, WriteOutcome outcome, string about)
    {
        switch (outcome)
        {
            case WriteOutcome.Rejected r:
                slice.End(open, DocumentOutcome.Failed, $"{about}{r.Text} ({r.Code}{(r.Field is null ? "" : $", field {r.Field}")})");
                break;
            case WriteOutcome.Unknown u:
                slice.Postpone(open, notBefore: null, entryDone: false, countsAsAttempt: false, $"{about}{u.Text}");
                break;
            case WriteOutcome.RetryLater r:
                if (RetrySchedule.Next(open.Attempt + 1, turn.Clock.GetUtcNow(), r.Until, turn.Options.RetryUnit) is { } next)
                {
                    slice.Postpone(open, next, entryDone: false, countsAsAttempt: true, $"{about}{r.Text}");
                }
                else
                {
                    slice.End(open, DocumentOutcome.Failed, $"{about}{r.Text} Given up after {RetrySchedule.Attempts} attempts; export it again when the cause is mended.");
                }

                break;
        }
    }

    /// <summary>
    /// 32 hexadecimal digits from the entries, their revisions and attempts: the same work gives the same key after a crash, and a new attempt
    /// after a proven failure gives a new one (providers remember failures under a key too).
    /// </summary>
    private static string IdempotencyKey(IReadOnlyList<Work> elements, ExportSlice slice)
    {
        var text = string.Join('|', elements.Select(e => $"{e.Sending.EntryKey}/{e.Sending.Revision}/{Convert.ToHexStringLower(e.Sending.ContentHash)}/{AttemptOf(slice.Latest(e.Open.DocumentId), e.Sending.Entry)}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }

    private static int AttemptOf(SyncRecord? latest, int entry) => latest?.Entry == entry ? latest.Attempt : 0;

    private sealed record Checked(OpenDocument Open, BankTransaction Document, TransactionEntry Entry, SyncRecord? Latest);

    private sealed record Work(OpenDocument Open, TransactionEntry Entry, SendingEntry Sending);
}
