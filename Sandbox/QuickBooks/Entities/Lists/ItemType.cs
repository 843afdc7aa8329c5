using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Lists;

/// <summary>Products and services. A sale posts to the income account of its item. Quantities on hand stay as they were sent.</summary>
internal sealed class ItemType() : ListType(
    "Item",
    100,
    [
        Text("Sku", 100), Text("Description", 4000), Flag("SubItem"), Reference("ParentRef"), Computed(Number("Level")), Computed(Text("FullyQualifiedName")), Flag("Taxable"), Flag("SalesTaxIncluded"), Number("UnitPrice"),
        Choice("Type", "Service", "NonInventory", "Inventory", "Category", "Group", "Bundle"), Reference("IncomeAccountRef"), Text("PurchaseDesc", 1000), Flag("PurchaseTaxIncluded"), Number("PurchaseCost"),
        Reference("ExpenseAccountRef"), Reference("AssetAccountRef"), Reference("PrefVendorRef"), Flag("TrackQtyOnHand"), Number("QtyOnHand"), Day("InvStartDate"), Reference("SalesTaxCodeRef"), Reference("PurchaseTaxCodeRef"),
        Number("ReorderPoint"), Reference("ClassRef"),
        .. Others(
            "PercentBased", "RatePercent", "PaymentMethodRef", "UOMSetRef", "COGSAccountRef", "AvgCost", "QtyOnPurchaseOrder", "QtyOnSalesOrder", "ManPartNum", "DepositToAccountRef", "BuildPoint", "PrintGroupedItems",
            "SpecialItem", "SpecialItemType", "ItemGroupDetail", "ItemAssemblyDetail", "AbatementRate", "ReverseChargeRate", "ServiceType", "ItemCategoryType", "ItemEx", "TaxClassificationRef", "UQCDisplayText", "UQCId",
            "Source", "DeferredRevenue", "CustomExtensions"),
    ])
{
    public override IReadOnlyList<string> Queryable { get; } = ["Name", "Sku", "Type", "Active", "FullyQualifiedName", "UnitPrice"];

    protected override void CompleteOwn(Draft draft)
    {
        var item = draft.Entity;
        draft.Require("Type");
        if (item.Text("Type") is "Group" or "Bundle") draft.Refuse(Refusals.Unsupported($"create of an Item of the type {item.Text("Type")}"));
        if (draft.Previous?.Text("Type") is { } before && before != item.Text("Type")) draft.Refuse(Refusals.Business("The type of a product or service cannot be changed."));
        if (draft.IsRefused) return;

        if (item.Text("Type") == "Category" && item.Flag("Active") == false) draft.Refuse(Refusals.Unsupported("deactivation of an Item of the type Category"));
        var parent = Nest(draft, "SubItem");
        if (parent is not null) item["Level"] = (parent.Number("Level") ?? 0) + 1;
        if (item.Text("Type") == "Inventory") CheckInventory(draft);
        CheckAccounts(draft);
        if (item.Text("Type") == "Category") return;
        item["Taxable"] ??= false;
        item["UnitPrice"] ??= 0m;
        item["PurchaseCost"] ??= 0m;
        item["TrackQtyOnHand"] = item.Text("Type") == "Inventory";
    }

    private static void CheckInventory(Draft draft)
    {
        if (draft.Company.Plan < Plan.Plus) draft.Refuse(Refusals.NotInPlan("inventory"));
        foreach (var member in new[] { "AssetAccountRef", "ExpenseAccountRef", "IncomeAccountRef", "QtyOnHand", "InvStartDate" }) draft.Require(member);
        if (draft.Entity.Flag("TrackQtyOnHand") != true) draft.Refuse(Refusals.Missing("TrackQtyOnHand"));
    }

    private static void CheckAccounts(Draft draft)
    {
        var item = draft.Entity;
        var isInventory = item.Text("Type") == "Inventory";
        if (item.Text("Type") == "Service") draft.Require("IncomeAccountRef");
        Check(draft, "IncomeAccountRef", isInventory ? ["Income"] : ["Income", "Other Income", "Other Current Liability", "Other Current Asset"]);
        Check(draft, "ExpenseAccountRef", isInventory ? ["Cost of Goods Sold"] : ["Cost of Goods Sold", "Expense", "Other Expense", "Other Current Asset", "Income", "Other Current Liability"]);
        Check(draft, "AssetAccountRef", ["Other Current Asset"]);
        draft.Follow(item, "PrefVendorRef", "Names", "Vendor");
        draft.Follow(item, "ClassRef", "Classes", "Class");
        foreach (var code in new[] { "SalesTaxCodeRef", "PurchaseTaxCodeRef" }) draft.Follow(item, code, "TaxCode", "TaxCode");
    }

    private static void Check(Draft draft, string member, string[] types)
    {
        if (draft.Follow(draft.Entity, member, "Accounts", "Account") is { } account && !types.Contains(account.Text("AccountType"), StringComparer.Ordinal)) draft.Refuse(Refusals.WrongAccountType);
    }
}
