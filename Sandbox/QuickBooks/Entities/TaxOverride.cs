using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>
/// Tax the caller insists on: <c>TxnTaxDetail</c> with <c>TotalTax</c> and one <c>TaxLine</c> for every rate of the tax codes in use. It must be
/// consistent in itself and with the lines. A detail without tax lines insists on nothing.
/// </summary>
internal static class TaxOverride
{
    /// <summary>
    /// What is insisted on: in the body, or before, where a sparse update leaves both the detail and the lines' amounts and codes alone. Refused
    /// where an update changes a line's amount, for which the reference says to leave the detail out. Null: the tax is computed.
    /// </summary>
    public static JsonObject? Find(Draft draft)
    {
        if (draft.Sent.Part("TxnTaxDetail") is { } sent)
        {
            if (!sent.Parts("TaxLine").Any()) return null;
            // The company computes there: what it computed for other lines, sent back to it, insists on nothing.
            if (draft.Company.IsUs && draft.Previous is { } before && !Taxed(before).SequenceEqual(Taxed(draft.Entity))) return null;
            if (draft.Previous is { } previous && !Amounts(previous).SequenceEqual(Amounts(draft.Entity))) draft.Refuse(Refusals.Business("Leave TxnTaxDetail out when you change the amount of a line."));
            return sent;
        }

        var isUntouched = draft.Sent.Flag("sparse") == true && !draft.Sent.ContainsKey("TxnTaxDetail") && draft.Previous is not null && Taxed(draft.Previous).SequenceEqual(Taxed(draft.Entity));
        return isUntouched && draft.Previous!.Part("TxnTaxDetail") is { } kept && kept.Parts("TaxLine").Any() ? kept : null;
    }

    /// <param name="detail">From <see cref="Find"/>.</param>
    /// <param name="nets">The net of every rate in use with its percentage.</param>
    /// <returns>The tax of each rate; without meaning when the draft is refused.</returns>
    public static Dictionary<string, decimal> Read(Draft draft, JsonObject detail, IReadOnlyDictionary<string, (decimal Percent, decimal Net)> nets)
    {
        var taxes = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var line in detail.Parts("TaxLine")) ReadLine(draft, line, nets, taxes);
        if (draft.IsRefused) return taxes;

        if (taxes.Count < nets.Count) draft.Refuse(Refusals.Business("The tax lines must cover every rate of the tax codes in use."));
        if (detail.Number("TotalTax") is not { } total) draft.Refuse(Refusals.Missing("TotalTax"));
        else if (total != taxes.Values.Sum()) draft.Refuse(Refusals.Business(Differs("TotalTax", total, "the sum of the tax lines", taxes.Values.Sum())));
        return taxes;
    }

    private static void ReadLine(Draft draft, JsonObject line, IReadOnlyDictionary<string, (decimal Percent, decimal Net)> nets, Dictionary<string, decimal> taxes)
    {
        if (line.Text("DetailType") is not "TaxLineDetail" and var type)
        {
            draft.Refuse(type is null ? Refusals.Missing("DetailType") : Refusals.InvalidChoice("DetailType", type));
            return;
        }

        if (line.Part("TaxLineDetail") is not { } detail || detail.Reference("TaxRateRef") is not { } rateId) draft.Refuse(Refusals.Missing("TaxRateRef"));
        else if (line.Number("Amount") is not { } amount) draft.Refuse(Refusals.Missing("Amount"));
        else if (!nets.TryGetValue(rateId, out var rate)) draft.Refuse(Refusals.UnknownReference("TaxRate", rateId));
        else if (!taxes.TryAdd(rateId, Money.Round(amount))) draft.Refuse(Refusals.Business("A tax rate may be listed once only."));
        else if (detail.Number("TaxPercent") is { } percent && percent != rate.Percent) draft.Refuse(Refusals.Business(Differs("TaxPercent", percent, "the rate", rate.Percent)));
        else if (detail.Number("NetAmountTaxable") is { } net && Money.Round(net) != Money.Round(rate.Net)) draft.Refuse(Refusals.Business(Differs("NetAmountTaxable", net, "the lines with this rate", rate.Net)));
    }

    private static string Differs(string member, decimal given, string what, decimal actual) =>
        string.Create(CultureInfo.InvariantCulture, $"{member} {given:0.00###} differs from {what}, {actual:0.00###}.");

    /// <summary>Without the sums and discounts, whose amounts the service computes.</summary>
    private static IEnumerable<JsonObject> Priced(JsonObject transaction) => transaction.Parts("Line").Where(line => line.Text("DetailType") is not ("SubTotalLineDetail" or "DiscountLineDetail"));

    private static IEnumerable<decimal?> Amounts(JsonObject transaction) => Priced(transaction).Select(line => line.Number("Amount"));

    private static IEnumerable<(decimal? Amount, decimal? Inclusive, string? Code, string? Mode)> Taxed(JsonObject transaction) => Priced(transaction).Select(line =>
        (line.Number("Amount"), Lines.DetailOf(line)?.Number("TaxInclusiveAmt"), Lines.DetailOf(line)?.Reference("TaxCodeRef"), transaction.Text("GlobalTaxCalculation")));
}
