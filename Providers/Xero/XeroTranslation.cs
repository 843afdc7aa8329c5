using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

/// <summary>Our entries to Xero's bank transactions and Xero's records to ours. Pure; the table with sources is MAPPING.md.</summary>
internal static class XeroTranslation
{
    public const string Spend = "SPEND";
    public const string Receive = "RECEIVE";
    public const string Deleted = "DELETED";
    private const string Active = "ACTIVE";
    private const decimal LargestLineAmount = 9_999_999_999.99m;

    /// <summary>Xero shows rates with 6 decimals; four more keep a rate of many units per unit from losing digits on the way.</summary>
    private const int RateDecimals = 10;

    public static XeroWire.BankTransaction ToWire(Company company, TransactionEntry entry)
    {
        var amount = entry.Document.Amount;
        var foreign = amount.Currency != company.BaseCurrency;
        return new XeroWire.BankTransaction
        {
            Type = amount.Amount < 0 ? Spend : Receive,
            BankTransactionID = entry.Existing?.RemoteId,
            Contact = new XeroWire.Contact { ContactID = entry.ContactId },
            BankAccount = new XeroWire.Account { AccountID = entry.BankAccount.RemoteId },
            Date = XeroText.Date(entry.Document.TransactedOn),
            Reference = XeroText.Reference(entry.Document.SourceReference, entry.EntryKey),
            LineAmountTypes = entry.TaxCode is null ? "NoTax" : "Inclusive",
            CurrencyCode = foreign ? amount.Currency : null,
            CurrencyRate = foreign ? CurrencyRate(entry.ExchangeRate) : null,
            LineItems =
            [
                new XeroWire.LineItem
                {
                    Description = EntryText.Line(entry, entry.Document.Description, namesCounterparty: false, XeroText.LongestDescription, XeroText.Description),
                    Quantity = 1,
                    UnitAmount = amount.Absolute.Amount,
                    AccountCode = entry.PostingAccount.Code,
                    TaxType = entry.TaxCode?.RemoteId,
                },
            ],
        };
    }

    /// <summary>What Xero asks of an entry beyond what every provider does.</summary>
    public static IEnumerable<ReadinessProblem> Check(Company company, TransactionEntry entry)
    {
        var amount = entry.Document.Amount;
        var bankCurrency = entry.BankAccount.Currency ?? company.BaseCurrency;
        if (entry.BankAccount.Kind is not (AccountKind.Bank or AccountKind.CreditCard))
        {
            yield return new ReadinessProblem("not_a_bank_account", $"{entry.BankAccount.Display} is not a bank account or card in Xero. Map the transaction's bank account to one.", "BankAccount");
        }
        else if (amount.Currency != bankCurrency)
        {
            yield return new ReadinessProblem("bank_account_currency", $"{entry.BankAccount.Display} is kept in {bankCurrency} and Xero takes no {amount.Currency} on it. Map the transaction's bank account to a Xero account in {amount.Currency}.", "BankAccount");
        }

        if (entry.PostingAccount.Kind is AccountKind.Bank or AccountKind.CreditCard)
        {
            yield return new ReadinessProblem("posting_account_is_bank_account", $"{entry.PostingAccount.Display} is a bank account: Xero posts only transfers between bank accounts. Map the category to another account.", "PostingAccount");
        }
        else if (string.IsNullOrEmpty(entry.PostingAccount.Code))
        {
            yield return new ReadinessProblem("posting_account_without_code", $"{entry.PostingAccount.Name} has no code in Xero, and Xero posts to accounts by their code. Give it one in Xero and refresh the accounts.", "PostingAccount");
        }

        if (amount.Currency != company.BaseCurrency && entry.ExchangeRate is not > 0)
        {
            yield return new ReadinessProblem("exchange_rate_missing", $"There is no rate from {amount.Currency} to {company.BaseCurrency}; without one Xero would take its own rate of the day. Add the rate to the transaction.", "Rates");
        }

        if (decimal.Round(amount.Amount, 2) != amount.Amount)
        {
            yield return new ReadinessProblem("amount_decimals", $"{amount} has more than 2 decimals, and Xero's totals have 2. Correct the amount.", "Amount");
        }

        if (Math.Abs(amount.Amount) > LargestLineAmount)
        {
            yield return new ReadinessProblem("amount_too_large", $"{amount} is more than Xero takes on a line ({LargestLineAmount}).", "Amount");
        }

        if (string.IsNullOrWhiteSpace(XeroText.Printable(entry.Document.Description)))
        {
            yield return new ReadinessProblem("description_missing", "Xero needs a description of at least one printable character.", "Description");
        }
    }

    /// <summary>Our rate is base units per foreign unit, Xero's the other way round.</summary>
    public static decimal? CurrencyRate(decimal? exchangeRate) =>
        exchangeRate is > 0 ? decimal.Round(1 / exchangeRate.Value, RateDecimals, MidpointRounding.ToEven) : null;

    /// <summary>One element of a 200 answer. The second value is true where Xero wrote something else than was sent.</summary>
    public static (WriteOutcome Outcome, bool Altered) Outcome(XeroWire.BankTransaction sent, XeroWire.BankTransaction? echo)
    {
        var errors = echo?.ValidationErrors ?? [];
        if (echo is not null && (errors.Count > 0 || echo.StatusAttributeString == "ERROR"))
        {
            return (WriteOutcome.From(XeroFailures.Validation(errors, sent)), false);
        }

        var key = EntryKey.FindIn(sent.Reference);
        if (echo is null || key is null || EntryKey.FindIn(echo.Reference) != key || !Guid.TryParse(echo.BankTransactionID, out var id) || id == Guid.Empty)
        {
            return (WriteOutcome.From(XeroFailures.Unreadable(writes: true)), false);
        }

        return Difference(sent, echo) is not { } difference
            ? (new WriteOutcome.Written(Entry(echo)), false)
            : (new WriteOutcome.Rejected("altered", AlteredText(difference, echo), difference), true);
    }

    public static RemoteEntry Entry(XeroWire.BankTransaction transaction) => new(transaction.BankTransactionID!);

    /// <summary>Null where the record lacks what every bank transaction has.</summary>
    public static FoundTransaction? Found(Company company, XeroWire.BankTransaction transaction)
    {
        if (transaction is not { BankTransactionID: not null, Type: { } type, Total: { } total } || XeroText.ReadDate(transaction.Date) is not { } on)
        {
            return null;
        }

        var signed = type.StartsWith(Spend, StringComparison.Ordinal) ? -total : total;
        var text = string.Join(" ", (transaction.LineItems ?? []).Select(line => line.Description).Where(line => !string.IsNullOrEmpty(line)));
        return new FoundTransaction(
            Entry(transaction), EntryKey.FindIn(transaction.Reference), on, new Money(signed, transaction.CurrencyCode ?? company.BaseCurrency), text.Length > 0 ? text : transaction.Reference);
    }

    public static Company ToCompany(string tenantId, XeroWire.Organisation organisation, IEnumerable<XeroWire.Currency> currencies)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        Keep("version", organisation.Version);
        Keep("shortCode", organisation.ShortCode);
        Keep("isDemoCompany", organisation.IsDemoCompany is true ? "true" : null);
        return new Company
        {
            RemoteId = tenantId,
            Name = organisation.Name ?? "",
            BaseCurrency = organisation.BaseCurrency!,
            Country = organisation.CountryCode,
            Currencies = [.. currencies.Select(currency => currency.Code).OfType<string>().Append(organisation.BaseCurrency!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            LockedThrough = Later(XeroText.ReadDate(organisation.PeriodLockDate), XeroText.ReadDate(organisation.EndOfYearLockDate)),
            Details = details,
        };

        void Keep(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                details[name] = value;
            }
        }
    }

    /// <summary>Null for deleted accounts and for ones of a class that is not known.</summary>
    public static RemoteAccount? ToAccount(XeroWire.Account account)
    {
        AccountKind? kind = (account.Type, account.Class) switch
        {
            ("BANK", _) => account.BankAccountType == "CREDITCARD" ? AccountKind.CreditCard : AccountKind.Bank,
            (_, "ASSET") => AccountKind.Asset,
            (_, "LIABILITY") => AccountKind.Liability,
            (_, "EQUITY") => AccountKind.Equity,
            (_, "REVENUE") => AccountKind.Income,
            (_, "EXPENSE") => AccountKind.Expense,
            _ => null,
        };
        return kind is null || account is not { AccountID: { } id, Name: { } name, Type: { } type } || account.Status == Deleted
            ? null
            : new RemoteAccount(id, string.IsNullOrEmpty(account.Code) ? null : account.Code, name, kind.Value, type, string.IsNullOrEmpty(account.CurrencyCode) ? null : account.CurrencyCode, account.Status == Active);
    }

    public static RemoteTaxCode? ToTaxCode(XeroWire.TaxRate rate) =>
        rate.TaxType is { } id && rate.Status != Deleted ? new RemoteTaxCode(id, rate.Name ?? id, rate.EffectiveRate, rate.Status is null or Active) : null;

    private static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null ? other : other is null ? one : one > other ? one : other;

    /// <summary>The first member whose value in Xero is not the one sent; what an answer leaves out counts as kept.</summary>
    private static string? Difference(XeroWire.BankTransaction sent, XeroWire.BankTransaction echo)
    {
        var line = sent.LineItems![0];
        var kept = echo.LineItems is [var only] ? only : null;
        return echo.Total is { } total && total != line.UnitAmount ? "Total"
            : echo.Type is { } type && type != sent.Type ? "Type"
            : sent.CurrencyCode is not null && echo.CurrencyCode is { } currency && currency != sent.CurrencyCode ? "CurrencyCode"
            : XeroText.ReadDate(echo.Date) is { } on && on != XeroText.ReadDate(sent.Date) ? "Date"
            : echo.LineItems is { Count: > 0 } && kept is null ? "LineItems"
            : kept is not null && kept.AccountCode != line.AccountCode ? "LineItems.AccountCode"
            : kept is not null && line.TaxType is not null && kept.TaxType != line.TaxType ? "LineItems.TaxType"
            : null;
    }

    private static string AlteredText(string member, XeroWire.BankTransaction echo)
    {
        var warnings = string.Join(" ", (echo.Warnings ?? []).Select(warning => warning.Text).Where(text => text.Length > 0));
        return $"Xero wrote another {member} than was sent{(warnings.Length > 0 ? $": {warnings}" : ".")}";
    }
}
