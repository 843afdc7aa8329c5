using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Documents;

/// <summary>What an upsert did to a document.</summary>
public enum UpsertChange
{
    /// <summary>It was not there before.</summary>
    Created,

    /// <summary>Something of it is other than it was.</summary>
    Updated,

    /// <summary>It stood there already, the same.</summary>
    Unchanged,
}

/// <summary>What became of one document of an upsert.</summary>
public sealed record Upserted(DocumentId Id, UpsertChange Change);

/// <summary>Rows of <c>bank_transaction</c>.</summary>
public static class BankTransactionStore
{
    /// <summary>
    /// Inserts or updates by source reference, in one round trip (two where some are as they were). An update that changes nothing keeps its revision;
    /// ids given for references that exist already are ignored.
    /// </summary>
    /// <param name="keepStatusOf">References whose status is for new ones alone: what is there keeps its own.</param>
    /// <returns>For each source reference.</returns>
    public static async Task<IReadOnlyDictionary<string, Upserted>> UpsertAsync(
        LedgerTransaction transaction, IReadOnlyList<BankTransaction> documents, IReadOnlyCollection<string> keepStatusOf, CancellationToken cancellationToken)
    {
        var written = await transaction.QueryAsync<(string Reference, Guid Id, bool Created)>(
            "bank_transaction_upsert",
            new
            {
                TenantId = transaction.TenantId.Value,
                Ids = documents.Select(d => d.Id.Value).ToArray(),
                SourceReferences = documents.Select(d => d.SourceReference).ToArray(),
                Dates = documents.Select(d => d.TransactedOn).ToArray(),
                Descriptions = documents.Select(d => d.Description).ToArray(),
                Amounts = documents.Select(d => d.Amount.Amount).ToArray(),
                Currencies = documents.Select(d => d.Amount.Currency).ToArray(),
                Counterparties = documents.Select(d => d.Counterparty).ToArray(),
                Categories = documents.Select(d => d.Category).ToArray(),
                BankAccounts = documents.Select(d => d.BankAccount).ToArray(),
                TaxCodes = documents.Select(d => d.TaxCode).ToArray(),
                Statuses = documents.Select(d => Text.Of(d.Status)).ToArray(),
                Rates = documents.Select(d => JsonSerializer.Serialize(d.Rates)).ToArray(),
                KeepStatusOf = keepStatusOf.ToArray(),
            },
            cancellationToken);
        var all = written.ToDictionary(w => w.Reference, w => new Upserted(new DocumentId(w.Id), w.Created ? UpsertChange.Created : UpsertChange.Updated), StringComparer.Ordinal);
        if (documents.Select(d => d.SourceReference).Where(r => !all.ContainsKey(r)).ToList() is { Count: > 0 } unchanged)
        {
            foreach (var (reference, id) in await FindByReferenceAsync(transaction, unchanged, cancellationToken))
            {
                all.Add(reference, new Upserted(id, UpsertChange.Unchanged));
            }
        }

        return all;
    }

    /// <summary>Those of the documents whose status keeps them out of the books; the status of none of them changes until the transaction ends.</summary>
    public static async Task<IReadOnlyList<DocumentId>> KeptOutAsync(LedgerTransaction transaction, IReadOnlyCollection<DocumentId> ids, CancellationToken cancellationToken) =>
        await transaction.QueryAsync<DocumentId>("bank_transaction_kept_out", new { TenantId = transaction.TenantId.Value, Ids = ids.Select(i => i.Value).ToArray() }, cancellationToken);

    /// <summary>The ids of those references that exist.</summary>
    public static async Task<IReadOnlyDictionary<string, DocumentId>> FindByReferenceAsync(
        LedgerReader reader, IReadOnlyList<string> references, CancellationToken cancellationToken) =>
        (await reader.QueryAsync<(string Reference, Guid Id)>(
            "bank_transaction_by_reference", new { TenantId = reader.TenantId.Value, SourceReferences = references.ToArray() }, cancellationToken))
            .ToDictionary(r => r.Reference, r => new DocumentId(r.Id), StringComparer.Ordinal);

    public static async Task<IReadOnlyDictionary<DocumentId, BankTransaction>> FindAsync(
        LedgerTransaction transaction, IReadOnlyList<DocumentId> ids, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<Row>("bank_transaction_find", new { Ids = ids.Select(i => i.Value).ToArray() }, cancellationToken))
            .ConvertAll(r => r.Read())
            .ToDictionary(d => d.Id);

    /// <summary>Every transaction of the tenant's, in date order.</summary>
    public static async Task<IReadOnlyList<DocumentId>> AllIdsAsync(LedgerTransaction transaction, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<Guid>("bank_transaction_ids", new { TenantId = transaction.TenantId.Value }, cancellationToken))
            .ConvertAll(id => new DocumentId(id));

    /// <summary>Those of the ids that exist.</summary>
    public static async Task<IReadOnlySet<DocumentId>> ExistingAsync(LedgerTransaction transaction, IReadOnlyCollection<DocumentId> ids, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<DocumentId>(
            "bank_transaction_existing", new { TenantId = transaction.TenantId.Value, Ids = ids.Select(i => i.Value).ToArray() }, cancellationToken)).ToHashSet();

    /// <summary>Those of a span of days, both included, null for open, in one of the statuses; in date order.</summary>
    public static async Task<IReadOnlyList<DocumentId>> BetweenAsync(
        LedgerTransaction transaction, DateOnly? from, DateOnly? to, IReadOnlyList<TransactionStatus> statuses, CancellationToken cancellationToken) =>
        await transaction.QueryAsync<DocumentId>(
            "bank_transaction_between", new { TenantId = transaction.TenantId.Value, From = from, To = to, Statuses = statuses.Select(Text.Of).ToArray() }, cancellationToken);

    /// <summary>
    /// The transactions to be exported that the connected company's books do not have with their current content and all their files, in
    /// date order.
    /// </summary>
    /// <param name="among">Null for all.</param>
    public static async Task<IReadOnlyList<DocumentId>> DueAsync(
        LedgerTransaction transaction, ConnectionId connection, IReadOnlyCollection<DocumentId>? among, CancellationToken cancellationToken) =>
        await transaction.QueryAsync<DocumentId>(
            "bank_transaction_due", new { ConnectionId = connection.Value, Among = among?.Select(id => id.Value).ToArray() }, cancellationToken);

    internal sealed class Row
    {
        public Guid Id { get; init; }

        public Guid TenantId { get; init; }

        public string SourceReference { get; init; } = "";

        public DateOnly TransactedOn { get; init; }

        public string Description { get; init; } = "";

        public decimal Amount { get; init; }

        public string Currency { get; init; } = "";

        public string? Counterparty { get; init; }

        public string? Category { get; init; }

        public string? BankAccount { get; init; }

        public string? TaxCode { get; init; }

        public string Status { get; init; } = "";

        public string Rates { get; init; } = "{}";

        public int Revision { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset UpdatedAt { get; init; }

        public BankTransaction Read() => new()
        {
            Id = new DocumentId(Id),
            TenantId = new TenantId(TenantId),
            SourceReference = SourceReference,
            TransactedOn = TransactedOn,
            Description = Description,
            Amount = new Money(Amount, Currency),
            Counterparty = Counterparty,
            Category = Category,
            BankAccount = BankAccount,
            TaxCode = TaxCode,
            Status = Text.Read<TransactionStatus>(Status),
            Rates = JsonSerializer.Deserialize<Dictionary<string, decimal>>(Rates)!,
            Revision = Revision,
        };
    }
}
