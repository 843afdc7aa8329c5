using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Exports;

/// <summary>
/// Before a connection's first export: looks which documents may stand in the books already, by date and amount, and offers them for linking.
/// Those wait for the user's word; all others are exported. Goes on in the next turn where it left off.
/// </summary>
internal sealed class PriorMatch
{
    /// <returns>Null when done; else why not yet.</returns>
    public async Task<JobStep?> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        if (turn.Provider is IReadsTransactions reader)
        {
            var documents = await DocumentsAsync(turn, job, cancellationToken);
            var days = documents.Select(d => d.TransactedOn).Where(day => turn.MatchedThrough is null || day > turn.MatchedThrough).Distinct().Order().ToList();
            foreach (var some in days.Chunk(reader.DaysPerListing))
            {
                var there = await reader.ListAsync(turn.Calls, turn.Company, some, cancellationToken);
                if (!there.Succeeded)
                {
                    return JobStep.From(there.Failure!, job, turn);
                }

                await OfferAsync(turn, documents.Where(d => some.Contains(d.TransactedOn)).ToList(), there.Value, some[^1], cancellationToken);
                if (await turn.ShouldGiveWayAsync(job, cancellationToken))
                {
                    return JobStep.Yield;
                }
            }
        }

        await turn.CommitAsync(t => turn.SetMatchedAsync(t, cancellationToken), cancellationToken);
        return null;
    }

    private static Task<List<BankTransaction>> DocumentsAsync(Turn turn, Job job, CancellationToken cancellationToken) =>
        turn.Ledger.InTurnAsync(
            async t =>
            {
                var ids = (await JobStore.ReportAsync(t, job.Id, cancellationToken)).Select(r => r.DocumentId).ToList();
                return (await BankTransactionStore.FindAsync(t, ids, cancellationToken)).Values.Where(d => ExportEligibility.Refusal(d) is null).ToList();
            },
            cancellationToken);

    private static async Task OfferAsync(
        Turn turn, List<BankTransaction> documents, IReadOnlyList<FoundTransaction> there, DateOnly through, CancellationToken cancellationToken)
    {
        var ours = documents.ToDictionary(d => EntryKey.For(turn.Connection.Id, turn.Connection.Company.RemoteId, d.Id, 1), d => d.Id, StringComparer.Ordinal);
        var free = there.Where(f => f.EntryKey is null || !ours.ContainsKey(f.EntryKey)).ToLookup(f => (f.TransactedOn, f.Amount.Amount, f.Amount.Currency));
        await turn.CommitAsync(
            async t =>
            {
                // What carries our own reference is ours, whatever became of its record (a restored backup, say).
                foreach (var found in there.Where(f => f.EntryKey is not null && ours.ContainsKey(f.EntryKey)))
                {
                    await AddAsync(ours[found.EntryKey!], found);
                    await turn.LinkCandidates.DecideAsync(t, ours[found.EntryKey!], found.Entry.RemoteId, "linked", cancellationToken);
                }

                foreach (var document in documents)
                {
                    foreach (var candidate in Amounts(document, turn.Company.BaseCurrency).SelectMany(a => free[(document.TransactedOn, a.Amount, a.Currency)]))
                    {
                        await AddAsync(document.Id, candidate);
                    }
                }

                await turn.SetMatchedThroughAsync(t, through, cancellationToken);

                Task AddAsync(DocumentId document, FoundTransaction found) =>
                    turn.LinkCandidates.AddAsync(t, document, found.Entry.RemoteId, found.Entry.Number, found.Entry.Version, found.Text, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>The amounts under which a document may stand there: its own, and converted for books that are kept in one currency only.</summary>
    private static IEnumerable<Money> Amounts(BankTransaction document, string baseCurrency)
    {
        yield return document.Amount;
        if (!string.Equals(document.Amount.Currency, baseCurrency, StringComparison.Ordinal) && document.Rates.TryGetValue(baseCurrency, out var rate)
            && (rate <= 1 || Math.Abs(document.Amount.Amount) <= TransactionRules.LargestAmount / rate))
        {
            yield return new Money(Math.Round(document.Amount.Amount * rate, Currency.Decimals(baseCurrency), MidpointRounding.AwayFromZero), baseCurrency);
        }
    }
}
