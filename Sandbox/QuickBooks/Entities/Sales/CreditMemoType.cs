using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities.Settlements;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Sales;

/// <summary>What a customer has to its credit. A payment of 0 sets it against invoices.</summary>
internal sealed class CreditMemoType() : SalesType(
    "CreditMemo",
    [Reference("SalesTermRef"), Day("DueDate"), Reference("ARAccountRef"), Computed(Number("RemainingCredit")), .. Others("InvoiceRef", "CreditMemoEx")])
{
    public override IEnumerable<KeyValuePair<string, decimal>> Claims(JsonObject transaction, QuickBooksCompany company) => [new(transaction.Reference("CustomerRef")!, -(transaction.Number("TotalAmt") ?? 0))];

    public override void Settle(JsonObject transaction, QuickBooksCompany company)
    {
        OpenBalance.Write(transaction, company);
        transaction["RemainingCredit"] = transaction.Number("Balance");
    }

    protected override void CompleteForm(Draft draft, string currency, JsonObject? customer)
    {
        draft.Follow(draft.Entity, "SalesTermRef", "Terms", "Term");
        draft.Follow(draft.Entity, "ARAccountRef", "Accounts", "Account");
    }

    protected override (JsonObject? Account, int Sign) Counterpart(JsonObject form, QuickBooksCompany company) => (OpenBalance.Receivables(form, company), -1);
}
