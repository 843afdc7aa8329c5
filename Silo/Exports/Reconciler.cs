using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>
/// Finds out what became of calls with an unknown outcome: the same call once more under the same key where the provider remembers keys, then a look
/// into the books, at once. A found entry is settled; an entry counts as absent only <see cref="TurnOptions.SettleDelay"/> after its call was last sent.
/// Only what is proven absent may be sent again. An open call holds up its own documents and nothing else.
/// </summary>
internal sealed partial class Reconciler(ILogger<Reconciler> logger)
{
    /// <summary>Settles what can be settled of the open calls; <see cref="Turn.Unsettled"/> has the documents of the others.</summary>
    /// <returns>Null to go on; else the reason for which the connection's background work has to stop.</returns>
    public async Task<JobStep?> RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        turn.Unsettled.Clear();
        foreach (var write in await turn.Ledger.InTurnAsync(t => turn.Records.OpenWritesAsync(t, cancellationToken), cancellationToken))
        {
            var stop = write.LookAt > turn.Clock.GetUtcNow() ? null : await SettleAsync(turn, write, cancellationToken);
            var (left, lookAt) = await CloseAsync(turn, write.Id, cancellationToken);
            foreach (var record in left)
            {
                turn.Unsettled[new DocumentId(record.DocumentId)] = lookAt;
            }

            if (stop is not null)
            {
                return stop;
            }
        }

        return null;
    }

    private async Task<JobStep?> SettleAsync(Turn turn, OpenWrite write, CancellationToken cancellationToken)
    {
        var records = await OfWriteAsync(turn, write, cancellationToken);
        try
        {
            if (records.Count == 0)
            {
                return null;
            }

            if (!string.Equals(write.RemoteCompanyId, turn.Connection.Company.RemoteId, StringComparison.Ordinal))
            {
                await AbandonAsync(turn, write, records, cancellationToken);
                return null;
            }

            var sentAt = write.SentAt;
            if (write.Looks == 0 && turn.Provider.Manifest.ReplayWindow is { } window && turn.Clock.GetUtcNow() - sentAt < window)
            {
                sentAt = turn.Clock.GetUtcNow();
                if (await ReplayAsync(turn, write, records, sentAt, cancellationToken) is { } stop)
                {
                    return stop;
                }

                records = await OfWriteAsync(turn, write, cancellationToken);
            }

            return records.Count == 0 ? null : await LookAsync(turn, write, records, sentAt, cancellationToken);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            LogDefect(logger, e, turn.Connection.TenantId, turn.Connection.Id, write.Id);
            await LookLaterAsync(turn, write, $"An internal error stopped the look for the outcome of a call ({e.GetType().Name}); the silo's log has the details.", cancellationToken);
            return null;
        }
    }

    /// <summary>Sends the same call under the same key: a provider that remembers it answers as it would have the first time.</summary>
    private static async Task<JobStep?> ReplayAsync(Turn turn, OpenWrite write, IReadOnlyList<SyncRecord> records, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var writer = (IWritesTransactions)turn.Provider;
        var prepared = JsonSerializer.Deserialize<PreparedWrite>(write.Prepared)!;
        await turn.CommitAsync(t => SyncRecordStore.ResendAsync(t, write.Id, now, cancellationToken), cancellationToken);
        var outcomes = await writer.SendAsync(turn.Calls, turn.Company, prepared, cancellationToken);
        var byKey = prepared.EntryKeys.Zip(outcomes.Select(OfReplay)).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        // A refused token, a spent quota or an unknown outcome proves nothing: the entry stays as being sent.
        var settled = records
            .Where(r => JobStep.Stopping(byKey[r.EntryKey]) is null)
            .Select(r => Settlement.Of(r.EntryKey, byKey[r.EntryKey], changed: r.RemoteId is not null))
            .OfType<SettledEntry>()
            .ToList();
        await RecordAsync(turn, write, records, settled, absent: [], cancellationToken);
        return byKey.Values.Select(JobStep.Stopping).FirstOrDefault(s => s is not null);
    }

    /// <summary>A replay that was not carried out says nothing of the call before it: only an answer to the request itself settles an entry.</summary>
    private static WriteOutcome OfReplay(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.RetryLater { Until: null } later => new WriteOutcome.Unknown(later.Code, later.Text),
        WriteOutcome.Unavailable unavailable => new WriteOutcome.Unknown(unavailable.Code, unavailable.Text),
        _ => outcome,
    };

    private static async Task<JobStep?> LookAsync(Turn turn, OpenWrite write, IReadOnlyList<SyncRecord> records, DateTimeOffset sentAt, CancellationToken cancellationToken)
    {
        if (turn.Provider is not IReadsTransactions reader)
        {
            throw new InvalidOperationException($"{turn.Provider.Manifest.DisplayName} cannot look entries up: nothing can be proven. Give it {nameof(IReadsTransactions)}.");
        }

        var provesAbsence = turn.Clock.GetUtcNow() - sentAt >= turn.Options.SettleDelay;
        var settled = new List<SettledEntry>();
        var absent = new List<SyncRecord>();
        foreach (var chunk in records.Chunk(50))
        {
            var found = await reader.FindAsync(turn.Calls, turn.Company, [.. chunk.Select(Probe)], cancellationToken);
            if (found.Failure is { } failure)
            {
                return await UnseenAsync(turn, write, failure, cancellationToken);
            }

            foreach (var record in chunk)
            {
                // An entry that was there before its call shows nothing of the change: it is made again once the call cannot arrive any more.
                if (record.RemoteId is null && found.Value.GetValueOrDefault(record.EntryKey) is { } there)
                {
                    settled.Add(Settlement.Of(record.EntryKey, new WriteOutcome.AlreadyThere(there.Entry), changed: false)!);
                }
                else if (provesAbsence)
                {
                    absent.Add(record);
                }
            }
        }

        await RecordAsync(turn, write, records, settled, absent, cancellationToken);
        if (settled.Count + absent.Count < records.Count)
        {
            await turn.CommitAsync(t => SyncRecordStore.LookAgainAsync(t, write.Id, sentAt + turn.Options.SettleDelay, cancellationToken), cancellationToken);
        }

        return null;
    }

    /// <summary>The look itself failed: an outage pauses the connection; anything else makes this call wait for another look, and nothing besides.</summary>
    private static async Task<JobStep?> UnseenAsync(Turn turn, OpenWrite write, ProviderFailure failure, CancellationToken cancellationToken)
    {
        switch (failure)
        {
            case ProviderFailure.ConsentLost:
                return new JobStep.ConsentLost(failure.Code, failure.Text);
            case ProviderFailure.Unauthorized:
                return new JobStep.TokenRefused(failure.Code, failure.Text);
            case ProviderFailure.RateLimited limited:
                return JobStep.Snooze(limited.Until, limited.Text);
            case ProviderFailure.Transient or ProviderFailure.OutcomeUnknown:
                return new JobStep.Outage(failure.Code, failure.Text, OnWrite: false);
            default:
                await LookLaterAsync(turn, write, $"The outcome of a call cannot be looked up: {failure.Text} ({failure.Code})", cancellationToken);
                return null;
        }
    }

    private static Task LookLaterAsync(Turn turn, OpenWrite write, string reason, CancellationToken cancellationToken)
    {
        var now = turn.Clock.GetUtcNow();
        return turn.CommitAsync(
            async t =>
            {
                await SyncRecordStore.LookAgainAsync(t, write.Id, now + OutageSchedule.Pause(write.Looks + 1, turn.Options.RetryUnit), cancellationToken);
                await ConnectionStore.NoteErrorAsync(t, turn.Connection.Id, reason, now, cancellationToken);
            },
            cancellationToken);
    }

    private static async Task RecordAsync(
        Turn turn, OpenWrite write, IReadOnlyList<SyncRecord> records, List<SettledEntry> settled, List<SyncRecord> absent, CancellationToken cancellationToken)
    {
        if (settled.Exists(s => s is { State: SyncRecordState.Synced, KeepOld: false }))
        {
            turn.WriteSucceeded();
        }

        var lost = new WriteOutcome.RetryLater(write.ErrorCode ?? "not_written", write.ErrorText ?? "The call was not carried out; it is sent again.");
        var all = settled.Concat(absent.Select(r => Settlement.Of(r.EntryKey, lost, changed: r.RemoteId is not null)!)).ToList();
        await turn.CommitAsync(
            async t =>
            {
                var now = turn.Clock.GetUtcNow();
                await turn.Records.SettleAsync(t, write.Id, all, now, cancellationToken);
                await TakeBackReversedAsync(turn, t, records, all, now, cancellationToken);
                // A process that died before any answer says nothing about the documents.
                if (write.ErrorCode is not null && absent.Count > 0)
                {
                    await CountAsync(turn, t, write, absent, now, cancellationToken);
                }
            },
            cancellationToken);
    }

    /// <summary>
    /// Counts a call that was not carried out against its documents: they go in smaller calls next, then alone; one that was alone has used up an attempt.
    /// </summary>
    private static async Task CountAsync(Turn turn, LedgerTransaction transaction, OpenWrite write, List<SyncRecord> absent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = turn.Provider.Manifest.DisplayName;
        var wasAlone = JsonSerializer.Deserialize<PreparedWrite>(write.Prepared)!.EntryKeys.Count == 1;
        var documents = absent.ConvertAll(r => new DocumentId(r.DocumentId));
        foreach (var job in (await JobStore.OpenDocumentsAsync(transaction, turn.Connection.Id, documents, cancellationToken)).GroupBy(d => d.JobId))
        {
            var progress = job.Select(d => d.Document).Select(open =>
            {
                var attempt = wasAlone ? open.Attempt + 1 : open.Attempt;
                DateTimeOffset? next = wasAlone ? RetrySchedule.Next(attempt, now, until: null, turn.Options.RetryUnit) : null;
                return wasAlone && next is null
                    ? new DocumentProgress(
                        open.Ordinal,
                        DocumentOutcome.Failed,
                        open.EntryDone,
                        attempt,
                        Detail: $"{write.ErrorText} ({write.ErrorCode}) {name} failed whenever this transaction was sent, and nothing was written. Given up after {attempt} attempts; "
                            + $"correct the transaction, or ask {name}'s support, then export it again.",
                        Unconfirmed: open.Unconfirmed + 1)
                    : new DocumentProgress(
                        open.Ordinal, Outcome: null, open.EntryDone, attempt, next, $"{write.ErrorText} ({write.ErrorCode}) Nothing was written; it is sent again.", open.Unconfirmed + 1);
            });
            await JobStore.UpdateDocumentsAsync(transaction, job.Key, [.. progress], cancellationToken);
        }
    }

    /// <summary>A synced reversal takes its booking back.</summary>
    internal static async Task TakeBackReversedAsync(
        Turn turn, LedgerTransaction transaction, IReadOnlyList<SyncRecord> records, IReadOnlyList<SettledEntry> settled, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var record in records.Where(r => string.Equals(r.Role, "reversal", StringComparison.Ordinal)))
        {
            if (settled.Any(s => s.State == SyncRecordState.Synced && string.Equals(s.EntryKey, record.EntryKey, StringComparison.Ordinal)))
            {
                var booking = EntryKey.For(turn.Connection.Id, turn.Connection.Company.RemoteId, new DocumentId(record.DocumentId), record.Entry - 1);
                await turn.Records.TakeBackAsync(transaction, booking, now, cancellationToken);
            }
        }
    }

    /// <summary>The connection goes to another company now: nothing can be learned of the old one, and its records are not used here.</summary>
    private static Task AbandonAsync(Turn turn, OpenWrite write, IReadOnlyList<SyncRecord> records, CancellationToken cancellationToken)
    {
        var settled = records
            .Select(r => new SettledEntry(
                r.EntryKey,
                r.RemoteId is null ? SyncRecordState.Failed : SyncRecordState.Synced,
                ErrorCode: "company_changed",
                ErrorText: "The connection was moved to another company before the outcome was known.",
                KeepOld: r.RemoteId is not null))
            .ToList();
        return turn.CommitAsync(t => turn.Records.SettleAsync(t, write.Id, settled, turn.Clock.GetUtcNow(), cancellationToken), cancellationToken);
    }

    private static Task<IReadOnlyList<SyncRecord>> OfWriteAsync(Turn turn, OpenWrite write, CancellationToken cancellationToken) =>
        turn.Ledger.InTurnAsync(t => turn.Records.OfWriteAsync(t, write.Id, cancellationToken), cancellationToken);

    /// <summary>Forgets the call if all of its entries are settled; else gives those that are not, with the time of the next look.</summary>
    private static async Task<(IReadOnlyList<SyncRecord> Left, DateTimeOffset LookAt)> CloseAsync(Turn turn, Guid write, CancellationToken cancellationToken)
    {
        IReadOnlyList<SyncRecord> left = [];
        var lookAt = turn.Clock.GetUtcNow();
        await turn.CommitAsync(
            async t =>
            {
                left = await turn.Records.OfWriteAsync(t, write, cancellationToken);
                if (left.Count == 0)
                {
                    await SyncRecordStore.CloseWriteAsync(t, write, cancellationToken);
                }
                else
                {
                    lookAt = (await turn.Records.OpenWritesAsync(t, cancellationToken)).Single(w => w.Id == write).LookAt ?? lookAt;
                }
            },
            cancellationToken);
        return (left, lookAt);
    }

    private static EntryProbe Probe(SyncRecord record)
    {
        var document = ExportContent.FromJson(record.Content!).Document;
        return new EntryProbe(record.EntryKey, document.TransactedOn, document.Amount);
    }

    [LoggerMessage(LogLevel.Error, "Tenant {Tenant}, connection {Connection}: looking for the outcome of call {Write} threw")]
    private static partial void LogDefect(ILogger logger, Exception exception, TenantId tenant, ConnectionId connection, Guid write);
}
