using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Sales;

/// <summary>Lines of sales forms: items, descriptions, discounts and sums.</summary>
internal static class SalesLines
{
    /// <summary>On a taxable form.</summary>
    private const int MostTaxedLines = 750;

    private static readonly string[] Selling = ["SalesItemLineDetail", "GroupLineDetail", "SubTotalLineDetail"];

    /// <summary>Required members. The sums the service added to what it showed before are taken out: it adds them anew.</summary>
    public static void Check(Draft draft)
    {
        var form = draft.Entity;
        var lines = form.Parts("Line").ToList();
        if (lines.Count == 0) draft.Refuse(Refusals.Missing("Line"));
        else if (!lines.Exists(line => Selling.Contains(line.Text("DetailType"), StringComparer.Ordinal) || IsInlineSum(line))) draft.Refuse(Refusals.Business("A sales form needs at least one line with a product or service."));
        if (lines.Count > Lines.MostLines) draft.Refuse(Refusals.Business($"A transaction can have at most {Lines.MostLines} lines."));
        form["Line"] = new JsonArray([.. lines.Where(line => line.Text("DetailType") != "SubTotalLineDetail").Select(line => line.Clone())]);
        foreach (var line in form.Parts("Line")) CheckLine(draft, line);
    }

    /// <summary>Follows what the lines name, and numbers them.</summary>
    /// <returns>The lines that sell something.</returns>
    public static IReadOnlyList<JsonObject> Complete(Draft draft)
    {
        var number = 0;
        foreach (var line in draft.Entity.Parts("Line"))
        {
            line["LineNum"] = ++number;
            if (Lines.DetailOf(line) is not { } detail) continue;
            draft.Follow(detail, "ClassRef", "Classes", "Class");
            switch (line.Text("DetailType"))
            {
                case "SalesItemLineDetail":
                    CompleteItem(draft, line, detail);
                    break;
                case "GroupLineDetail":
                    draft.Follow(detail, "GroupItemRef", "Items", "Item");
                    break;
                case "DiscountLineDetail":
                    CompleteDiscount(draft, detail);
                    break;
            }
        }

        return [.. ItemLines(draft.Entity)];
    }

    /// <summary>Sum of the items, less discounts, plus tax; writes the sum and the discounts into their lines.</summary>
    public static decimal Total(Draft draft, IReadOnlyList<JsonObject> items, bool isExempt)
    {
        var form = draft.Entity;
        var discounts = form.Parts("Line").Where(line => line.Text("DetailType") == "DiscountLineDetail").ToList();
        // With inclusive amounts the net of the lines is only known after the tax.
        var gross = items.Sum(line => line.Number("Amount") ?? 0);
        var share = form.Flag("ApplyTaxAfterDiscount") == true && gross != 0 ? 1 - (discounts.Sum(line => Discount(line, gross)) / gross) : 1;
        var tax = draft.Company.IsUs
            ? UsSalesTax.Settle(draft, items, isExempt, share)
            : Taxes.Settle(draft, items, _ => TaxSide.Sales, codeRequired: true, share);
        if (form.Part("TxnTaxDetail")?.Parts("TaxLine").Any() == true && form.Parts("Line").Count() > MostTaxedLines) draft.Refuse(Refusals.Business($"A taxable transaction can have at most {MostTaxedLines} lines."));

        var sum = Money.Round(items.Sum(line => line.Number("Amount") ?? 0));
        foreach (var line in discounts) line["Amount"] = Discount(line, sum);
        AddSum(form, sum);
        return Money.Round(sum - discounts.Sum(line => line.Number("Amount") ?? 0) + tax);
    }

    /// <summary>A line posts to its item's account; a discount to the account it names. The sum posts nothing.</summary>
    public static string? IncomeAccount(JsonObject line, QuickBooksCompany company) =>
        line.Text("DetailType") == "SalesItemLineDetail" ? company.Find("Item", Lines.DetailOf(line)?.Reference("ItemRef"))?.Reference("IncomeAccountRef") : null;

    private static IEnumerable<JsonObject> ItemLines(JsonObject form) => form.Parts("Line").Where(line => line.Text("DetailType") == "SalesItemLineDetail");

    /// <summary>A sum within the lines is sent as a description.</summary>
    private static bool IsInlineSum(JsonObject line) => line.Text("DetailType") == "DescriptionOnly" && line.Text("Description")?.StartsWith("Subtotal:", StringComparison.OrdinalIgnoreCase) == true;

    private static void CheckLine(Draft draft, JsonObject line)
    {
        switch (line.Text("DetailType"))
        {
            case "DescriptionOnly":
                line.Remove("Amount");
                break;
            case "SalesItemLineDetail" when line.Part("SalesItemLineDetail")?.Reference("ItemRef") is null:
                Document(line);
                break;
            case "DiscountLineDetail":
                if (Lines.Detail(draft, line) is { } discount && discount.Flag("PercentBased") == true) draft.Require(discount, "DiscountPercent");
                else Lines.CheckAmount(draft, line, allowsNegative: false);
                break;
            case "SalesItemLineDetail" or "GroupLineDetail":
                Lines.CheckAmount(draft, line, allowsNegative: true);
                if (Lines.Detail(draft, line) is { } detail) Lines.CheckProduct(draft, line, detail);
                break;
            case null:
                draft.Require(line, "DetailType");
                break;
            case var other:
                draft.Refuse(Refusals.InvalidChoice("DetailType", other));
                break;
        }
    }

    /// <summary>Without an item a line only documents: its amount counts for nothing.</summary>
    private static void Document(JsonObject line)
    {
        line.Remove("Amount");
        line.Remove("SalesItemLineDetail");
        line["DetailType"] = "DescriptionOnly";
        line["DescriptionLineDetail"] = new JsonObject();
    }

    private static void CompleteItem(Draft draft, JsonObject line, JsonObject detail)
    {
        if (draft.Follow(detail, "ItemRef", "Items", "Item") is not { } item) return;
        if (item.Text("Type") is "Category") draft.Refuse(Refusals.Business("A category cannot be sold. Choose a product or service."));
        if (detail.Reference("ItemAccountRef") is not null || item.Reference("IncomeAccountRef") is not null) detail["ItemAccountRef"] = item["IncomeAccountRef"]?.DeepClone();
        if (detail.Number("Qty") is { } quantity and not 0 && detail["UnitPrice"] is null) detail["UnitPrice"] = Math.Round((line.Number("Amount") ?? 0) / quantity, 5);
    }

    private static void CompleteDiscount(Draft draft, JsonObject detail)
    {
        if (detail.Reference("DiscountAccountRef") is null && AccountType.Default(draft.Company, "DiscountsRefundsGiven") is { } usual) detail["DiscountAccountRef"] = new JsonObject { ["value"] = usual.Text("Id") };
        if (draft.Follow(detail, "DiscountAccountRef", "Accounts", "Account") is { } account && account.Text("Classification") is not ("Revenue" or "Expense")) draft.Refuse(Refusals.WrongAccountType);
        detail["PercentBased"] ??= false;
    }

    private static decimal Discount(JsonObject line, decimal of)
    {
        var detail = Lines.DetailOf(line);
        return detail?.Flag("PercentBased") == true ? Money.Round(of * (detail.Number("DiscountPercent") ?? 0) / 100) : line.Number("Amount") ?? 0;
    }

    /// <summary>After the items and before the discounts.</summary>
    private static void AddSum(JsonObject form, decimal sum)
    {
        var lines = (JsonArray)form["Line"]!;
        var at = lines.Count;
        while (at > 0 && lines[at - 1] is JsonObject line && line.Text("DetailType") == "DiscountLineDetail") at--;
        lines.Insert(at, new JsonObject { ["Amount"] = sum, ["DetailType"] = "SubTotalLineDetail", ["SubTotalLineDetail"] = new JsonObject() });
    }
}
