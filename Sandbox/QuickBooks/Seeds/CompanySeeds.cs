using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Seeds;

/// <summary>Fills a new company's books: settings, accounts, taxes, currencies, a few names.</summary>
internal sealed class CompanySeeds(Ledger ledger)
{
    public const string Plus = "QuickBooks Online Plus";

    /// <summary>Home units for one foreign unit are computed from these US dollars for one unit.</summary>
    private static readonly Dictionary<string, decimal> InUsd = new(StringComparer.Ordinal)
    {
        ["USD"] = 1m, ["EUR"] = 1.0850m, ["GBP"] = 1.2700m, ["SEK"] = 0.0960m, ["NOK"] = 0.0940m, ["DKK"] = 0.1455m, ["JPY"] = 0.0067m, ["CAD"] = 0.7350m,
    };

    private static readonly Dictionary<string, string> Currency = new(StringComparer.Ordinal) { ["US"] = "USD", ["GB"] = "GBP", ["CA"] = "CAD", ["AU"] = "AUD", ["NZ"] = "NZD", ["IN"] = "INR", ["SE"] = "SEK", ["IE"] = "EUR", ["FR"] = "EUR", ["DE"] = "EUR" };

    private static readonly Dictionary<string, TimeSpan> Offsets = new(StringComparer.Ordinal)
    {
        ["US"] = TimeSpan.FromHours(-8), ["CA"] = TimeSpan.FromHours(-5), ["AU"] = TimeSpan.FromHours(10), ["SE"] = TimeSpan.FromHours(1), ["FR"] = TimeSpan.FromHours(1), ["DE"] = TimeSpan.FromHours(1), ["IN"] = TimeSpan.FromHours(5.5),
    };

    /// <param name="isMultiCurrency">Once on, it cannot be switched off in the product either.</param>
    public QuickBooksCompany Create(string realm, string name, string country, string? currency = null, bool isMultiCurrency = true, string plan = Plus)
    {
        country = country.ToUpperInvariant();
        var company = new QuickBooksCompany
        {
            Id = realm,
            Name = name,
            Country = country,
            BaseCurrency = currency ?? Currency.GetValueOrDefault(country, "USD"),
            UtcOffset = Offsets.GetValueOrDefault(country),
        };
        SeedInfo(company, plan);
        SeedPreferences(company, isMultiCurrency);
        if (isMultiCurrency) SeedCurrencies(company);
        foreach (var account in ChartOfAccounts.For(country, company.BaseCurrency, isMultiCurrency)) SeedAccount(company, account);
        TaxSeeds.Seed(ledger, company);
        SeedNames(company);
        ListSeeds.Seed(ledger, company);
        return company;
    }

    private void SeedInfo(QuickBooksCompany company, string plan)
    {
        var address = new JsonObject { ["Id"] = "1", ["Line1"] = "1 Sample Street", ["City"] = "Sampleton", ["Country"] = company.IsUs ? "USA" : company.Country == "GB" ? "GBR" : company.Country };
        ledger.Seed(company, EntityCatalog.CompanyInfo, new JsonObject
        {
            ["Id"] = "1",
            ["CompanyName"] = company.Name,
            ["LegalName"] = company.Name,
            ["CompanyAddr"] = address,
            ["CustomerCommunicationAddr"] = address.DeepClone(),
            ["LegalAddr"] = address.DeepClone(),
            ["PrimaryPhone"] = new JsonObject(),
            ["CompanyStartDate"] = "2024-01-01",
            ["FiscalYearStartMonth"] = "January",
            ["Country"] = company.Country,
            ["Email"] = new JsonObject { ["Address"] = "books@example.com" },
            ["WebAddr"] = new JsonObject(),
            ["SupportedLanguages"] = "en",
            ["NameValue"] = NameValues(("NeoEnabled", "true"), ("IndustryType", "Consulting"), ("CompanyType", "Other"), ("SubscriptionStatus", "PAID"), ("OfferingSku", plan), ("PayrollFeature", "false"), ("AccountantFeature", "false")),
        });
    }

    private void SeedPreferences(QuickBooksCompany company, bool isMultiCurrency) => ledger.Seed(company, EntityCatalog.Preferences, new JsonObject
    {
        ["Id"] = "1",
        ["AccountingInfoPrefs"] = new JsonObject
        {
            ["FirstMonthOfFiscalYear"] = "January", ["UseAccountNumbers"] = false, ["TaxYearMonth"] = "January", ["ClassTrackingPerTxn"] = false, ["ClassTrackingPerTxnLine"] = false, ["TrackDepartments"] = false,
            ["CustomerTerminology"] = "Customers",
        },
        ["ProductAndServicesPrefs"] = new JsonObject { ["ForSales"] = true, ["ForPurchase"] = false, ["QuantityWithPriceAndRate"] = true, ["QuantityOnHand"] = false },
        ["SalesFormsPrefs"] = new JsonObject { ["CustomTxnNumbers"] = true, ["AllowDeposit"] = false, ["AllowDiscount"] = true, ["AllowEstimates"] = true, ["AllowShipping"] = false, ["AutoApplyCredit"] = false, ["UsingProgressInvoicing"] = false },
        ["EmailMessagesPrefs"] = new JsonObject(),
        ["VendorAndPurchasesPrefs"] = new JsonObject { ["TrackingByCustomer"] = false, ["BillableExpenseTracking"] = false },
        ["TimeTrackingPrefs"] = new JsonObject { ["UseServices"] = false, ["BillCustomers"] = false, ["ShowBillRateToAll"] = false, ["WorkWeekStartDate"] = "Monday", ["MarkTimeEntriesBillable"] = false },
        ["TaxPrefs"] = new JsonObject { ["UsingSalesTax"] = true, ["PartnerTaxEnabled"] = company.IsUs },
        ["CurrencyPrefs"] = new JsonObject { ["MultiCurrencyEnabled"] = isMultiCurrency, ["HomeCurrency"] = new JsonObject { ["value"] = company.BaseCurrency } },
        ["ReportPrefs"] = new JsonObject { ["ReportBasis"] = "Accrual", ["CalcAgingReportFromTxnDate"] = false },
        ["OtherPrefs"] = new JsonObject
        {
            ["NameValue"] = NameValues(
                ("SalesFormsPrefs.DefaultCustomerMessage", "Thank you for your business."), ("VendorAndPurchasesPrefs.UseCustomTxnNumbers", "true"), ("WarnDuplicateCheckNumber", "true"),
                ("WarnDuplicateBillNumber", "false"), ("WarnDuplicateJournalNumber", "true")),
        },
    });

    private void SeedCurrencies(QuickBooksCompany company)
    {
        foreach (var (code, inUsd) in InUsd.Where(pair => pair.Key != company.BaseCurrency))
        {
            ledger.Seed(company, EntityCatalog.CompanyCurrency, new JsonObject { ["Code"] = code, ["Name"] = Currencies.NameOf(code), ["Active"] = true });
            ledger.Seed(company, EntityCatalog.ExchangeRate, new JsonObject
            {
                ["SourceCurrencyCode"] = code, ["TargetCurrencyCode"] = company.BaseCurrency, ["Rate"] = Math.Round(inUsd / InUsd.GetValueOrDefault(company.BaseCurrency, 1), 6), ["AsOfDate"] = "2020-01-01",
            });
        }
    }

    private void SeedAccount(QuickBooksCompany company, SeedAccount account) => ledger.Seed(company, EntityCatalog.Account, new JsonObject
    {
        ["Id"] = account.Id, ["Name"] = account.Name, ["SubAccount"] = account.Parent is not null, ["FullyQualifiedName"] = account.FullyQualifiedName, ["Active"] = true, ["Classification"] = AccountType.Kinds[account.Type].Classification,
        ["AccountType"] = account.Type, ["AccountSubType"] = account.SubType, ["CurrentBalance"] = account.Balance, ["CurrentBalanceWithSubAccounts"] = account.Balance,
        ["CurrencyRef"] = Currencies.Reference(account.Currency ?? company.BaseCurrency),
        ["ParentRef"] = account.Parent is null ? null : new JsonObject { ["value"] = account.Parent.Id, ["name"] = account.Parent.FullyQualifiedName },
    });

    private void SeedNames(QuickBooksCompany company)
    {
        foreach (var name in new[] { "Computers by Jenni", "Norton Lumber and Building Materials", "City Power & Light" }) SeedName(company, EntityCatalog.Vendor, name);
        foreach (var name in new[] { "Amy's Bird Sanctuary", "Cool Cars", "Red Rock Diner" }) SeedName(company, EntityCatalog.Customer, name);
    }

    private void SeedName(QuickBooksCompany company, EntityType type, string name) => ledger.Seed(company, type, new JsonObject
    {
        ["DisplayName"] = name, ["CompanyName"] = name, ["PrintOnCheckName"] = name, ["FullyQualifiedName"] = name, ["Active"] = true, ["Balance"] = 0.00m, ["CurrencyRef"] = Currencies.Reference(company.BaseCurrency),
    });

    private static JsonArray NameValues(params (string Name, string Value)[] pairs) => new([.. pairs.Select(pair => (JsonNode)new JsonObject { ["Name"] = pair.Name, ["Value"] = pair.Value })]);

    /// <summary>Sixteen digits, as real realms have.</summary>
    public static string NewRealm() => "93414" + Random.Shared.NextInt64(10_000_000_000, 99_999_999_999).ToString(CultureInfo.InvariantCulture);
}
