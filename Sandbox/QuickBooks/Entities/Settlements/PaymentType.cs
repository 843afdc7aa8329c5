using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Settlements;

/// <summary>Money received from a customer. What is applied to nothing stays the customer's, as <c>UnappliedAmt</c>.</summary>
internal sealed class PaymentType() : SettlementType(
    "Payment",
    "CustomerRef",
    "Customer",
    [
        Reference("ARAccountRef"), Reference("DepositToAccountRef"), Reference("PaymentMethodRef"), Text("PaymentRefNum", 21), Computed(Number("UnappliedAmt")), Flag("ProcessPayment"),
        .. Others("RemitToRef", "PaymentType", "CheckPayment", "CreditCardPayment", "PaymentExtendedType", "PaymentEx", "TaxExemptionRef"),
    ])
{
    public override IReadOnlyList<string> Queryable { get; } = ["PaymentRefNum", "CustomerRef", "TxnDate", "TotalAmt", "UnappliedAmt"];

    protected override bool ShowsNoLinks => true;

    protected override IReadOnlyDictionary<string, string> Linkable { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Invoice"] = "Invoice", ["CreditMemo"] = "CreditMemo", ["JournalEntry"] = "JournalEntry", ["Expense"] = "Purchase", ["Check"] = "Purchase", ["CreditCardCredit"] = "Purchase",
    };

    public override void Settle(JsonObject transaction, QuickBooksCompany company) => transaction["UnappliedAmt"] = Left(transaction, company);

    public override IEnumerable<KeyValuePair<string, decimal>> Postings(JsonObject entity, QuickBooksCompany company)
    {
        var total = entity.Number("TotalAmt") ?? 0;
        if (company.Find("Account", entity.Reference("DepositToAccountRef")) is { } to) yield return new(to.Text("Id")!, InAccountCurrency(total, entity, to, company));
        if (OpenBalance.Receivables(entity, company) is { } receivables) yield return new(receivables.Text("Id")!, -InAccountCurrency(total, entity, receivables, company));
    }

    protected override void CheckRequired(Draft draft)
    {
        // A payment's number is its PaymentRefNum.
        draft.Entity.Remove("DocNumber");
        if (draft.Company.Country == "FR") draft.Require("PaymentRefNum");
        base.CheckRequired(draft);
    }

    protected override void CompleteSettlement(Draft draft, string currency)
    {
        ReceivingAccount.Follow(draft, currency);
        DepositedReceipts.CheckUnchanged(draft);
        draft.Follow(draft.Entity, "ARAccountRef", "Accounts", "Account");
        draft.Follow(draft.Entity, "PaymentMethodRef", "PaymentMethods", "PaymentMethod");
        draft.Entity["ProcessPayment"] ??= false;
    }
}
