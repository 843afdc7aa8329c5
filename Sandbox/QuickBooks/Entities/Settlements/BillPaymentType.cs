using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Settlements;

/// <summary>Money paid to a vendor against bills, less vendor credits.</summary>
internal sealed class BillPaymentType() : SettlementType(
    "BillPayment",
    "VendorRef",
    "Vendor",
    [
        Address("VendorAddr"), Reference("APAccountRef"), Choice("PayType", "Check", "CreditCard"),
        Part("CheckPayment", new Shape("BillPaymentCheck", [Reference("BankAccountRef"), Text("PrintStatus"), .. Others("CheckDetail", "PayeeAddr", "BillPaymentCheckEx")])),
        Part("CreditCardPayment", new Shape("BillPaymentCreditCard", [Reference("CCAccountRef"), .. Others("CCDetail", "BillPaymentCreditCardEx")])),
        Flag("ProcessBillPayment"), .. Others("BillPaymentEx"),
    ])
{
    public override IReadOnlyList<string> Queryable { get; } = ["DocNumber", "TxnDate", "VendorRef", "TotalAmt", "PayType"];

    public override Plan LowestPlan => Plan.Essentials;

    protected override IReadOnlyDictionary<string, string> Linkable { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["Bill"] = "Bill", ["VendorCredit"] = "VendorCredit", ["JournalEntry"] = "JournalEntry" };

    protected override bool NumbersAreUnique(Draft draft) => true;

    public override string LinkType(JsonObject transaction) => transaction.Text("PayType") == "CreditCard" ? "BillPaymentCreditCard" : "BillPaymentCheck";

    public override IEnumerable<KeyValuePair<string, decimal>> Postings(JsonObject entity, QuickBooksCompany company)
    {
        var total = entity.Number("TotalAmt") ?? 0;
        if (company.Find("Account", PaidFrom(entity).Holder?.Reference(PaidFrom(entity).Member)) is { } from) yield return new(from.Text("Id")!, -InAccountCurrency(total, entity, from, company));
        if (OpenBalance.Payables(entity, company) is { } payables) yield return new(payables.Text("Id")!, InAccountCurrency(total, entity, payables, company));
    }

    protected override void CheckRequired(Draft draft)
    {
        draft.Require("PayType");
        base.CheckRequired(draft);
        if (draft.Entity.Text("PayType") is null) return;
        var (holder, member, part) = PaidFrom(draft.Entity);
        if (holder is null) draft.Refuse(Refusals.Missing(part));
        else draft.Require(holder, member);
    }

    protected override void CompleteSettlement(Draft draft, string currency)
    {
        var (holder, member, _) = PaidFrom(draft.Entity);
        if (draft.Follow(holder!, member, "Accounts", "Account") is { } account)
        {
            if (account.Text("AccountType") != (member == "CCAccountRef" ? "Credit Card" : "Bank")) draft.Refuse(Refusals.WrongAccountType);
            AccountType.CheckCurrency(draft, account, currency);
        }

        draft.Follow(draft.Entity, "APAccountRef", "Accounts", "Account");
    }

    private static (JsonObject? Holder, string Member, string Part) PaidFrom(JsonObject payment) => payment.Text("PayType") == "CreditCard"
        ? (payment.Part("CreditCardPayment"), "CCAccountRef", "CreditCardPayment")
        : (payment.Part("CheckPayment"), "BankAccountRef", "CheckPayment");
}
