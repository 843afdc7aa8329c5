using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Xero.Query;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary><c>/TaxRates</c>: never paged, one rate per write; PUT creates, POST also updates what it finds by TaxType.</summary>
internal static class XeroTaxRates
{
    private const string Plural = "TaxRates";
    private static readonly string[] Classes = ["ASSET", "EQUITY", "EXPENSE", "LIABILITY", "REVENUE"];

    public static XeroReply List(XeroCall call) => XeroJson.Envelope(call, Plural, Listing().Select(call, call.Company.TaxRates, isPaged: false).Records.Select(Wire));

    public static XeroReply Get(XeroCall call) => call.Company.TaxRate(call.Route("id")) is { } rate ? XeroJson.Envelope(call, Plural, [Wire(rate)]) : XeroErrors.NotFound();

    public static XeroReply Write(XeroCall call)
    {
        var element = call.Elements(Plural)[0];
        var existing = call.IsPut ? null : call.Company.TaxRate(element.Text("TaxType"));
        var (name, components) = (element.Text("Name") ?? existing?.Name, element.Member("TaxComponents"));
        var status = element.OneOf("Status", "ACTIVE", "DELETED", "ARCHIVED") ?? existing?.Status ?? "ACTIVE";
        if (string.IsNullOrWhiteSpace(name)) return XeroErrors.Validation("Tax Rate Name is a mandatory field.");
        if (call.Company.TaxRates.Exists(rate => rate != existing && string.Equals(rate.Name, name, StringComparison.OrdinalIgnoreCase))) return XeroErrors.Validation("A tax rate with this name already exists.");
        var parts = components is { ValueKind: JsonValueKind.Array } listed ? listed.EnumerateArray().ToList() : [];
        if (existing is null && parts.Count == 0) return XeroErrors.Validation("A tax rate must have at least one tax component.");
        var percent = parts.Count == 0 ? existing!.EffectiveRate : parts.Sum(part => part.Amount("Rate") ?? 0m);
        var written = new XeroTaxRate(existing?.TaxType ?? NextType(call.Company), name, percent, existing?.AppliesTo ?? Classes, status);
        if (existing is null) call.Company.TaxRates.Add(written);
        else call.Company.TaxRates[call.Company.TaxRates.IndexOf(existing)] = written;
        return XeroJson.Envelope(call, Plural, [Wire(written)]);
    }

    /// <summary>The next free of TAX001, TAX002, ...</summary>
    private static string NextType(XeroCompany company) => Enumerable.Range(1, 999).Select(number => $"TAX{number:000}").First(candidate => company.TaxRate(candidate) is null);

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

    /// <summary>Rates have no time of update and no id: they stay in the order they were made.</summary>
    private static XeroListing<XeroTaxRate> Listing() =>
        new XeroListing<XeroTaxRate>("TaxRate", _ => DateTime.MaxValue, _ => Guid.Empty)
            .Text("Name", rate => rate.Name)
            .Text("TaxType", rate => rate.TaxType)
            .Text("Status", rate => rate.Status)
            .Amount("EffectiveRate", rate => rate.EffectiveRate)
            .Amount("DisplayTaxRate", rate => rate.EffectiveRate);
}
