using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>
/// Sales tax in the United States: a line says only whether it is taxable, and the company computes the tax: at the rates of <c>TxnTaxCodeRef</c>, else of its own place.
/// </summary>
internal static class UsSalesTax
{
    public static decimal Settle(Draft draft, IReadOnlyList<JsonObject> lines, bool isExempt, decimal share)
    {
        var transaction = draft.Entity;
        transaction.Remove("GlobalTaxCalculation");
        foreach (var line in lines) CheckCode(draft, Lines.DetailOf(line)!);
        var insisted = TaxOverride.Find(draft);
        var code = CodeOf(draft);
        transaction.Remove("TxnTaxDetail");
        if (draft.IsRefused || !draft.Company.UsesTax) return 0;

        var taxable = isExempt ? 0 : lines.Where(line => Lines.DetailOf(line)!.Reference("TaxCodeRef") == "TAX").Sum(line => line.Number("Amount") ?? 0) * share;
        if (taxable == 0 || code is null)
        {
            transaction["TxnTaxDetail"] = new JsonObject { ["TotalTax"] = 0m };
            return 0;
        }

        var rates = new SortedDictionary<string, RatedNet>(StringComparer.Ordinal);
        foreach (var rate in Taxes.RatesOf(draft.Company, code, TaxSide.Sales)) rates[rate.Id] = new RatedNet(rate.Percent, taxable, 0);
        var total = Taxes.Total(draft, rates, insisted);
        if (transaction.Part("TxnTaxDetail") is { } detail) detail["TxnTaxCodeRef"] = new JsonObject { ["value"] = code.Text("Id") };
        return total;
    }

    /// <summary>A line that does not say is not taxed.</summary>
    private static void CheckCode(Draft draft, JsonObject detail)
    {
        detail.Remove("TaxInclusiveAmt");
        var code = detail.Reference("TaxCodeRef") ?? "NON";
        if (!Taxes.UsCodes.Contains(code, StringComparer.Ordinal)) draft.Refuse(Refusals.InvalidTaxCode(code));
        detail["TaxCodeRef"] = new JsonObject { ["value"] = code };
    }

    private static JsonObject? CodeOf(Draft draft)
    {
        if (draft.Entity.Part("TxnTaxDetail")?.Reference("TxnTaxCodeRef") is not { } id) return HasRates(draft.Company).FirstOrDefault();
        if (HasRates(draft.Company).FirstOrDefault(code => code.Text("Id") == id) is { } wanted) return wanted;
        draft.Refuse(Refusals.InvalidTaxCode(id));
        return null;
    }

    private static IEnumerable<JsonObject> HasRates(QuickBooksCompany company) => company.All("TaxCode").Values.Where(code => Taxes.RatesOf(company, code, TaxSide.Sales).Count > 0);
}
