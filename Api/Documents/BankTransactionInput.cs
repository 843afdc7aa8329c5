using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;

namespace OrleansLedger.Api.Documents;

/// <summary>A transaction to insert, or to update where the tenant has one of that source reference.</summary>
/// <param name="SourceReference">The tenant's own key, 1 to 100 characters.</param>
/// <param name="TransactedOn">The day it moved.</param>
/// <param name="Description">1 to 4,000 characters.</param>
/// <param name="Amount">Negative: money out. Positive: money in. Not zero, at most 999,999,999,999,999, and no more decimals than the currency has.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
/// <param name="Counterparty">Who was paid or who paid. At most 255 characters.</param>
/// <param name="Category">The key of the mapping to an account. At most 255 characters.</param>
/// <param name="BankAccount">The tenant's name for the account or card. At most 255 characters.</param>
/// <param name="TaxCode">The key of the mapping to a remote tax code. At most 255 characters.</param>
/// <param name="Status">Only pending and completed ones are exported. Left out, one that is there keeps its own, and a new one is completed.</param>
/// <param name="Rates">Rates of the source: how many units of each currency one unit of the transaction's currency was worth.</param>
public sealed record BankTransactionInput(
    string SourceReference,
    DateOnly TransactedOn,
    string Description,
    decimal Amount,
    string Currency,
    string? Counterparty,
    string? Category,
    string? BankAccount,
    string? TaxCode,
    IReadOnlyList<RateInput>? Rates,
    TransactionStatus? Status)
{
    /// <summary>The source reference as it is kept.</summary>
    internal string Reference => SourceReference.Trim();

    internal BankTransaction ToDocument(TenantId tenant) => new()
    {
        Id = DocumentId.New(),
        TenantId = tenant,
        SourceReference = Reference,
        TransactedOn = TransactedOn,
        Description = Description.Trim(),
        Amount = new Money(Amount, Currency),
        Counterparty = Name(Counterparty),
        Category = Name(Category),
        BankAccount = Name(BankAccount),
        TaxCode = Name(TaxCode),
        Status = Status ?? TransactionStatus.Completed,
        Rates = (Rates ?? []).DistinctBy(r => r.Currency, StringComparer.Ordinal).ToDictionary(r => r.Currency, r => r.Rate, StringComparer.Ordinal),
        Revision = 1,
    };

    /// <summary>What is wrong with it, a sentence each that names the field and says what to send; nothing when it can be taken.</summary>
    internal IEnumerable<string> Faults(TenantId tenant) =>
    [
        .. TransactionRules.Faults(ToDocument(tenant)),
        .. (Rates ?? []).GroupBy(r => r.Currency, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"rates has {g.Count()} rates for {PlainText.Shown(g.Key)}. Keep one of them."),
    ];

    private static string? Name(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}

/// <param name="Currency">ISO 4217, upper case.</param>
/// <param name="Rate">More than 0.</param>
public sealed record RateInput(string Currency, decimal Rate);
