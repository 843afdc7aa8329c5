using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Imports;
using OrleansLedger.Domain.Mappings;

namespace OrleansLedger.Demo.Plan;

/// <summary>
/// What a bookkeeper would choose on a connection's settings page, by the names in the company's chart: an account or tax code for every
/// category,
/// bank account and tax code of the sample, and defaults for transactions without them.
/// </summary>
internal sealed class ChartChoices
{
    /// <summary>Words by which people recognise the account of a category, in the languages of the charts; the first that fits wins.</summary>
    private static readonly (string Category, AccountKind Kind, string[] Words)[] s_categories =
    [
        ("sales", AccountKind.Income, ["Sales", "Försäljning"]),
        ("interest", AccountKind.Income, ["Interest Income", "Interest", "Ränteintäkter"]),
        ("other-income", AccountKind.Income, ["Other Revenue", "Other", "Övriga ersättningar"]),
        ("office", AccountKind.Expense, ["Stationery", "Office Supplies", "Office", "Kontorsmateriel"]),
        ("travel", AccountKind.Expense, ["Travel", "Resekostnader"]),
        ("meals", AccountKind.Expense, ["Entertainment", "Meals", "Representation"]),
        ("software", AccountKind.Expense, ["Software", "Dues & subscriptions", "Programvaror"]),
        ("hosting", AccountKind.Expense, ["Telephone & Internet", "Internet", "Computer", "Datakommunikation"]),
        ("rent", AccountKind.Expense, ["Rent", "Lokalhyra"]),
        ("utilities", AccountKind.Expense, ["Light, Power", "Utilities", "El för belysning"]),
        ("marketing", AccountKind.Expense, ["Advertising", "Annonsering"]),
        ("insurance", AccountKind.Expense, ["Insurance", "Företagsförsäkringar"]),
        ("bank-fees", AccountKind.Expense, ["Bank Fees", "Bank Charges", "Bankkostnader"]),
        ("shipping", AccountKind.Expense, ["Freight", "Shipping", "Frakter"]),
        ("professional-fees", AccountKind.Expense, ["Consulting", "Legal", "Accounting", "Konsultarvoden"]),
        ("equipment", AccountKind.Expense, ["Repair", "Equipment", "Förbrukningsinventarier"]),
    ];

    /// <summary>The tax codes of the sample, by the names of the remote codes; the others are <see cref="s_untaxed"/>.</summary>
    private static readonly (string TaxCode, string[] Names)[] s_taxCodes =
    [
        ("input-standard", ["20% (VAT on Expenses)", "Tax on Purchases", "20.0% S"]),
        ("input-reduced", ["5% (VAT on Expenses)", "Tax on Purchases", "5.0% R"]),
        ("output-standard", ["20% (VAT on Income)", "Tax on Sales", "20.0% S"]),
    ];

    /// <summary>What companies call the code that taxes nothing.</summary>
    private static readonly string[] s_untaxed = ["No VAT", "Tax Exempt", "NON", "Exempt"];

    private readonly string _baseCurrency;
    private readonly IReadOnlyList<RemoteAccount> _accounts;
    private readonly IReadOnlyList<RemoteTaxCode> _taxCodes;
    private readonly Dictionary<string, RemoteAccount> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RemoteAccount> _bankAccounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RemoteTaxCode> _taxCodesOf = new(StringComparer.Ordinal);
    private readonly RemoteAccount _bank;
    private readonly RemoteAccount _expense;
    private readonly RemoteAccount _income;

    /// <exception cref="DemoException">The chart has no bank account, no income or no expense account.</exception>
    public ChartChoices(string company, string baseCurrency, IReadOnlyList<RemoteAccount> accounts, IReadOnlyList<RemoteTaxCode> taxCodes, IReadOnlyList<ImportedTransaction> transactions)
    {
        _baseCurrency = baseCurrency;
        _accounts = [.. accounts.Where(account => account.Active).OrderBy(account => account.Code ?? "~", StringComparer.Ordinal)];
        _taxCodes = [.. taxCodes.Where(code => code.Active)];
        _bank = BankIn(baseCurrency, isCard: false) ?? throw Lacking(company, "bank account");
        _expense = Named(AccountKind.Expense, ["General Expenses", "Miscellaneous", "Övriga externa kostnader", "Övriga"]) ?? throw Lacking(company, "expense account");
        _income = Named(AccountKind.Income, ["Other Revenue", "Other", "Övriga", "Sales", "Försäljning"]) ?? throw Lacking(company, "income account");
        foreach (var (category, kind, words) in s_categories)
        {
            if (_accounts.Where(account => account.Kind == kind && words.Any(word => Has(account.Name, word))).MinBy(account => words.TakeWhile(word => !Has(account.Name, word)).Count()) is { } account)
            {
                _categories[category] = account;
            }
        }

        foreach (var transaction in transactions)
        {
            if (transaction.BankAccount is { } name)
            {
                _bankAccounts.TryAdd(name, BankIn(transaction.Amount.Currency, Has(name, "card") || Has(name, "kort")) ?? _bank);
            }

            // A category that no account is named like.
            if (transaction.Category is { } category)
            {
                _categories.TryAdd(category, transaction.Amount.Amount < 0 ? _expense : _income);
            }

            if (transaction.TaxCode is { } taxCode && TaxCodeNamed(NamesOf(taxCode)) is { } code)
            {
                _taxCodesOf[taxCode] = code;
            }
        }
    }

    public ConnectionSettings Settings => new()
    {
        DefaultBankAccount = _bank.RemoteId,
        DefaultExpenseAccount = _expense.RemoteId,
        DefaultIncomeAccount = _income.RemoteId,
        DefaultTaxCode = TaxCodeNamed(s_untaxed)?.RemoteId,
        DefaultCounterparty = "Unknown counterparty",
    };

    public IReadOnlyList<MappingRule> Rules =>
    [
        .. _categories.Select(pair => new MappingRule(MappingKind.Category, pair.Key, pair.Value.RemoteId)),
        .. _bankAccounts.Select(pair => new MappingRule(MappingKind.BankAccount, pair.Key, pair.Value.RemoteId)),
        .. _taxCodesOf.Select(pair => new MappingRule(MappingKind.TaxCode, pair.Key, pair.Value.RemoteId)),
    ];

    public RemoteAccount BankAccountOf(ImportedTransaction transaction) =>
        transaction.BankAccount is { } name && _bankAccounts.TryGetValue(name, out var account) ? account : BankIn(transaction.Amount.Currency, isCard: false) ?? _bank;

    public RemoteAccount PostingAccountOf(ImportedTransaction transaction) =>
        transaction.Category is { } category && _categories.TryGetValue(category, out var account) ? account
        : transaction.Amount.Amount < 0 ? _expense : _income;

    /// <summary>The names of the remote codes of a tax code of the sample; those without tax where it is none of the taxed ones.</summary>
    private static string[] NamesOf(string taxCode) => [.. s_taxCodes.Where(pair => pair.TaxCode == taxCode).SelectMany(pair => pair.Names), .. s_untaxed];

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private RemoteTaxCode? TaxCodeNamed(string[] names) =>
        names.Select(name => _taxCodes.FirstOrDefault(code => code.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(code => code is not null);

    private static DemoException Lacking(string company, string what) => new($"The chart of accounts of {company} has no {what}. The sandbox's companies come with one; look at its log.");

    private RemoteAccount? Named(AccountKind kind, string[] words) =>
        words.Select(word => _accounts.FirstOrDefault(account => account.Kind == kind && Has(account.Name, word))).FirstOrDefault(account => account is not null)
        ?? _accounts.FirstOrDefault(account => account.Kind == kind);

    /// <summary>
    /// A bank account or card kept in the currency; where the chart has none (some charts say no currency at all), null for a foreign currency
    /// and the ordinary bank account for the company's own.
    /// </summary>
    private RemoteAccount? BankIn(string currency, bool isCard)
    {
        var wanted = isCard ? AccountKind.CreditCard : AccountKind.Bank;
        var candidates = _accounts.Where(account => account.Kind is AccountKind.Bank or AccountKind.CreditCard).ToList();
        return candidates.Find(account => account.Currency == currency && account.Kind == wanted)
            ?? candidates.Find(account => account.Currency == currency)
            ?? (currency == _baseCurrency
                ? candidates.Find(account => account.Currency is null && account.Kind == wanted && (Has(account.Name, "konto") || Has(account.Name, "Checking") || Has(account.Name, "Bank Account")))
                  ?? candidates.Find(account => account.Currency is null)
                : null);
    }
}
