using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary><c>/Organisation</c>, <c>/TaxRates</c> and <c>/Currencies</c>.</summary>
internal static class XeroSettings
{
    private static readonly string[] Classes = ["ASSET", "EQUITY", "EXPENSE", "LIABILITY", "REVENUE"];

    public static XeroReply Organisation(XeroCall call)
    {
        var company = call.Company;
        var json = new JsonObject
        {
            ["OrganisationID"] = company.Id,
            ["APIKey"] = null,
            ["Name"] = company.Name,
            ["LegalName"] = company.Name,
            ["PaysTax"] = true,
            ["Version"] = company.Version,
            ["OrganisationType"] = "COMPANY",
            ["BaseCurrency"] = company.BaseCurrency,
            ["CountryCode"] = company.Country,
            ["IsDemoCompany"] = false,
            ["OrganisationStatus"] = "ACTIVE",
            ["FinancialYearEndDay"] = 31,
            ["FinancialYearEndMonth"] = 3,
            ["SalesTaxBasis"] = "ACCRUALS",
            ["DefaultSalesTax"] = "Tax Exclusive",
            ["DefaultPurchasesTax"] = "Tax Inclusive",
            ["CreatedDateUTC"] = XeroJson.Date(company.CreatedAt),
            ["OrganisationEntityType"] = "COMPANY",
            ["Timezone"] = company.Timezone,
            ["ShortCode"] = company.ShortCode,
            ["Edition"] = "BUSINESS",
            ["Class"] = company.Plan,
            ["Addresses"] = new JsonArray(),
            ["Phones"] = new JsonArray(),
            ["ExternalLinks"] = new JsonArray(),
            ["PaymentTerms"] = new JsonObject(),
        };
        if (company.PeriodLockDate is { } period) json["PeriodLockDate"] = XeroJson.Date(period);
        if (company.EndOfYearLockDate is { } year) json["EndOfYearLockDate"] = XeroJson.Date(year);
        return XeroJson.Envelope(call, "Organisations", [json]);
    }

    public static XeroReply Actions(XeroCall call)
    {
        string[] allowed = ["CreateBankTransaction", "CreateContact", "CreateApprovedInvoice", "CreateDraftInvoice", "CreateAccount", "CreateTaxRate"];
        return XeroJson.Envelope(call, "Actions",
        [
            .. allowed.Select(name => new JsonObject { ["Name"] = name, ["Status"] = "ALLOWED" }),
            new JsonObject { ["Name"] = "UseMulticurrency", ["Status"] = call.Company.Currencies.Count > 1 ? "ALLOWED" : "NOT-ALLOWED" },
        ]);
    }

    public static XeroReply TaxRates(XeroCall call) => XeroJson.Envelope(call, "TaxRates", call.Company.TaxRates.Select(Wire));

    public static XeroReply TaxRate(XeroCall call) => call.Company.TaxRate(call.Route("id")) is { } rate ? XeroJson.Envelope(call, "TaxRates", [Wire(rate)]) : XeroErrors.NotFound();

    /// <summary>One rate per call; it gets the next free TAX001, TAX002, ...</summary>
    public static XeroReply CreateTaxRate(XeroCall call)
    {
        var element = call.Elements("TaxRates")[0];
        var (name, components) = (element.Text("Name"), element.Member("TaxComponents"));
        if (string.IsNullOrWhiteSpace(name)) return XeroErrors.Validation("Tax Rate Name is a mandatory field.");
        if (components is not { ValueKind: System.Text.Json.JsonValueKind.Array } parts || parts.GetArrayLength() == 0) return XeroErrors.Validation("A tax rate must have at least one tax component.");
        if (call.Company.TaxRates.Exists(rate => string.Equals(rate.Name, name, StringComparison.OrdinalIgnoreCase))) return XeroErrors.Validation("A tax rate with this name already exists.");
        var percent = parts.EnumerateArray().Sum(part => part.Amount("Rate") ?? 0m);
        var type = Enumerable.Range(1, 999).Select(number => $"TAX{number:000}").First(candidate => call.Company.TaxRate(candidate) is null);
        var created = new XeroTaxRate(type, name, percent, Classes);
        call.Company.TaxRates.Add(created);
        return XeroJson.Envelope(call, "TaxRates", [Wire(created)]);
    }

    public static XeroReply Currencies(XeroCall call) => XeroJson.Envelope(call, "Currencies", call.Company.Currencies.Select(Currency));

    public static XeroReply AddCurrency(XeroCall call)
    {
        var code = call.Elements("Currencies")[0].Text("Code")?.ToUpperInvariant();
        if (code is not { Length: 3 } || !code.All(char.IsAsciiLetterUpper)) return XeroErrors.Validation("Currency code must be valid.");
        if (!call.Company.Currencies.Contains(code)) call.Company.Currencies.Add(code);
        return XeroJson.Envelope(call, "Currencies", [Currency(code)]);
    }

    private static JsonObject Currency(string code) => new() { ["Code"] = code, ["Description"] = code };

    private static JsonObject Wire(XeroTaxRate rate) => new()
    {
        ["Name"] = rate.Name,
        ["TaxType"] = rate.TaxType,
        ["CanApplyToAssets"] = rate.AppliesTo.Contains("ASSET"),
        ["CanApplyToEquity"] = rate.AppliesTo.Contains("EQUITY"),
        ["CanApplyToExpenses"] = rate.AppliesTo.Contains("EXPENSE"),
        ["CanApplyToLiabilities"] = rate.AppliesTo.Contains("LIABILITY"),
        ["CanApplyToRevenue"] = rate.AppliesTo.Contains("REVENUE"),
        ["DisplayTaxRate"] = XeroJson.Quantity(rate.EffectiveRate),
        ["EffectiveRate"] = XeroJson.Quantity(rate.EffectiveRate),
        ["Status"] = rate.Status,
        ["TaxComponents"] = new JsonArray(new JsonObject { ["Name"] = rate.Name, ["Rate"] = XeroJson.Quantity(rate.EffectiveRate), ["IsCompound"] = false, ["IsNonRecoverable"] = false }),
    };
}
