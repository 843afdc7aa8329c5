using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Text;

namespace OrleansLedger.Api.Documents;

/// <summary>A transaction to insert, or to update where the tenant has one of that source reference.</summary>
/// <param name="SourceReference">The tenant's own key, 1 to 100 characters.</param>
/// <param name="TransactedOn">The day it moved: from 1900-01-01 to five years from today.</param>
/// <param name="Description">1 to 4,000 characters.</param>
/// <param name="Amount">Negative: money out. Positive: money in. Not zero, at most 999,999,999,999,999, and no more decimals than the currency has.</param>
/// <param name="Currency">A currency of ISO 4217, upper case.</param>
/// <param name="Counterparty">Who was paid or who paid. At most 255 characters.</param>
/// <param name="Category">The key of the mapping to an account. At most 255 characters. Case, spacing and invisible characters make no
/// difference.</param>
/// <param name="BankAccount">The tenant's name for the account or card. At most 255 characters. Compared as the category is.</param>
/// <param name="TaxCode">The key of the mapping to a remote tax code. At most 255 characters. Compared as the category is.</param>
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

    /// <summary>Everything that is wrong with it; nothing where it is accepted.</summary>
    internal IEnumerable<FieldProblem> Problems(TenantId tenant, DateOnly today) =>
    [
        .. TransactionRules.Problems(ToDocument(tenant), today),
        .. (Rates ?? []).GroupBy(r => r.Currency, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => new FieldProblem(
            "duplicate_rate", TransactionFields.Rates, $"rates has {g.Count()} rates for {PlainText.Shown(g.Key)}. Keep one of them.")),
    ];

    /// <summary>Null for a text that shows nothing.</summary>
    private static string? Name(string? text) => text?.Trim() is { } trimmed && CanonicalText.Key(trimmed).Length > 0 ? trimmed : null;
}

/// <param name="Currency">A currency of ISO 4217, upper case.</param>
/// <param name="Rate">From 0.000000001 to 1,000,000,000; multiplied with the amount at most 999,999,999,999,999.</param>
public sealed record RateInput(string Currency, decimal Rate);
