namespace OrleansLedger.Domain.Documents;

/// <summary>The fields of a transaction as the API spells them, in problems of input and of exports alike.</summary>
public static class TransactionFields
{
    public const string SourceReference = "sourceReference";

    public const string TransactedOn = "transactedOn";

    public const string Description = "description";

    public const string Amount = "amount";

    public const string Currency = "currency";

    public const string Counterparty = "counterparty";

    public const string Category = "category";

    public const string BankAccount = "bankAccount";

    public const string TaxCode = "taxCode";

    public const string Rates = "rates";

    public const string Attachments = "attachments";

    /// <summary>Names in accounting systems' requests that mean exactly one field of ours.</summary>
    private static readonly Dictionary<string, string> s_byRemoteName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["reference"] = SourceReference,
        ["date"] = TransactedOn,
        ["txndate"] = TransactedOn,
        ["transactiondate"] = TransactedOn,
        ["lineitems.description"] = Description,
        ["lineitems.unitamount"] = Amount,
        ["line.amount"] = Amount,
        ["debit"] = Amount,
        ["credit"] = Amount,
        ["currencycode"] = Currency,
        ["currencyref"] = Currency,
        ["contact"] = Counterparty,
        ["entityref"] = Counterparty,
        ["postingaccount"] = Category,
        ["lineitems.accountcode"] = Category,
        ["lineitems.taxtype"] = TaxCode,
        ["taxcoderef"] = TaxCode,
        ["currencyrate"] = Rates,
        ["exchangerate"] = Rates,
        ["filename"] = Attachments,
        ["content"] = Attachments,
    };

    private static readonly string[] s_own =
        [SourceReference, TransactedOn, Description, Amount, Currency, Counterparty, Category, BankAccount, TaxCode, Rates, Attachments];

    /// <summary>
    /// The field as the API spells it, for a name that an adapter or an accounting system gave; null where the name means none of them.
    /// </summary>
    public static string? Of(string? name) =>
        name is null ? null
        : Array.Find(s_own, own => string.Equals(own, name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
            ?? s_byRemoteName.GetValueOrDefault(name);
}
