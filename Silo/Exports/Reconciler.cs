using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Exports;

/// <summary>
/// Finds out what became of calls that were committed to and whose outcome is not on record: the same call again under the same key while the
/// provider remembers keys, else a look into the books. Only what is proven absent may be sent anew.
/// </summary>
internal sealed class Reconciler
{
    /// <summary>Settles every open call it can.</summary>
    /// <returns>Null where nothing is left open; else why not, a <see cref="ProviderFailure.RateLimited"/> naming when to go on.</returns>
    public async Task<ProviderFailure?> RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        foreach (var write in await turn.Ledger.InTurnAsync(t => turn.Records.OpenWritesAsync(t, cancellationToken), cancellationToken))
        {
            var records = await turn.Ledger.InTurnAsync(t => turn.Records.OfWriteAsync(t, write.Id, cancellationToken), cancellationToken);
            var failure = records.Count == 0
                ? null
                : !string.Equals(write.RemoteCompanyId, turn.Connection.Company.RemoteId, StringComparison.Ordinal)
                    ? await AbandonAsync(turn, write, records, cancellationToken)
                    : await SettleAsync(turn, write, records, cancellationToken);
            if (failure is not null)
            {
                return failure;
            }

            await turn.CommitAsync(
                async t =>
                {
                    if ((await turn.Records.OfWriteAsync(t, write.Id, cancellationToken)).Count == 0)
                    {
                        await SyncRecordStore.CloseWriteAsync(t, write.Id, cancellationToken);
                    }
                },
                cancellationToken);
        }

        return null;
    }

    private static async Task<ProviderFailure?> SettleAsync(Turn turn, OpenWrite write, IReadOnlyList<SyncRecord> records, CancellationToken cancellationToken)
    {
        var age = turn.Clock.GetUtcNow() - write.SentAt;
        if (turn.Provider is not IWritesTransactions writer)
        {
            throw new InvalidOperationException($"{turn.Provider.Manifest.DisplayName} has open writes but cannot write transactions.");
        }

        if (turn.Provider.Manifest.ReplayWindow is { } window && age < window)
        {
            var prepared = JsonSerializer.Deserialize<PreparedWrite>(write.Prepared)!;
            var outcomes = await writer.SendAsync(turn.Calls, turn.Company, prepared, cancellationToken);
            return await RecordAsync(turn, write, records, prepared.EntryKeys.Zip(outcomes.Select(OfReplay)).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal), cancellationToken);
        }

        if (age < turn.Options.SettleDelay)
        {
            var until = write.SentAt + turn.Options.SettleDelay;
            return new ProviderFailure.RateLimited("settling", $"A call to {turn.Provider.Manifest.DisplayName} gave no answer; looking at {until:HH:mm:ss} UTC whether it was carried out.", until);
        }

        if (turn.Provider is not IReadsTransactions reader)
        {
            throw new InvalidOperationException($"{turn.Provider.Manifest.DisplayName} remembers no keys and cannot look entries up: nothing can be proven. Give it {nameof(IReadsTransactions)}.");
        }

        var looked = new Dictionary<string, WriteOutcome>(StringComparer.Ordinal);
        foreach (var probes in records.Select(Probe).Chunk(50))
        {
            var found = await reader.FindAsync(turn.Calls, turn.Company, probes, cancellationToken);
            if (found.Failure is { } failure)
            {
                return Passing(failure, turn);
            }

            foreach (var probe in probes)
            {
                var changed = records.First(r => string.Equals(r.EntryKey, probe.EntryKey, StringComparison.Ordinal)).RemoteId is not null;
                looked[probe.EntryKey] = found.Value.GetValueOrDefault(probe.EntryKey) switch
                {
                    // It stood there before the call: whether the change was made cannot be seen, and making it again does no harm.
                    { } there when changed => new WriteOutcome.RetryLater("change_unconfirmed", "The change was sent and not confirmed; it is sent again."),
                    { } there => new WriteOutcome.AlreadyThere(there.Entry),
                    null => new WriteOutcome.RetryLater("not_written", "The call did not reach the books; it is sent again."),
                };
            }
        }

        return await RecordAsync(turn, write, records, looked, cancellationToken);
    }

    /// <summary>A replay that was not carried out says nothing of the call before it: only an answer to the request itself settles an entry.</summary>
    private static WriteOutcome OfReplay(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.RetryLater { Until: null } later => new WriteOutcome.Unknown(later.Code, later.Text),
        WriteOutcome.Unavailable unavailable => new WriteOutcome.Unknown(unavailable.Code, unavailable.Text),
        _ => outcome,
    };

    private static async Task<ProviderFailure?> RecordAsync(
        Turn turn, OpenWrite write, IReadOnlyList<SyncRecord> records, Dictionary<string, WriteOutcome> outcomes, CancellationToken cancellationToken)
    {
        var settled = records
            // Neither a refused token nor a spent quota proves anything: the entry stays as being sent.
            .Where(r => outcomes[r.EntryKey] is not (WriteOutcome.ReauthoriseNeeded or WriteOutcome.RetryLater { Until: not null }))
            .Select(r => Settlement.Of(r.EntryKey, outcomes[r.EntryKey], changed: r.RemoteId is not null))
            .OfType<SettledEntry>()
            .ToList();
        await turn.CommitAsync(
            async t =>
            {
                var now = turn.Clock.GetUtcNow();
                await turn.Records.SettleAsync(t, write.Id, settled, now, cancellationToken);
                await TakeBackReversedAsync(turn, t, records, settled, now, cancellationToken);
            },
            cancellationToken);
        foreach (var outcome in outcomes.Values)
        {
            switch (outcome)
            {
                case WriteOutcome.ReauthoriseNeeded lost:
                    return new ProviderFailure.ConsentLost(lost.Code, lost.Text);
                case WriteOutcome.RetryLater { Until: { } until } later:
                    return new ProviderFailure.RateLimited(later.Code, later.Text, until);
                case WriteOutcome.Unknown unknown:
                    return Passing(new ProviderFailure.Transient(unknown.Code, unknown.Text), turn);
            }
        }

        return null;
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
    private static async Task<ProviderFailure?> AbandonAsync(Turn turn, OpenWrite write, IReadOnlyList<SyncRecord> records, CancellationToken cancellationToken)
    {
        var settled = records
            .Select(r => new SettledEntry(
                r.EntryKey,
                r.RemoteId is null ? SyncRecordState.Failed : SyncRecordState.Synced,
                ErrorCode: "company_changed",
                ErrorText: "The connection was moved to another company before the outcome was known.",
                KeepOld: r.RemoteId is not null))
            .ToList();
        await turn.CommitAsync(t => turn.Records.SettleAsync(t, write.Id, settled, turn.Clock.GetUtcNow(), cancellationToken), cancellationToken);
        return null;
    }

    private static EntryProbe Probe(SyncRecord record)
    {
        var document = ExportContent.FromJson(record.Content!).Document;
        return new EntryProbe(record.EntryKey, document.TransactedOn, document.Amount);
    }

    /// <summary>An outage while looking: come back soon.</summary>
    private static ProviderFailure Passing(ProviderFailure failure, Turn turn) => failure is ProviderFailure.Transient or ProviderFailure.OutcomeUnknown or ProviderFailure.Conflict
        ? new ProviderFailure.RateLimited(failure.Code, failure.Text, turn.Clock.GetUtcNow() + TimeSpan.FromSeconds(2))
        : failure;
}
