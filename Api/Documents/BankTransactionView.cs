using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Documents;

namespace OrleansLedger.Api.Documents;

/// <summary>Money that moved on one of the tenant's bank accounts or cards.</summary>
/// <param name="SourceReference">The tenant's own key, unique.</param>
/// <param name="TransactedOn">The day it moved.</param>
/// <param name="Description">As the bank or the user wrote it.</param>
/// <param name="Amount">Negative: money out. Positive: money in.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Counterparty">Who was paid or who paid.</param>
/// <param name="Category">The key of the mapping to an account.</param>
/// <param name="BankAccount">The tenant's name for the account or card.</param>
/// <param name="TaxCode">The key of the mapping to a remote tax code.</param>
/// <param name="Status">Only pending and completed ones are exported.</param>
/// <param name="Rates">Rates of the source: how many units of each currency one unit of the transaction's currency was worth.</param>
/// <param name="Revision">Counts up with every change of content.</param>
/// <param name="CreatedAt">When it first came in.</param>
/// <param name="UpdatedAt">When it last changed.</param>
[GraphQLName("BankTransaction")]
public sealed record BankTransactionView(
    [property: GraphQLIgnore] DocumentId Key,
    [property: ID] string Id,
    string SourceReference,
    DateOnly TransactedOn,
    string Description,
    decimal Amount,
    string Currency,
    string? Counterparty,
    string? Category,
    string? BankAccount,
    string? TaxCode,
    TransactionStatus Status,
    IReadOnlyList<RateView> Rates,
    int Revision,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IDocument
{
    internal static BankTransactionView Of(ListedTransaction listed) => Of(listed.Transaction, listed.CreatedAt, listed.UpdatedAt);

    private static BankTransactionView Of(BankTransaction transaction, DateTimeOffset createdAt, DateTimeOffset updatedAt) => new(
        transaction.Id,
        GlobalId.Of(GlobalId.Transaction, transaction.Id.Value),
        transaction.SourceReference,
        transaction.TransactedOn,
        transaction.Description,
        Plain(transaction.Amount.Amount),
        transaction.Amount.Currency,
        transaction.Counterparty,
        transaction.Category,
        transaction.BankAccount,
        transaction.TaxCode,
        transaction.Status,
        [.. transaction.Rates.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new RateView(r.Key, Plain(r.Value)))],
        transaction.Revision,
        createdAt,
        updatedAt);

    /// <summary>Without the zeros that the database's scale puts at the end.</summary>
    private static decimal Plain(decimal number) => number / 1.0000000000000000000000000000m;
}

/// <param name="Currency">ISO 4217.</param>
/// <param name="Rate">Units of it for one unit of the transaction's currency.</param>
[GraphQLName("Rate")]
public sealed record RateView(string Currency, decimal Rate);
