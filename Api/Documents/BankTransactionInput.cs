using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;

namespace OrleansLedger.Api.Documents;

/// <summary>A transaction to insert, or to update where the tenant has one of that source reference.</summary>
/// <param name="SourceReference">The tenant's own key, 1 to 100 characters.</param>
/// <param name="TransactedOn">The day it moved.</param>
/// <param name="Description">1 to 4,000 characters.</param>
/// <param name="Amount">Negative: money out. Positive: money in. Not zero, and no more decimals than the currency has.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
/// <param name="Counterparty">Who was paid or who paid.</param>
/// <param name="Category">The key of the mapping to an account.</param>
/// <param name="BankAccount">The tenant's name for the account or card.</param>
/// <param name="TaxCode">The key of the mapping to a remote tax code.</param>
/// <param name="Status">Only pending and completed ones are exported.</param>
/// <param name="Rates">Rates of the source: how many units of each currency one unit of <paramref name="Currency"/> was worth.</param>
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
    TransactionStatus Status = TransactionStatus.Completed)
{
    internal BankTransaction ToDocument(TenantId tenant) => new()
    {
        Id = DocumentId.New(),
        TenantId = tenant,
        SourceReference = SourceReference,
        TransactedOn = TransactedOn,
        Description = Description,
        Amount = new Money(Amount, Currency),
        Counterparty = Counterparty,
        Category = Category,
        BankAccount = BankAccount,
        TaxCode = TaxCode,
        Status = Status,
        Rates = (Rates ?? []).ToDictionary(r => r.Currency, r => r.Rate, StringComparer.Ordinal),
        Revision = 1,
    };

    /// <summary>What is wrong with it, a sentence each; nothing when it can be taken.</summary>
    internal IEnumerable<string> Faults()
    {
        if (SourceReference.Trim().Length is 0 or > 100)
        {
            yield return "sourceReference must have 1 to 100 characters.";
        }

        if (Description.Trim().Length is 0 or > 4_000)
        {
            yield return "description must have 1 to 4,000 characters.";
        }

        if (!Domain.Currency.IsWellFormed(Currency))
        {
            yield return $"currency '{Currency}' is not three upper-case letters of ISO 4217.";
        }
        else if (decimal.Round(Amount, Domain.Currency.Decimals(Currency)) != Amount)
        {
            yield return $"amount {Amount} has more decimals than {Currency} has ({Domain.Currency.Decimals(Currency)}).";
        }

        if (Amount == 0)
        {
            yield return "amount must not be zero.";
        }

        if (Math.Abs(Amount) >= 1_000_000_000_000_000m)
        {
            yield return "amount must be less than 10^15.";
        }

        foreach (var rate in Rates ?? [])
        {
            if (!Domain.Currency.IsWellFormed(rate.Currency) || rate.Rate <= 0)
            {
                yield return $"rate {rate.Rate} for '{rate.Currency}' must be more than 0 and for a currency of ISO 4217.";
            }
        }

        if ((Rates ?? []).GroupBy(r => r.Currency, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            yield return $"there are {twice.Count()} rates for {twice.Key}; send one.";
        }
    }
}

/// <param name="Currency">ISO 4217, upper case.</param>
/// <param name="Rate">More than 0.</param>
public sealed record RateInput(string Currency, decimal Rate);
