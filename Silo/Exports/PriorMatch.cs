using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Exports;

/// <summary>
/// Before a connection's first export: looks which documents may stand in the books already, by date and amount, and offers them for linking.
/// Those wait for the user's word; all others are exported.
/// </summary>
internal sealed class PriorMatch
{
    /// <returns>Null when done; else why not yet.</returns>
    public async Task<ProviderFailure?> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        if (turn.Provider is IReadsTransactions reader)
        {
            var documents = await turn.Ledger.InTurnAsync(
                async t =>
                {
                    var ids = (await JobStore.ReportAsync(t, job.Id, cancellationToken)).Select(r => r.DocumentId).ToList();
                    return (await BankTransactionStore.FindAsync(t, ids, cancellationToken)).Values.Where(d => ExportEligibility.Refusal(d) is null).ToList();
                },
                cancellationToken);
            if (documents.Count > 0)
            {
                var there = await reader.ListAsync(turn.Calls, turn.Company, documents.Min(d => d.TransactedOn), documents.Max(d => d.TransactedOn), cancellationToken);
                if (!there.Succeeded)
                {
                    return there.Failure;
                }

                await OfferAsync(turn, documents, there.Value, cancellationToken);
            }
        }

        await turn.CommitAsync(t => turn.SetMatchedAsync(t, cancellationToken), cancellationToken);
        return null;
    }

    private static async Task OfferAsync(Turn turn, List<BankTransaction> documents, IReadOnlyList<FoundTransaction> there, CancellationToken cancellationToken)
    {
        var ours = documents.ToDictionary(d => EntryKey.For(turn.Connection.Id, turn.Connection.Company.RemoteId, d.Id, 1), d => d.Id, StringComparer.Ordinal);
        var free = there.Where(f => f.EntryKey is null || !ours.ContainsKey(f.EntryKey)).ToLookup(f => (f.TransactedOn, f.Amount.Amount, f.Amount.Currency));
        await turn.CommitAsync(
            async t =>
            {
                // What carries our own reference is ours, whatever became of its record (a restored backup, say).
                foreach (var found in there.Where(f => f.EntryKey is not null && ours.ContainsKey(f.EntryKey)))
                {
                    var document = ours[found.EntryKey!];
                    await turn.LinkCandidates.AddAsync(t, document, found.Entry.RemoteId, found.Entry.Number, found.Entry.Version, found.Text, cancellationToken);
                    await turn.LinkCandidates.DecideAsync(t, document, found.Entry.RemoteId, "linked", cancellationToken);
                }

                foreach (var document in documents)
                {
                    foreach (var candidate in free[(document.TransactedOn, document.Amount.Amount, document.Amount.Currency)])
                    {
                        await turn.LinkCandidates.AddAsync(
                            t, document.Id, candidate.Entry.RemoteId, candidate.Entry.Number, candidate.Entry.Version, candidate.Text, cancellationToken);
                    }
                }
            },
            cancellationToken);
    }
}
