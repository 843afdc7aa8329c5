using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Sales;

/// <summary>An offer: it posts nothing. An invoice made from it closes it.</summary>
internal sealed class EstimateType() : SalesType("Estimate", [Day("ExpirationDate"), Text("AcceptedBy"), Day("AcceptedDate"), Reference("SalesTermRef"), Day("DueDate"), .. Others("EstimateEx")])
{
    protected override void CompleteForm(Draft draft, string currency, JsonObject? customer)
    {
        draft.Follow(draft.Entity, "SalesTermRef", "Terms", "Term");
        draft.Entity["TxnStatus"] ??= "Pending";
    }

    public override void Settle(JsonObject transaction, QuickBooksCompany company)
    {
        if (transaction.Parts("LinkedTxn").Any(link => link.Text("TxnType") == "Invoice")) transaction["TxnStatus"] = "Closed";
        else if (transaction.Text("TxnStatus") == "Closed") transaction["TxnStatus"] = "Pending";
    }
}
