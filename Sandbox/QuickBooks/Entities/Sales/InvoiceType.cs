using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities.Lists;
using OrleansLedger.Sandbox.QuickBooks.Entities.Settlements;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Sales;

/// <summary>What a customer owes. It has no status: paid is a balance of 0, void is all amounts 0 and a note that says so.</summary>
internal sealed class InvoiceType() : SalesType(
    "Invoice",
    [
        Reference("SalesTermRef"), Day("DueDate"), Reference("ARAccountRef"), Computed(Number("Deposit")), Flag("AllowIPNPayment"), Flag("AllowOnlinePayment"), Flag("AllowOnlineCreditCardPayment"), Flag("AllowOnlineACHPayment"),
        .. Others(
            "AllowOnlinePayPalPayment", "EInvoiceStatus", "ECloudStatusTimeStamp", "CfdiUse", "Exportation", "GlobalInfo", "invoiceStatus", "callToAction", "invoiceStatusLog", "InvoiceEx", "LessCIS", "InvoiceLink",
            "PaymentDetailsMessage", "ConvenienceFeeDetail", "EnabledSurchargeInfo", "InvoiceLinkSecurityCode", "InvoiceLinkExpiryDate", "AutoPayEligible", "SchedulePayEligible", "ScheduledPaymentId", "GratuityEnabled",
            "FinancingProductType", "SubscriptionPaymentsSetting"),
    ],
    EntityOperations.All | EntityOperations.Void)
{
    public override IReadOnlyList<string> Queryable { get; } = ["DocNumber", "TxnDate", "DueDate", "Balance", "SalesTermRef", "CustomerRef", "TotalAmt"];

    protected override IReadOnlyList<string> LinksToState { get; } = ["Estimate"];

    public override IEnumerable<TransactionKey> Links(JsonObject transaction) =>
        transaction.Parts("LinkedTxn").Where(link => link.Text("TxnType") == "Estimate").Select(link => new TransactionKey("Estimate", link.Text("TxnId") ?? ""));

    public override IEnumerable<KeyValuePair<string, decimal>> Claims(JsonObject transaction, QuickBooksCompany company) => [new(transaction.Reference("CustomerRef")!, transaction.Number("TotalAmt") ?? 0)];

    public override void Settle(JsonObject transaction, QuickBooksCompany company) => OpenBalance.Write(transaction, company);

    protected override void CompleteForm(Draft draft, string currency, JsonObject? customer)
    {
        var invoice = draft.Entity;
        foreach (var estimate in Links(invoice))
        {
            if (draft.Company.Find("Estimate", estimate.Id) is not { } found) draft.Refuse(Refusals.UnknownReference("Estimate", estimate.Id));
            else if (found.Reference("CustomerRef") != invoice.Reference("CustomerRef")) draft.Refuse(Refusals.CannotLink($"the estimate {estimate.Id} is for another customer."));
        }

        var terms = draft.Follow(invoice, "SalesTermRef", "Terms", "Term") ?? draft.Company.Find("Term", customer?.Reference("SalesTermRef"));
        invoice["DueDate"] ??= TermType.DueOn(terms, invoice.Day("TxnDate")!.Value).ToString("O");
        invoice["Deposit"] = 0m;
        draft.Follow(invoice, "ARAccountRef", "Accounts", "Account");
    }

    protected override (JsonObject? Account, int Sign) Counterpart(JsonObject form, QuickBooksCompany company) => (OpenBalance.Receivables(form, company), 1);
}
