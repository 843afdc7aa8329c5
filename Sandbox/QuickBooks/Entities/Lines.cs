using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Lines of transactions: their members and the checks that do not depend on the transaction.</summary>
internal static class Lines
{
    /// <summary>Amounts have at most 15 digits, five of them decimals.</summary>
    private const decimal Largest = 9_999_999_999.99999m;

    public const int MostLines = 10_000;

    public static Shape Linked { get; } = new("LinkedTxn", Text("TxnId"), Text("TxnType"), Text("TxnLineId"));

    private static readonly Field[] Expense =
    [
        Reference("CustomerRef"), Reference("ClassRef"), Reference("TaxCodeRef"), Number("TaxAmount"), Number("TaxInclusiveAmt"), Choice("BillableStatus", "Billable", "NotBillable", "HasBeenBilled"),
        .. Others("MarkupInfo"),
    ];

    private static Shape TaxLine { get; } = new(
        "Line",
        Text("Id"), Number("Amount"), Text("DetailType"),
        Part("TaxLineDetail", new Shape(
            "TaxLineDetail",
            Reference("TaxRateRef"), Flag("PercentBased"), Number("TaxPercent"), Number("NetAmountTaxable"), Number("TaxInclusiveAmount"), Number("OverrideDeltaAmount"), Day("ServiceDate"))));

    public static Shape TaxDetail { get; } = new(
        "TxnTaxDetail",
        [Reference("DefaultTaxCodeRef"), Reference("TxnTaxCodeRef"), Number("TotalTax"), Parts("TaxLine", TaxLine), .. Others("TaxReviewStatus", "UseAutomatedSalesTax")]);

    public static Shape Shape { get; } = new(
        "Line",
        [
            Text("Id"), Number("LineNum"), Text("Description", 4000), Number("Amount"), Number("Received"), Parts("LinkedTxn", Linked),
            Choice(
                "DetailType",
                "AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail", "DepositLineDetail", "JournalEntryLineDetail", "SalesItemLineDetail", "GroupLineDetail", "DescriptionOnly", "DiscountLineDetail", "SubTotalLineDetail",
                "TaxLineDetail"),
            Part("SalesItemLineDetail", new Shape(
                "SalesItemLineDetail",
                [
                    Reference("ItemRef"), Reference("ClassRef"), Number("UnitPrice"), Number("Qty"), Reference("TaxCodeRef"), Reference("ItemAccountRef"), Day("ServiceDate"), Number("TaxInclusiveAmt"),
                    Number("DiscountRate"), Number("DiscountAmt"),
                    .. Others("UnitCostPrice", "RatePercent", "PriceLevelRef", "MarkupInfo", "UOMRef", "InventorySiteRef", "TaxClassificationRef", "DeferredRevenue", "SalesItemLineDetailEx"),
                ])),
            Part("DiscountLineDetail", new Shape(
                "DiscountLineDetail",
                [Flag("PercentBased"), Number("DiscountPercent"), Reference("DiscountAccountRef"), Reference("ClassRef"), Reference("TaxCodeRef"), .. Others("DiscountRef", "ServiceDate", "DiscountLineDetailEx")])),
            Part("GroupLineDetail", new Shape("GroupLineDetail", [Reference("GroupItemRef"), Number("Quantity"), .. Others("UOMRef", "ServiceDate", "Line", "GroupLineDetailEx")])),
            Part("JournalEntryLineDetail", new Shape(
                "JournalEntryLineDetail",
                [
                    Choice("PostingType", "Debit", "Credit"), Part("Entity", new Shape("EntityTypeRef", Text("Type"), Reference("EntityRef"))), Reference("AccountRef"), Reference("ClassRef"), Reference("DepartmentRef"),
                    Reference("TaxCodeRef"), Choice("TaxApplicableOn", "Sales", "Purchase"), Number("TaxAmount"), Text("BillableStatus"), Reference("JournalCodeRef"),
                    .. Others("TaxRateRef", "TaxInclusiveAmt", "JournalEntryLineDetailEx"),
                ])),
            Part("AccountBasedExpenseLineDetail", new Shape("AccountBasedExpenseLineDetail", [Reference("AccountRef"), .. Expense, .. Others("ExpenseDetailLineDetailEx")])),
            Part("ItemBasedExpenseLineDetail", new Shape("ItemBasedExpenseLineDetail", [Reference("ItemRef"), Number("Qty"), Number("UnitPrice"), Reference("PriceLevelRef"), .. Expense])),
            Part("DepositLineDetail", new Shape(
                "DepositLineDetail",
                Reference("Entity"), Reference("ClassRef"), Reference("AccountRef"), Reference("PaymentMethodRef"), Text("CheckNum", 21), Text("TxnType"), Reference("TaxCodeRef"), Choice("TaxApplicableOn", "Sales", "Purchase"))),
            .. Others("DescriptionLineDetail", "SubTotalLineDetail", "TaxLineDetail", "CustomField", "LineEx", "ProjectRef", "CostAmount", "HomeCostAmount", "CustomExtensions"),
        ]);

    /// <summary>Requires lines, each with an amount that can be one, and rounds it to cents.</summary>
    public static void Check(Draft draft, bool allowsNegative)
    {
        var lines = draft.Entity.Parts("Line").ToList();
        if (lines.Count == 0) draft.Refuse(Refusals.Missing("Line"));
        if (lines.Count > MostLines) draft.Refuse(Refusals.Business($"A transaction can have at most {MostLines} lines."));
        foreach (var line in lines) CheckAmount(draft, line, allowsNegative);
    }

    /// <summary>Requires an amount that can be one, and rounds it to cents.</summary>
    public static void CheckAmount(Draft draft, JsonObject line, bool allowsNegative)
    {
        if (line.Number("Amount") is not { } amount)
        {
            draft.Refuse(Refusals.Missing("Amount"));
            return;
        }

        if (Math.Abs(amount) > Largest) draft.Refuse(Refusals.InvalidNumber("Amount", amount.ToString(CultureInfo.InvariantCulture)));
        else if (amount < 0 && !allowsNegative) draft.Refuse(Refusals.NegativeAmount);
        line["Amount"] = Money.Round(amount);
    }

    /// <summary>Where quantity and price are both given, the amount must be their product.</summary>
    public static void CheckProduct(Draft draft, JsonObject line, JsonObject detail)
    {
        if (detail.Number("Qty") is not { } quantity || detail.Number("UnitPrice") is not { } price || line.Number("Amount") is not { } amount) return;
        if (Money.Round(quantity * price) != Money.Round(amount)) draft.Refuse(Refusals.WrongProduct(amount));
    }

    /// <summary>The detail the line's type announces; refused when it is not there.</summary>
    public static JsonObject? Detail(Draft draft, JsonObject line)
    {
        draft.Require(line, "DetailType");
        if (line.Text("DetailType") is not { } type) return null;
        if (line.Part(type) is { } detail) return detail;
        draft.Refuse(Refusals.Missing(type));
        return null;
    }

    /// <summary>The detail of a line that is known to be good.</summary>
    public static JsonObject? DetailOf(JsonObject line) => line.Text("DetailType") is { } type ? line.Part(type) : null;
}
