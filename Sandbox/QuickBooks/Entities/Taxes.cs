using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Which of a tax code's two lists of rates applies.</summary>
internal enum TaxSide
{
    Sales,
    Purchase,
}

/// <summary>
/// Tax on the lines of a transaction. In the United States an expense carries only TAX or NON and no tax is computed (sales: <see cref="UsSalesTax"/>). Elsewhere tax is computed
/// per rate over the summed net of the lines, halves rounded away from zero; with inclusive amounts the net is rounded line by line. Always in
/// cents, also in currencies without any. The caller may insist on another tax: <see cref="TaxOverride"/>.
/// </summary>
internal static class Taxes
{
    public static readonly IReadOnlyList<string> UsCodes = ["TAX", "NON"];

    /// <param name="lines">The lines that carry tax.</param>
    /// <param name="sideOf">Which rates a line's code means.</param>
    /// <param name="codeRequired">Whether a line without a code is refused.</param>
    /// <param name="share">Part of the lines' net that is taxed; less than 1 when a discount comes off before tax.</param>
    /// <returns>The tax to add to the sum of the lines' amounts.</returns>
    public static decimal Settle(Draft draft, IEnumerable<JsonObject> lines, Func<JsonObject, TaxSide> sideOf, bool codeRequired, decimal share = 1)
    {
        if (draft.Company.IsUs) return SettleUs(draft, codeRequired);
        var transaction = draft.Entity;
        var mode = transaction.Text("GlobalTaxCalculation") ?? "TaxExcluded";
        transaction["GlobalTaxCalculation"] = mode;
        if (mode == "NotApplicable" || !draft.Company.UsesTax)
        {
            if (mode == "NotApplicable" && (draft.Sent.Part("TxnTaxDetail")?.Number("TotalTax") is > 0 || draft.Sent.Part("TxnTaxDetail")?.Parts("TaxLine").Any() == true)) draft.Refuse(Refusals.TaxNotApplicable);
            transaction.Remove("TxnTaxDetail");
            return 0;
        }

        var rates = new SortedDictionary<string, RatedNet>(StringComparer.Ordinal);
        var insisted = TaxOverride.Find(draft);
        foreach (var line in lines.Where(line => line["LinkedTxn"] is null || Lines.DetailOf(line) is not null))
            Add(draft, line, mode == "TaxInclusive", keepsNet: insisted is not null, sideOf, codeRequired, rates);
        if (draft.IsRefused) return 0;
        foreach (var (id, rate) in rates.ToList()) rates[id] = rate with { Net = rate.Net * share, InclusiveTax = share == 1 ? rate.InclusiveTax : Money.Round(rate.InclusiveTax * share) };
        return Total(draft, rates, insisted);
    }

    /// <param name="insisted">Tax the caller insists on; null to compute it.</param>
    public static decimal Total(Draft draft, SortedDictionary<string, RatedNet> rates, JsonObject? insisted)
    {
        var taxes = insisted is null ? [] : TaxOverride.Read(draft, insisted, rates.ToDictionary(rate => rate.Key, rate => (rate.Value.Percent, rate.Value.Net), StringComparer.Ordinal));
        return draft.IsRefused ? 0 : Total(draft, rates, taxes);
    }

    private static decimal SettleUs(Draft draft, bool codeRequired)
    {
        draft.Entity.Remove("GlobalTaxCalculation");
        draft.Entity.Remove("TxnTaxDetail");
        foreach (var detail in draft.Entity.Parts("Line").Where(line => line["LinkedTxn"] is null).Select(Lines.DetailOf).OfType<JsonObject>())
        {
            detail.Remove("TaxInclusiveAmt");
            var code = detail.Reference("TaxCodeRef");
            if (code is not null && !UsCodes.Contains(code, StringComparer.Ordinal)) draft.Refuse(Refusals.InvalidTaxCode(code));
            else if (codeRequired) detail["TaxCodeRef"] = new JsonObject { ["value"] = code ?? "NON" };
        }

        return 0;
    }

    private static void Add(Draft draft, JsonObject line, bool isInclusive, bool keepsNet, Func<JsonObject, TaxSide> sideOf, bool codeRequired, SortedDictionary<string, RatedNet> rates)
    {
        if (Lines.DetailOf(line) is not { } detail) return;
        if (detail.Reference("TaxCodeRef") is not { } codeId)
        {
            if (codeRequired) draft.Refuse(Refusals.NoTaxCode);
            return;
        }

        if (draft.Follow(detail, "TaxCodeRef", "TaxCode", "TaxCode") is not { } code) return;
        var applicable = RatesOf(draft.Company, code, sideOf(detail));
        if (applicable.Count == 0)
        {
            draft.Refuse(Refusals.Business($"The tax code {code.Text("Name")} ({codeId}) cannot be used on this side of the books."));
            return;
        }

        var amount = line.Number("Amount") ?? 0;
        var (net, taxOfLine) = (amount, (decimal?)null);
        if (isInclusive)
        {
            var gross = Money.Round(detail.Number("TaxInclusiveAmt") ?? amount);
            // Who insists on the tax has taken the line apart already.
            if (!keepsNet || detail.Number("TaxInclusiveAmt") is null) net = Money.Round(gross / (1 + (applicable.Sum(rate => rate.Percent) / 100)));
            taxOfLine = gross - net;
            line["Amount"] = net;
            detail["TaxInclusiveAmt"] = gross;
        }

        // Several rates in one inclusive line share its tax by their size, to the cent: the line's total is what it says.
        var (all, reached, shared) = (applicable.Sum(rate => rate.Percent), 0m, 0m);
        foreach (var rate in applicable)
        {
            var sum = rates.GetValueOrDefault(rate.Id, new RatedNet(rate.Percent, 0, 0));
            reached += rate.Percent;
            var upToHere = taxOfLine is { } tax && all > 0 ? Money.Round(tax * reached / all) : 0;
            rates[rate.Id] = sum with { Net = sum.Net + net, InclusiveTax = sum.InclusiveTax + upToHere - shared };
            shared = upToHere;
        }
    }

    /// <param name="taxes">What the caller insists on, by rate; empty when nothing.</param>
    private static decimal Total(Draft draft, SortedDictionary<string, RatedNet> rates, Dictionary<string, decimal> taxes)
    {
        var isInclusive = draft.Entity.Text("GlobalTaxCalculation") == "TaxInclusive";
        var total = 0m;
        var taxLines = new JsonArray();
        foreach (var (rateId, rated) in rates)
        {
            var computed = isInclusive ? rated.InclusiveTax : Money.Round(rated.Net * rated.Percent / 100);
            var tax = taxes.TryGetValue(rateId, out var given) ? given : computed;
            total += tax;
            var detail = new JsonObject
            {
                ["TaxRateRef"] = new JsonObject { ["value"] = rateId }, ["PercentBased"] = true, ["TaxPercent"] = rated.Percent, ["NetAmountTaxable"] = Money.Round(rated.Net),
            };
            if (tax != computed) detail["OverrideDeltaAmount"] = Money.Round(tax - computed);
            taxLines.Add(new JsonObject { ["Amount"] = Money.Round(tax), ["DetailType"] = "TaxLineDetail", ["TaxLineDetail"] = detail });
        }

        if (isInclusive && total != rates.Values.Sum(rate => rate.InclusiveTax)) draft.Refuse(Refusals.Business("The amounts of the lines and the tax do not add up to the amounts that include tax."));
        draft.Entity["TxnTaxDetail"] = new JsonObject { ["TotalTax"] = Money.Round(total), ["TaxLine"] = taxLines };
        return total;
    }

    public static List<(string Id, decimal Percent)> RatesOf(QuickBooksCompany company, JsonObject code, TaxSide side)
    {
        var list = code.Part(side == TaxSide.Sales ? "SalesTaxRateList" : "PurchaseTaxRateList");
        return [.. (list?.Parts("TaxRateDetail") ?? []).Select(detail => detail.Reference("TaxRateRef")!).Select(id => (id, company.Find("TaxRate", id)?.Number("RateValue") ?? 0))];
    }
}

/// <param name="Net">Sum of what the rate is on.</param>
/// <param name="InclusiveTax">Tax found inside amounts that include it.</param>
internal sealed record RatedNet(decimal Percent, decimal Net, decimal InclusiveTax);
