using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Seeds;

/// <summary>
/// Tax codes of a new company. In the United States <c>TAX</c>, <c>NON</c> and one local code; elsewhere the country's usual rates, each with a rate of its own for
/// sales and for purchases.
/// </summary>
internal static class TaxSeeds
{
    private static readonly Dictionary<string, (string Agency, (string Code, string Description, decimal Percent)[] Codes)> Countries = new(StringComparer.Ordinal)
    {
        ["GB"] = ("HMRC", [("20.0% S", "Standard rate", 20m), ("5.0% R", "Reduced rate", 5m), ("0.0% Z", "Zero rate", 0m), ("Exempt", "Exempt", 0m), ("No VAT", "Outside the scope", 0m)]),
        ["CA"] = ("Canada Revenue Agency", [("GST", "Goods and services tax", 5m), ("HST ON", "Harmonised sales tax, Ontario", 13m), ("Zero-rated", "Zero-rated", 0m), ("Exempt", "Exempt", 0m)]),
        ["AU"] = ("ATO", [("GST", "GST", 10m), ("GST free", "GST free", 0m), ("Out of scope", "Out of scope", 0m)]),
    };

    private static readonly (string Agency, (string Code, string Description, decimal Percent)[] Codes) Elsewhere =
        ("Tax Agency", [("20% VAT", "Standard rate", 20m), ("0% VAT", "Zero rate", 0m), ("No VAT", "Outside the scope", 0m)]);

    public static void Seed(Ledger ledger, QuickBooksCompany company)
    {
        if (company.IsUs) SeedUs(ledger, company);
        else SeedCountry(ledger, company, Countries.GetValueOrDefault(company.Country, Elsewhere));
    }

    private static void SeedUs(Ledger ledger, QuickBooksCompany company)
    {
        var agency = SeedAgency(ledger, company, "California Department of Tax and Fee Administration");
        foreach (var (id, taxable) in new[] { ("TAX", true), ("NON", false) })
            ledger.Seed(company, EntityCatalog.TaxCode, new JsonObject { ["Id"] = id, ["Name"] = id, ["Description"] = taxable ? "Taxable" : "Nontaxable", ["Active"] = true, ["Taxable"] = taxable, ["TaxGroup"] = false });
        var rate = SeedRate(ledger, company, agency, "California", 8m);
        SeedCode(ledger, company, "California", "California", isTaxable: true, sales: rate, purchases: null);
    }

    private static void SeedCountry(Ledger ledger, QuickBooksCompany company, (string Agency, (string Code, string Description, decimal Percent)[] Codes) country)
    {
        var agency = SeedAgency(ledger, company, country.Agency);
        foreach (var (code, description, percent) in country.Codes)
        {
            var sales = SeedRate(ledger, company, agency, $"{code} (Sales)", percent);
            var purchases = SeedRate(ledger, company, agency, $"{code} (Purchases)", percent);
            SeedCode(ledger, company, code, description, isTaxable: code != "No VAT", sales, purchases);
        }
    }

    private static string SeedAgency(Ledger ledger, QuickBooksCompany company, string name) =>
        ledger.Seed(company, EntityCatalog.TaxAgency, new JsonObject { ["DisplayName"] = name, ["TaxTrackedOnPurchases"] = !company.IsUs, ["TaxTrackedOnSales"] = true }).Text("Id")!;

    private static JsonObject SeedRate(Ledger ledger, QuickBooksCompany company, string agency, string name, decimal percent) => ledger.Seed(company, EntityCatalog.TaxRate, new JsonObject
    {
        ["Name"] = name, ["Description"] = string.Create(CultureInfo.InvariantCulture, $"{name} {percent}%"), ["Active"] = true, ["RateValue"] = percent, ["AgencyRef"] = new JsonObject { ["value"] = agency },
        ["SpecialTaxType"] = percent == 0 ? "ZERO_RATE" : "NONE", ["DisplayType"] = "ReadOnly",
        ["EffectiveTaxRate"] = new JsonArray(new JsonObject { ["RateValue"] = percent, ["EffectiveDate"] = "2011-01-04T00:00:00Z" }),
    });

    private static void SeedCode(Ledger ledger, QuickBooksCompany company, string name, string description, bool isTaxable, JsonObject sales, JsonObject? purchases) => ledger.Seed(company, EntityCatalog.TaxCode, new JsonObject
    {
        ["Name"] = name, ["Description"] = description, ["Active"] = true, ["Hidden"] = false, ["Taxable"] = isTaxable, ["TaxGroup"] = true, ["SalesTaxRateList"] = RateList(sales), ["PurchaseTaxRateList"] = RateList(purchases),
    });

    private static JsonObject RateList(JsonObject? rate) => new()
    {
        ["TaxRateDetail"] = rate is null
            ? []
            : new JsonArray(new JsonObject { ["TaxRateRef"] = new JsonObject { ["value"] = rate.Text("Id"), ["name"] = rate.Text("Name") }, ["TaxTypeApplicable"] = "TaxOnAmount", ["TaxOrder"] = 0 }),
    };
}
