using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.GraphQL;

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
/// <param name="Revision">Counts up with every change of content.</param>
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
    int Revision) : INode
{
    internal static BankTransactionView Of(BankTransaction transaction) => new(
        transaction.Id,
        GlobalId.Of(GlobalId.Transaction, transaction.Id.Value),
        transaction.SourceReference,
        transaction.TransactedOn,
        transaction.Description,
        transaction.Amount.Amount,
        transaction.Amount.Currency,
        transaction.Counterparty,
        transaction.Category,
        transaction.BankAccount,
        transaction.TaxCode,
        transaction.Status,
        transaction.Revision);
}
