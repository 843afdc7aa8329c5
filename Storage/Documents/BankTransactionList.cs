using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Documents;

/// <summary>A transaction and when its row was made and last changed.</summary>
public sealed record ListedTransaction(BankTransaction Transaction, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>What transactions are ordered by.</summary>
public enum BankTransactionSort
{
    /// <summary>The day of the transaction.</summary>
    Date,

    /// <summary>When it first came in.</summary>
    Created,

    /// <summary>The signed amount, whatever the currency.</summary>
    Amount,
}

/// <summary>What a transaction is in the books of the company a connection has now.</summary>
public enum ExportState
{
    /// <summary>Never sent, nor parked; or taken back by a reversal.</summary>
    NotExported,

    /// <summary>Something is missing first.</summary>
    Parked,

    /// <summary>A call that may write it was made; what became of it is not known yet.</summary>
    Sending,

    /// <summary>It stands in the books.</summary>
    Synced,

    /// <summary>Refused, or given up.</summary>
    Failed,
}

/// <summary>The state of the export over one connection.</summary>
public sealed record ExportStateFilter(ConnectionId ConnectionId, ExportState State);

/// <summary>Null is no filter; an empty list matches nothing.</summary>
public sealed record BankTransactionFilter
{
    public IReadOnlyList<TransactionStatus>? Statuses { get; init; }

    /// <summary>The first day, included.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, included.</summary>
    public DateOnly? To { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Only those that have no category.</summary>
    public bool WithoutCategory { get; init; }

    /// <summary>ISO 4217.</summary>
    public IReadOnlyList<string>? Currencies { get; init; }

    /// <summary>Part of the description, the counterparty or the source reference, in any case. No index helps: rows are read in order until the page is full.</summary>
    public string? Search { get; init; }

    public ExportStateFilter? Export { get; init; }
}

/// <summary>The tenant's transactions.</summary>
public static class BankTransactionList
{
    private const string Query = "list_bank_transactions";

    private static readonly Key<BankTransactionStore.Row> s_id = Key<BankTransactionStore.Row>.Id("t.id", t => t.Id);

    private static readonly KeysetList<BankTransactionStore.Row, BankTransactionSort> s_list = new(
        "bank_transactions",
        Query,
        new Dictionary<BankTransactionSort, IReadOnlyList<Key<BankTransactionStore.Row>>>
        {
            [BankTransactionSort.Date] = [Key<BankTransactionStore.Row>.Day("t.transacted_on", t => t.TransactedOn), s_id],
            [BankTransactionSort.Created] = [Key<BankTransactionStore.Row>.Instant("t.created_at", t => t.CreatedAt), s_id],
            [BankTransactionSort.Amount] = [Key<BankTransactionStore.Row>.Amount("t.amount", t => t.Amount), s_id],
        });

    public static Order<BankTransactionSort> NewestFirst { get; } = new(BankTransactionSort.Date, Descending: true);

    public static async Task<Page<ListedTransaction>> PageAsync(
        LedgerReader reader, BankTransactionFilter filter, Order<BankTransactionSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PageAsync(reader, Of(reader, filter), order, request, cancellationToken)).Select(Read);

    public static Task<long> CountAsync(LedgerReader reader, BankTransactionFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, filter), cancellationToken);

    /// <summary>Those of the ids that exist, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<DocumentId, ListedTransaction>> FindAsync(
        LedgerReader reader, IReadOnlyCollection<DocumentId> ids, CancellationToken cancellationToken)
    {
        var filters = new Filters().With("TenantId", reader.TenantId).With("Ids", ids.Select(i => i.Value).ToArray());
        var rows = await reader.QueryComposedAsync<BankTransactionStore.Row>(filters.Apply(Sql.Named(Query)), filters.Parameters(), cancellationToken);
        return rows.ToDictionary(r => new DocumentId(r.Id), Read);
    }

    /// <summary>Excludes, archives or restores. What is in the books already stays there.</summary>
    /// <returns>The ids the tenant has no transaction of, in the order given.</returns>
    public static async Task<IReadOnlyList<DocumentId>> SetStatusAsync(
        LedgerTransaction transaction, IReadOnlyCollection<DocumentId> ids, TransactionStatus status, CancellationToken cancellationToken)
    {
        var changed = await transaction.QueryAsync<DocumentId>(
            "bank_transaction_set_status",
            new { TenantId = transaction.TenantId.Value, Ids = ids.Select(i => i.Value).ToArray(), Status = Text.Of(status) },
            cancellationToken);
        return ids.Except(changed).ToList();
    }

    private static ListedTransaction Read(BankTransactionStore.Row row) => new(row.Read(), row.CreatedAt, row.UpdatedAt);

    private static Filters Of(LedgerReader reader, BankTransactionFilter filter) => new Filters()
        .With("TenantId", reader.TenantId)
        .WithAny("Statuses", filter.Statuses)
        .With("From", filter.From)
        .With("To", filter.To)
        .With("Categories", filter.Categories?.ToArray())
        .With("WithoutCategory", filter.WithoutCategory ? true : null)
        .With("Currencies", filter.Currencies?.ToArray())
        .With("Search", string.IsNullOrWhiteSpace(filter.Search) ? null : filter.Search.Trim())
        .With("SyncConnectionId", filter.Export?.ConnectionId)
        .With("NotExported", filter.Export?.State == ExportState.NotExported ? true : null)
        .With("SyncStates", filter.Export is { State: not ExportState.NotExported and var state } ? new[] { Text.Of(state) } : null);
}
