using System.Security.Cryptography;
using System.Text;
using OrleansLedger.Sandbox.Xero.Books;

namespace OrleansLedger.Sandbox.Xero;

/// <summary>A young organisation's chart of accounts and tax rates: the UK edition's, or a global one with the given currency.</summary>
internal static class XeroChart
{
    private static readonly string[] All = ["ASSET", "EQUITY", "EXPENSE", "LIABILITY", "REVENUE"];
    private static readonly string[] Purchases = ["ASSET", "EQUITY", "EXPENSE", "LIABILITY"];
    private static readonly string[] Sales = ["ASSET", "EQUITY", "LIABILITY", "REVENUE"];

    /// <summary>Units per one unit of GBP, USD, ... around the middle of 2026; only their plausibility matters.</summary>
    private static readonly Dictionary<string, decimal> UsdPer = new(StringComparer.Ordinal)
    {
        ["GBP"] = 1.27m, ["EUR"] = 1.09m, ["USD"] = 1m, ["JPY"] = 0.0067m, ["SEK"] = 0.095m, ["NOK"] = 0.093m, ["DKK"] = 0.146m, ["AUD"] = 0.66m, ["NZD"] = 0.6m, ["CHF"] = 1.12m, ["CAD"] = 0.73m,
    };

    public static XeroCompany Company(string id, string name, string country, string currency, IReadOnlyList<string> foreign, DateTime now)
    {
        var isUk = country == "GB";
        var company = new XeroCompany
        {
            Id = id,
            Name = name,
            BaseCurrency = currency,
            Country = country,
            Version = isUk ? "UK" : country == "US" ? "US" : "GLOBAL",
            ShortCode = "!" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..5],
            CreatedAt = now,
        };
        company.Currencies.Add(currency);
        foreach (var other in foreign)
            if (!company.Currencies.Contains(other)) company.Currencies.Add(other);
        foreach (var other in company.Currencies)
            company.DayRates[other] = other == currency ? 1m : decimal.Round(UsdPer.GetValueOrDefault(currency, 1m) / UsdPer.GetValueOrDefault(other, 1m), 6);

        company.TaxRates.AddRange(isUk ? UkRates() : GlobalRates());
        var (sales, input, none) = isUk ? ("OUTPUT2", "INPUT2", "NONE") : ("OUTPUT", "INPUT", "NONE");
        void Add(string? code, string title, string type, string tax, string? system = null, string? bankCurrency = null, string? number = null, bool payments = false)
        {
            var account = new XeroAccount
            {
                AccountId = IdOf($"{id}/account/{code ?? title}"),
                Code = code,
                Name = title,
                Type = type,
                TaxType = tax,
                SystemAccount = system,
                CurrencyCode = bankCurrency,
                BankAccountNumber = number,
                BankAccountType = type == "BANK" ? "BANK" : null,
                EnablePaymentsToAccount = payments,
                UpdatedAt = now,
            };
            company.Accounts[account.AccountId] = account;
        }

        Add("090", "Business Bank Account", "BANK", none, bankCurrency: currency, number: "20305100112233");
        Add("091", "Business Savings Account", "BANK", none, bankCurrency: currency, number: "20305100112244");
        var next = 92;
        foreach (var other in company.Currencies.Skip(1)) Add($"{next++:000}", $"Business Bank Account {other}", "BANK", none, bankCurrency: other, number: $"203051009900{next}");
        Add(null, "Company Card", "BANK", none, bankCurrency: currency, number: "4321");
        Add("200", "Sales", "REVENUE", sales);
        Add("260", "Other Revenue", "REVENUE", sales);
        Add("270", "Interest Income", "REVENUE", none);
        Add("310", "Cost of Goods Sold", "DIRECTCOSTS", input);
        Add("400", "Advertising & Marketing", "OVERHEADS", input);
        Add("401", "Audit & Accountancy fees", "OVERHEADS", input);
        Add("404", "Bank Fees", "OVERHEADS", none);
        Add("408", "Cleaning", "OVERHEADS", input);
        Add("412", "Consulting", "OVERHEADS", input);
        Add("420", "Entertainment", "OVERHEADS", none);
        Add("425", "Postage, Freight & Courier", "OVERHEADS", input);
        Add("429", "General Expenses", "OVERHEADS", input);
        Add("433", "Insurance", "OVERHEADS", none);
        Add("445", "Light, Power, Heating", "OVERHEADS", input);
        Add("461", "Printing & Stationery", "OVERHEADS", input);
        Add("463", "IT Software and Consumables", "OVERHEADS", input);
        Add("469", "Rent", "OVERHEADS", input);
        Add("473", "Repairs & Maintenance", "OVERHEADS", input);
        Add("477", "Salaries", "OVERHEADS", none);
        Add("485", "Subscriptions", "OVERHEADS", input);
        Add("489", "Telephone & Internet", "OVERHEADS", input);
        Add("493", "Travel - National", "OVERHEADS", input);
        Add("494", "Travel - International", "OVERHEADS", none);
        Add("499", "Realised Currency Gains", "EXPENSE", none, system: "REALISEDCURRENCYGAIN");
        Add("610", "Accounts Receivable", "CURRENT", none, system: "DEBTORS");
        Add("620", "Prepayments", "CURRENT", none);
        Add("630", "Inventory", "INVENTORY", none);
        Add("710", "Office Equipment", "FIXED", input);
        Add("800", "Accounts Payable", "CURRLIAB", none, system: "CREDITORS");
        Add("805", "Accruals", "CURRLIAB", none);
        Add("820", "VAT", "CURRLIAB", none, system: "GST");
        Add("835", "Directors' Loan Account", "CURRLIAB", none, payments: true);
        Add("860", "Rounding", "CURRLIAB", none, system: "ROUNDING");
        Add("900", "Loan", "TERMLIAB", none);
        Add("950", "Capital - x,xxx Ordinary Shares", "EQUITY", none);
        Add("960", "Retained Earnings", "EQUITY", none, system: "RETAINEDEARNINGS");
        return company;
    }

    /// <summary>The same id for the same thing after every reset.</summary>
    public static Guid IdOf(string seed) => new(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16));

    private static IEnumerable<XeroTaxRate> UkRates() =>
    [
        new("OUTPUT2", "20% (VAT on Income)", 20m, Sales),
        new("INPUT2", "20% (VAT on Expenses)", 20m, Purchases),
        new("RROUTPUT", "5% (VAT on Income)", 5m, Sales),
        new("RRINPUT", "5% (VAT on Expenses)", 5m, Purchases),
        new("ZERORATEDOUTPUT", "Zero Rated Income", 0m, Sales),
        new("ZERORATEDINPUT", "Zero Rated Expenses", 0m, Purchases),
        new("EXEMPTOUTPUT", "Exempt Income", 0m, Sales),
        new("EXEMPTINPUT", "Exempt Expenses", 0m, Purchases),
        new("NONE", "No VAT", 0m, All),
    ];

    private static IEnumerable<XeroTaxRate> GlobalRates() =>
    [
        new("OUTPUT", "Tax on Sales", 0m, Sales),
        new("INPUT", "Tax on Purchases", 0m, Purchases),
        new("GSTONIMPORTS", "Sales Tax on Imports", 0m, Purchases),
        new("NONE", "Tax Exempt", 0m, All),
    ];
}
