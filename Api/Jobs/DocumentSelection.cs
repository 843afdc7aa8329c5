using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Api.Jobs;

/// <summary>Which documents a job is for.</summary>
public abstract record DocumentSelection
{
    private DocumentSelection()
    {
    }

    /// <summary>All of the tenant's.</summary>
    public sealed record All : DocumentSelection;

    /// <summary>By the tenant's own keys.</summary>
    public sealed record ByReference(IReadOnlyList<string> References) : DocumentSelection;

    public sealed record ById(IReadOnlyList<DocumentId> Ids) : DocumentSelection;

    /// <summary>Of a span of days, both included, null for open.</summary>
    public sealed record Between(DateOnly? From, DateOnly? To, IReadOnlyList<TransactionStatus> Statuses) : DocumentSelection;

    /// <summary>Documents that the books do not have with their current content and all their files.</summary>
    public sealed record Unsynced : DocumentSelection;

    /// <summary>What stands parked or failed at the company that is connected now.</summary>
    public sealed record Failed : DocumentSelection;

    /// <summary>What ended failed, parked or cancelled in a job, or was left when the job was given up.</summary>
    public sealed record FailedIn(JobId Job) : DocumentSelection;

    /// <exception cref="RequestRefusedException"><c>unknown_transaction</c>, <c>nothing_to_retry</c>.</exception>
    internal async Task<IReadOnlyList<DocumentId>> ResolveAsync(LedgerTransaction transaction, ConnectionRow connection, CancellationToken cancellationToken)
    {
        switch (this)
        {
            case ByReference some:
                var found = await BankTransactionStore.FindByReferenceAsync(transaction, some.References, cancellationToken);
                RequireAll([.. some.References.Where(r => !found.ContainsKey(r))]);
                return [.. found.Values];
            case ById some:
                var known = await BankTransactionStore.ExistingAsync(transaction, some.Ids, cancellationToken);
                RequireAll([.. some.Ids.Where(i => !known.Contains(i)).Select(i => Graph.GlobalId.Of(Graph.GlobalId.Transaction, i.Value))]);
                return [.. known];
            case Between span:
                return await BankTransactionStore.BetweenAsync(transaction, span.From, span.To, span.Statuses, cancellationToken);
            case Unsynced:
                return await BankTransactionStore.DueAsync(transaction, connection.Connection.Id, among: null, cancellationToken);
            case Failed:
                return await SyncRecordList.RetryableAsync(transaction, connection.Connection.Id, DocumentKinds.BankTransaction, cancellationToken);
            case FailedIn of:
                return await JobDocumentList.RetryableAsync(transaction, of.Job, cancellationToken);
            default:
                return await BankTransactionStore.AllIdsAsync(transaction, cancellationToken);
        }
    }

    private static void RequireAll(List<string> unknown)
    {
        if (unknown.Count > 0)
        {
            throw new RequestRefusedException(
                "unknown_transaction",
                $"There is no transaction {string.Join(", ", unknown.Take(5).Select(PlainText.Shown))}{(unknown.Count > 5 ? $" and {unknown.Count - 5} more" : "")}. Import it first, then export; nothing was started.");
        }
    }
}
