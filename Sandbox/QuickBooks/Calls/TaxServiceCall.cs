using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>Creates a tax code together with its rates; the only way to write tax codes and rates.</summary>
internal sealed class TaxServiceCall(Ledger ledger, Action<QuickBooksCompany> changed)
{
    public async Task<Answer<JsonObject>> RunAsync(CompanyCall call)
    {
        var text = await call.ReadTextAsync();
        var body = CompanyCall.Parse(text);
        if (body.Value is null) return body;
        if (call.CheckRequestId() is { } wrong) return wrong;
        lock (call.Company.Gate)
            return RequestIds.Once(call.Company, call.RequestId, RequestIds.Fingerprint("TaxService", text), call.Now, () => Create(call.Company, body.Value));
    }

    private Answer<JsonObject> Create(QuickBooksCompany company, JsonObject body)
    {
        if (body.Text("TaxCode") is not { Length: > 0 } name) return Refusals.Missing("TaxCode");
        if (name.Length > 100) return Refusals.WrongLength("TaxCode", 100, name.Length);
        if (company.All("TaxCode").Values.Any(code => string.Equals(code.Text("Name"), name, StringComparison.OrdinalIgnoreCase))) return Refusals.DuplicateName("A tax code already has the same name.");
        var details = body.Parts("TaxRateDetails").ToList();
        if (details.Count == 0) return Refusals.Missing("TaxRateDetails");
        foreach (var detail in details)
            if (Check(company, detail) is { } refusal) return refusal;
        if (details.Select(detail => detail.Text("TaxRateId")).OfType<string>().GroupBy(id => id, StringComparer.Ordinal).Any(group => group.Count() > 1)) return Refusals.Business("A tax rate may be listed once only.");

        var rates = details.Select(detail => (Detail: detail, Rate: RateOf(company, detail))).ToList();
        var taxCode = ledger.Seed(company, EntityCatalog.TaxCode, new JsonObject
        {
            ["Name"] = name, ["Description"] = name, ["Active"] = true, ["Hidden"] = false, ["Taxable"] = true, ["TaxGroup"] = true,
            ["SalesTaxRateList"] = RateList(rates, "Sales"), ["PurchaseTaxRateList"] = RateList(rates, "Purchase"),
        });
        changed(company);
        return new JsonObject
        {
            ["TaxCode"] = name,
            ["TaxCodeId"] = taxCode.Text("Id"),
            ["TaxRateDetails"] = new JsonArray([.. rates.Select(pair => (JsonNode)new JsonObject
            {
                ["TaxRateName"] = pair.Rate.Text("Name"), ["TaxRateId"] = pair.Rate.Text("Id"), ["RateValue"] = pair.Rate.Text("RateValue") + "%", ["TaxAgencyId"] = pair.Rate.Reference("AgencyRef"),
                ["TaxApplicableOn"] = pair.Detail.Text("TaxApplicableOn") ?? "Sales",
            })]),
        };
    }

    private static QuickBooksError? Check(QuickBooksCompany company, JsonObject detail)
    {
        if (detail.Text("TaxApplicableOn") is { } side and not ("Sales" or "Purchase")) return Refusals.InvalidChoice("TaxApplicableOn", side);
        if (detail.Text("TaxRateId") is { } id) return company.Find("TaxRate", id) is null ? Refusals.UnknownReference("TaxRate", id) : null;
        if (detail.Text("TaxRateName") is not { Length: > 0 } name) return Refusals.Missing("TaxRateName");
        if (detail.Number("RateValue") is not { } value) return Refusals.Missing("RateValue");
        if (value is < 0 or > 100) return Refusals.InvalidNumber("RateValue", value.ToString(CultureInfo.InvariantCulture));
        if (company.Find("TaxAgency", detail.Text("TaxAgencyId")) is null) return Refusals.UnknownReference("TaxAgency", detail.Text("TaxAgencyId") ?? "");
        return company.All("TaxRate").Values.Any(rate => string.Equals(rate.Text("Name"), name, StringComparison.OrdinalIgnoreCase)) ? Refusals.DuplicateName("A tax rate already has the same name.") : null;
    }

    private JsonObject RateOf(QuickBooksCompany company, JsonObject detail) => company.Find("TaxRate", detail.Text("TaxRateId")) ?? ledger.Seed(company, EntityCatalog.TaxRate, new JsonObject
    {
        ["Name"] = detail.Text("TaxRateName"), ["Description"] = detail.Text("TaxRateName"), ["Active"] = true, ["RateValue"] = detail.Number("RateValue"),
        ["AgencyRef"] = new JsonObject { ["value"] = detail.Text("TaxAgencyId") }, ["SpecialTaxType"] = "NONE", ["DisplayType"] = "ReadOnly",
    });

    private static JsonObject RateList(IEnumerable<(JsonObject Detail, JsonObject Rate)> rates, string side) => new()
    {
        ["TaxRateDetail"] = new JsonArray([.. rates
            .Where(pair => (pair.Detail.Text("TaxApplicableOn") ?? "Sales") == side)
            .Select((pair, order) => (JsonNode)new JsonObject
            {
                ["TaxRateRef"] = new JsonObject { ["value"] = pair.Rate.Text("Id"), ["name"] = pair.Rate.Text("Name") }, ["TaxTypeApplicable"] = "TaxOnAmount", ["TaxOrder"] = order,
            })]),
    };
}
