using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Documents;

/// <summary>Exports changed documents over the connections that sync in real time.</summary>
public static class RealTimeExport
{
    /// <summary>Enqueues an export of the changed documents that are due, in the transaction that changes them.</summary>
    public static async Task EnqueueAsync(
        LedgerTransaction transaction, IReadOnlyCollection<DocumentId> changed, CancellationToken cancellationToken)
    {
        if (changed.Count == 0)
        {
            return;
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
                await Mailbox.EnqueueAsync(transaction, job, cancellationToken);
            }
        }
    }
}
