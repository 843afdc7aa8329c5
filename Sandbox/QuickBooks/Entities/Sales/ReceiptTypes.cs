using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Sales;

/// <summary>A sale paid at once.</summary>
internal sealed class SalesReceiptType() : SalesType("SalesReceipt", [.. Others("SalesReceiptEx", "LessCIS")], EntityOperations.All | EntityOperations.VoidByUpdate)
{
    protected override bool NeedsCustomer => false;

    protected override void CompleteForm(Draft draft, string currency, JsonObject? customer)
    {
        ReceivingAccount.Follow(draft, currency);
        DepositedReceipts.CheckUnchanged(draft);
        draft.Entity["Balance"] = 0m;
    }

    protected override (JsonObject? Account, int Sign) Counterpart(JsonObject form, QuickBooksCompany company) => (company.Find("Account", form.Reference("DepositToAccountRef")), 1);
}

/// <summary>Money given back at once.</summary>
internal sealed class RefundReceiptType() : SalesType("RefundReceipt", [Computed(Number("RemainingCredit")), .. Others("RefundReceiptEx")])
{
    protected override bool NeedsCustomer => false;

    protected override void CheckRequired(Draft draft)
    {
        draft.Require("DepositToAccountRef");
        base.CheckRequired(draft);
    }

    protected override void CompleteForm(Draft draft, string currency, JsonObject? customer)
    {
        ReceivingAccount.Follow(draft, currency);
        draft.Entity["Balance"] = 0m;
    }

    protected override (JsonObject? Account, int Sign) Counterpart(JsonObject form, QuickBooksCompany company) => (company.Find("Account", form.Reference("DepositToAccountRef")), -1);
}
