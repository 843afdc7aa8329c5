using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Documents;

/// <summary>Exports changed documents over the connections that sync in real time.</summary>
public sealed class RealTimeExport(Mailbox mailbox)
{
    /// <summary>Enqueues an export of the changed documents that are due, in the transaction that changes them.</summary>
    /// <returns>The connections to announce once the transaction is committed.</returns>
    public async Task<IReadOnlyList<ConnectionId>> EnqueueAsync(
        LedgerTransaction transaction, IReadOnlyCollection<DocumentId> changed, CancellationToken cancellationToken)
    {
        var woken = new List<ConnectionId>();
        if (changed.Count == 0)
        {
            return woken;
        }

        foreach (var row in await ConnectionStore.ListAsync(transaction, cancellationToken))
        {
            var connection = row.Connection;
            if (connection is not { HasConsent: true, Settings: { Frequency: SyncFrequency.RealTime, SyncBankTransactions: true } })
            {
                continue;
            }

            var due = await BankTransactionStore.DueAsync(transaction, connection.Id, changed, cancellationToken);
            if (due.Count > 0)
            {
                var job = new NewJob(connection.Id, JobKinds.ExportTransactions, JobPriority.Automatic) { Documents = due };
                await mailbox.EnqueueAsync(transaction, job, cancellationToken);
                woken.Add(connection.Id);
            }
        }

        return woken;
    }

    /// <summary>Tells the silos of connections with new work.</summary>
    public void Announce(IEnumerable<ConnectionId> woken)
    {
        foreach (var connection in woken)
        {
            mailbox.Announce(connection);
        }
    }
}
