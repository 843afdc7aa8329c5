using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary><c>/Organisation</c> and <c>/Currencies</c>.</summary>
internal static class XeroSettings
{
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

    public static XeroReply Currencies(XeroCall call) => XeroJson.Envelope(call, "Currencies", call.Company.Currencies.Select(Currency));

    public static XeroReply AddCurrency(XeroCall call)
    {
        var code = call.Elements("Currencies")[0].Text("Code")?.ToUpperInvariant();
        if (code is not { Length: 3 } || !code.All(char.IsAsciiLetterUpper)) return XeroErrors.Validation("Currency code must be valid.");
        if (!call.Company.Currencies.Contains(code)) call.Company.Currencies.Add(code);
        return XeroJson.Envelope(call, "Currencies", [Currency(code)]);
    }

    private static JsonObject Currency(string code) => new() { ["Code"] = code, ["Description"] = code };
}
