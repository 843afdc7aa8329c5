using System.Globalization;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>Our documents to QuickBooks' entities and back. Pure. The table of fields with its sources is MAPPING.md.</summary>
internal static class QuickBooksTranslation
{
    public const string MultiCurrency = "MultiCurrencyEnabled";
    public const string UsingSalesTax = "UsingSalesTax";
    public const string UsesUsTaxModel = "UsesUsTaxModel";

    private const string NonTaxable = "NON";

    /// <summary>15 digits with 5 decimals.</summary>
    private const decimal MaxAmount = 9_999_999_999m;

    public static Company Company(
        string realmId, WireCompanyInfo info, WirePreferences preferences, IReadOnlyList<WireCompanyCurrency> currencies, WireTaxSetup tax, string homeCurrency)
    {
        var country = Countries.Alpha2(info.Country);
        var multiCurrency = preferences.CurrencyPrefs?.MultiCurrencyEnabled == true;
        return new Company
        {
            RemoteId = realmId,
            Name = Name(info, realmId),
            BaseCurrency = homeCurrency,
            Country = country,
            Currencies = multiCurrency
                ? [.. currencies.Where(c => c.Active != false).Select(c => c.Code).OfType<string>().Prepend(homeCurrency).Distinct(StringComparer.Ordinal)]
                : [homeCurrency],
            LockedThrough = DateOnly.TryParseExact(preferences.AccountingInfoPrefs?.BookCloseDate, "yyyy-MM-dd", out var closed) ? closed : null,
            Details = new Dictionary<string, string>(TaxRates.Details(tax), StringComparer.Ordinal)
            {
                [MultiCurrency] = Flag(multiCurrency),
                [UsingSalesTax] = Flag(preferences.TaxPrefs?.UsingSalesTax == true),
                [UsesUsTaxModel] = Flag(IsUs(info.Country, homeCurrency)),
                ["CustomTxnNumbers"] = Flag(preferences.SalesFormsPrefs?.CustomTxnNumbers == true),
                ["OfferingSku"] = info.NameValue?.FirstOrDefault(pair => pair.Name == "OfferingSku")?.Value ?? "",
            },
        };
    }

    /// <summary>A company that names no country and keeps its books in dollars is taken for one of the US, where more is forbidden.</summary>
    public static bool IsUs(string? country, string homeCurrency) => Countries.Alpha2(country) is var known && (known is "US" || (known is null && homeCurrency == "USD"));

    public static string Name(WireCompanyInfo info, string realmId) =>
        info.CompanyName is { Length: > 0 } name ? name : info.LegalName is { Length: > 0 } legal ? legal : $"QuickBooks company {realmId}";

    public static RemoteAccount Account(WireAccount account) => new(
        account.Id,
        account.AcctNum is { Length: > 0 } number ? number : null,
        account.FullyQualifiedName ?? account.Name ?? account.Id,
        Kind(account),
        account.AccountType ?? "",
        account.CurrencyRef?.Value,
        account.Active != false)
    {
        ParentRemoteId = account.SubAccount != false && account.ParentRef?.Value is { Length: > 0 } parent ? parent : null,
    };

    /// <summary>Rates that depend on each other, or differ between sales and purchases, have no one figure: null.</summary>
    public static RemoteTaxCode TaxCode(WireTaxCode code, IReadOnlyDictionary<string, decimal> rates)
    {
        decimal?[] sums = [Sum(code.SalesTaxRateList, rates), Sum(code.PurchaseTaxRateList, rates)];
        var lists = new[] { code.SalesTaxRateList, code.PurchaseTaxRateList };
        var present = sums.Where((_, i) => lists[i]?.TaxRateDetail is { Count: > 0 }).Distinct().ToList();
        return new RemoteTaxCode(code.Id, code.Name ?? code.Id, present.Count == 1 ? present[0] : null, code.Active != false);
    }

    /// <summary>A US company computes sales tax by itself, on sales only: what can be said of a bank transaction is that it has none.</summary>
    public static bool IsUsable(Company company, WireTaxCode code) => !IsUs(company) || code.Id == NonTaxable;

    public static bool IsUs(Company company) => Is(company, UsesUsTaxModel);

    /// <summary>The kind of entity an entry becomes. Cards have no deposits: money that comes back to one is a purchase with Credit set.</summary>
    public static string EntityOf(TransactionEntry entry) =>
        entry.Document.Amount.Amount < 0 || entry.BankAccount.Kind == AccountKind.CreditCard ? QuickBooksId.Purchase : QuickBooksId.Deposit;

    public static IReadOnlyList<ReadinessProblem> Check(Company company, TransactionEntry entry)
    {
        var problems = new List<ReadinessProblem>();
        void Add(string code, string text, string? field = null) => problems.Add(new ReadinessProblem(code, text, field));

        var amount = entry.Document.Amount;
        var bank = entry.BankAccount;
        if (bank.Kind is not (AccountKind.Bank or AccountKind.CreditCard))
        {
            Add("bank_account_type", $"{bank.Display} is of type {bank.Type}. QuickBooks pays from and deposits to accounts of type Bank or Credit Card: map the bank account to one of these.", "BankAccount");
        }

        if (entry.PostingAccount.RemoteId == bank.RemoteId)
        {
            Add("posting_account_is_bank_account", $"{bank.Display} is both the bank account and the account to post to. Map the category to another account.", "PostingAccount");
        }

        if (entry.PostingAccount.Type is "Accounts Receivable" or "Accounts Payable")
        {
            Add("posting_account_type", $"{entry.PostingAccount.Display} is of type {entry.PostingAccount.Type}, which QuickBooks keeps for invoices, bills and their payments. Map the category to another account.", "PostingAccount");
        }

        if (Math.Abs(amount.Amount) > MaxAmount)
        {
            Add("amount_too_large", $"QuickBooks takes amounts up to {MaxAmount.ToString("N0", CultureInfo.InvariantCulture)}; this is {amount}.", "Amount");
        }

        if (amount.Amount != decimal.Round(amount.Amount, 2))
        {
            Add("amount_decimals", $"{amount} has more than 2 decimals, and QuickBooks' totals have 2. Correct the amount.", "Amount");
        }

        if (amount.Currency != company.BaseCurrency && entry.ExchangeRate is not > 0)
        {
            Add("exchange_rate_missing", $"QuickBooks would take 1 {amount.Currency} for 1 {company.BaseCurrency}, or a rate of its own. Give the transaction a rate for {company.BaseCurrency}.", "Rates");
        }

        if (bank.Currency is { } accountCurrency && accountCurrency != company.BaseCurrency && accountCurrency != amount.Currency)
        {
            Add("bank_account_currency", $"{bank.Display} is kept in {accountCurrency} and takes no transactions in {amount.Currency}. Map the bank account to one in {amount.Currency}.", "BankAccount");
        }

        if (entry.TaxCode is { } tax)
        {
            CheckTax(company, entry, tax, Add);
        }

        if (entry.Existing is { } existing && QuickBooksId.Parse(existing.RemoteId) is var id && id.Entity != EntityOf(entry))
        {
            Add(
                "entity_changed",
                $"It stands in QuickBooks as {Article(id.Entity)} (id {id.Id}) and would now be {Article(EntityOf(entry))}, because money out became money in or the account changed between a bank and a card. QuickBooks cannot turn one into the other: delete it there, then export again.",
                "Amount");
        }

        return problems;
    }

    public static WireBatchItem ToWire(Company company, TransactionEntry entry, string batchId)
    {
        if (entry.Role != EntryRole.Booking)
        {
            throw new ArgumentException("QuickBooks entries are changed in place: there are no reversals.", nameof(entry));
        }

        var entity = EntityOf(entry);
        var transaction = entity == QuickBooksId.Purchase ? Purchase(company, entry) : Deposit(company, entry);
        if (entry.Existing is { } existing)
        {
            transaction = transaction with { Id = QuickBooksId.Parse(existing.RemoteId).Id, SyncToken = existing.Version, Sparse = true };
        }

        return new WireBatchItem
        {
            BatchId = batchId,
            Operation = entry.Existing is null ? "create" : "update",
            Purchase = entity == QuickBooksId.Purchase ? transaction : null,
            Deposit = entity == QuickBooksId.Deposit ? transaction : null,
        };
    }

    public static RemoteEntry Entry(string entity, WireTransaction transaction) =>
        new(new QuickBooksId(entity, transaction.Id!).ToString(), transaction.DocNumber, transaction.SyncToken);

    public static FoundTransaction Found(Company company, string entity, WireTransaction transaction)
    {
        var key = EntryKey.FindIn(transaction.DocNumber) ?? QuickBooksText.KeyOf(transaction.PrivateNote);
        var total = transaction.TotalAmt ?? 0;
        var signed = entity == QuickBooksId.Purchase && transaction.Credit != true ? -total : total;
        return new FoundTransaction(
            Entry(entity, transaction),
            key,
            transaction.TxnDate ?? default,
            new Money(signed, transaction.CurrencyRef?.Value ?? company.BaseCurrency),
            transaction.PrivateNote ?? transaction.Line?.Select(line => line.Description).FirstOrDefault(text => text is { Length: > 0 }));
    }

    /// <summary>Voiding keeps the record with zero amounts and a note that begins so.</summary>
    public static bool IsVoided(WireTransaction transaction) =>
        transaction.TotalAmt is null or 0 && transaction.PrivateNote?.StartsWith("Voided", StringComparison.OrdinalIgnoreCase) == true;

    private static void CheckTax(Company company, TransactionEntry entry, RemoteTaxCode tax, Action<string, string, string?> add)
    {
        if (IsUs(company))
        {
            if (tax.RemoteId != NonTaxable)
            {
                add("tax_code_not_supported", $"QuickBooks computes US sales tax on sales only: a bank transaction cannot carry the tax code {tax.Name}. Remove the mapping or the default tax code.", "TaxCode");
            }

            return;
        }

        if (!Is(company, UsingSalesTax))
        {
            add("tax_not_enabled", $"{company.Name} has no tax set up in QuickBooks, which would drop the tax code {tax.Name} without a word. Set up tax there, or remove the tax code here.", "TaxCode");
        }
        else if (tax.Rate is null)
        {
            add("tax_rate_unknown", $"The tax code {tax.Name} has no single rate (compound, or different for sales and purchases), so the net amount cannot be computed. Use another tax code.", "TaxCode");
        }
        else if (EntityOf(entry) == QuickBooksId.Deposit)
        {
            CheckDepositTax(company, entry, tax, add);
        }
    }

    private static void CheckDepositTax(Company company, TransactionEntry entry, RemoteTaxCode tax, Action<string, string, string?> add)
    {
        if (TaxRates.OnSales(company, tax.RemoteId) is not { } rates)
        {
            add("tax_rates_missing", $"Which rates the tax code {tax.Name} has for sales is not known here, and QuickBooks wants each of them named with a deposit's tax. Refresh the accounts; if it stays so, the code is for purchases only: use another.", "TaxCode");
        }
        else if (entry.Existing is not null && !TaxSplit.Of(entry.Document.Amount, rates).IsWhatQuickBooksComputes)
        {
            add("tax_rounding", $"A deposit that stands in QuickBooks cannot be changed together with its tax, and the tax QuickBooks computes by itself at {tax.Rate} % does not add up to exactly {entry.Document.Amount}. Delete the deposit there, then export again.", "TaxCode");
        }
    }

    private static WireTransaction Purchase(Company company, TransactionEntry entry)
    {
        var gross = Math.Abs(entry.Document.Amount.Amount);
        var tax = TaxOf(company, entry);
        var card = entry.BankAccount.Kind == AccountKind.CreditCard;
        return Common(company, entry) with
        {
            PaymentType = card ? "CreditCard" : "Cash",
            AccountRef = new WireRef(entry.BankAccount.RemoteId),
            Credit = card ? entry.Document.Amount.Amount > 0 : null,
            EntityRef = ContactOf(company, entry) is { } contact ? new WireRef(contact.Id, Type: contact.Entity) : null,
            GlobalTaxCalculation = IsUs(company) ? null : tax is null ? "NotApplicable" : "TaxInclusive",
            Line =
            [
                new WireLine
                {
                    DetailType = "AccountBasedExpenseLineDetail",
                    Amount = tax is null ? gross : TaxSplit.NetOf(entry.Document.Amount, tax.Rate!.Value),
                    Description = LineText(company, entry),
                    AccountBasedExpenseLineDetail = new WireExpenseDetail(
                        new WireRef(entry.PostingAccount.RemoteId),
                        tax is null ? null : new WireRef(tax.RemoteId),
                        tax is null ? null : gross),
                },
            ],
        };
    }

    private static WireTransaction Deposit(Company company, TransactionEntry entry)
    {
        var tax = TaxOf(company, entry);
        var split = tax is null ? null : SplitOf(company, entry, tax);
        return Common(company, entry) with
        {
            DepositToAccountRef = new WireRef(entry.BankAccount.RemoteId),
            GlobalTaxCalculation = IsUs(company) ? null : tax is null ? "NotApplicable" : "TaxExcluded",
            Line =
            [
                new WireLine
                {
                    DetailType = "DepositLineDetail",
                    Amount = split?.Net ?? entry.Document.Amount.Amount,
                    Description = LineText(company, entry),
                    DepositLineDetail = new WireDepositDetail(
                        new WireRef(entry.PostingAccount.RemoteId),
                        ContactOf(company, entry) is { } contact ? new WireRef(contact.Id, Type: contact.Entity.ToUpperInvariant()) : null,
                        tax is null ? null : new WireRef(tax.RemoteId),
                        tax is null ? null : "Sales"),
                },
            ],
            // An update that may change the amount leaves the tax to QuickBooks, as Intuit asks; Check has seen that it computes the same.
            TxnTaxDetail = split is null || entry.Existing is not null ? null : TaxDetail(split),
        };
    }

    private static WireTransaction Common(Company company, TransactionEntry entry)
    {
        var document = entry.Document;
        var foreign = document.Amount.Currency != company.BaseCurrency;
        return new WireTransaction
        {
            DocNumber = entry.EntryKey,
            TxnDate = document.TransactedOn,
            PrivateNote = QuickBooksText.Note(document.SourceReference, document.Description, entry.EntryKey, IsUs(company)),
            CurrencyRef = foreign || Is(company, MultiCurrency) ? new WireRef(document.Amount.Currency) : null,
            ExchangeRate = foreign ? entry.ExchangeRate : null,
        };
    }

    private static RemoteTaxCode? TaxOf(Company company, TransactionEntry entry) => IsUs(company) ? null : entry.TaxCode;

    /// <summary>
    /// The contact, unless it has another currency than the document: QuickBooks would refuse the entry, or for a deposit silently book it in
    /// the contact's currency. The counterparty then stands in the text alone.
    /// </summary>
    private static QuickBooksId? ContactOf(Company company, TransactionEntry entry) =>
        entry.ContactId is { Length: > 0 } text && QuickBooksId.Parse(text) is var contact
            && (contact.Currency ?? company.BaseCurrency) == entry.Document.Amount.Currency
                ? contact
                : null;

    private static string LineText(Company company, TransactionEntry entry) => EntryText.Line(
        entry,
        entry.Document.Counterparty is { Length: > 0 } name ? $"{name}: {entry.Document.Description}" : entry.Document.Description,
        namesCounterparty: true,
        QuickBooksText.MaxNote,
        (text, length) => QuickBooksText.Fit(text, length, IsUs(company)));

    private static TaxSplit SplitOf(Company company, TransactionEntry entry, RemoteTaxCode tax) => TaxSplit.Of(
        entry.Document.Amount,
        TaxRates.OnSales(company, tax.RemoteId) ?? throw new ArgumentException($"The rates of the tax code {tax.Name} are not known; Check would have said so.", nameof(entry)));

    private static WireTaxDetail TaxDetail(TaxSplit split) => new(
        split.Tax,
        [.. split.Taxes.Select(tax => new WireTaxLine(
            tax.Amount, "TaxLineDetail", new WireTaxLineDetail(new WireRef(tax.Rate.RateId), PercentBased: true, tax.Rate.Percent, split.Net)))]);

    private static decimal? Sum(WireTaxRateList? list, IReadOnlyDictionary<string, decimal> rates)
    {
        decimal sum = 0;
        foreach (var detail in list?.TaxRateDetail ?? [])
        {
            if (!TaxRates.IsPlain(detail) || !rates.TryGetValue(detail.TaxRateRef!.Value!, out var rate))
            {
                return null;
            }

            sum += rate;
        }

        return sum;
    }

    private static AccountKind Kind(WireAccount account) => account.AccountType switch
    {
        "Bank" => AccountKind.Bank,
        "Credit Card" => AccountKind.CreditCard,
        "Accounts Receivable" or "Other Current Asset" or "Fixed Asset" or "Other Asset" => AccountKind.Asset,
        "Accounts Payable" or "Other Current Liability" or "Long Term Liability" => AccountKind.Liability,
        "Equity" => AccountKind.Equity,
        "Income" or "Other Income" => AccountKind.Income,
        "Cost of Goods Sold" or "Expense" or "Other Expense" => AccountKind.Expense,
        _ => account.Classification switch
        {
            "Asset" => AccountKind.Asset,
            "Liability" => AccountKind.Liability,
            "Equity" => AccountKind.Equity,
            "Revenue" => AccountKind.Income,
            _ => AccountKind.Expense,
        },
    };

    private static string Article(string entity) => entity == QuickBooksId.Purchase ? "an expense (Purchase)" : $"a deposit ({entity})";

    private static bool Is(Company company, string detail) => company.Details.TryGetValue(detail, out var value) && value == "true";

    private static string Flag(bool value) => value ? "true" : "false";
}
