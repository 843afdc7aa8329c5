using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities.Lists;
using OrleansLedger.Sandbox.QuickBooks.Entities.Settlements;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Bills;

/// <summary>What the company owes a vendor, or a vendor the company.</summary>
/// <param name="sign">1 for what the company owes, -1 for what it has to its credit.</param>
internal abstract class VendorDocumentType(string name, int sign, IEnumerable<Field> ownFields) : TransactionType(
    name,
    [
        Reference("VendorRef"), Reference("APAccountRef"), Computed(Number("TotalAmt")), Computed(Number("Balance")), Computed(Number("HomeBalance")), Address("VendorAddr"),
        .. Others("BillEmail", "ReplyEmail", "Memo", "IncludeInAnnualTPAR"), .. ownFields,
    ])
{
    public override Plan LowestPlan => Plan.Essentials;

    protected override bool ShowsNoLinks => true;

    protected override bool StatesTaxMode => true;

    protected override string LabelOf(JsonObject transaction) => Name;

    public override IEnumerable<KeyValuePair<string, decimal>> Claims(JsonObject transaction, QuickBooksCompany company) => [new(transaction.Reference("VendorRef")!, sign * (transaction.Number("TotalAmt") ?? 0))];

    public override void Settle(JsonObject transaction, QuickBooksCompany company) => OpenBalance.Write(transaction, company);

    public override IEnumerable<KeyValuePair<string, decimal>> Postings(JsonObject entity, QuickBooksCompany company)
    {
        if (OpenBalance.Payables(entity, company) is { } payables)
            yield return new(payables.Text("Id")!, -sign * InAccountCurrency(entity.Number("TotalAmt") ?? 0, entity, payables, company));
        foreach (var posting in ExpenseLines.Postings(entity, company, sign)) yield return posting;
    }

    protected override void CheckRequired(Draft draft)
    {
        draft.Require("VendorRef");
        ExpenseLines.Check(draft);
        var hasItems = draft.Entity.Parts("Line").Any(line => line.Text("DetailType") == "ItemBasedExpenseLineDetail");
        if (hasItems && draft.Company.Plan < Plan.Plus) draft.Refuse(Refusals.NotInPlan("items on bills"));
    }

    protected override void CompleteOwn(Draft draft, string currency)
    {
        var bill = draft.Entity;
        var vendor = draft.Follow(bill, "VendorRef", "Names", "Vendor");
        if (vendor is not null) NameType.CheckCurrency(draft, vendor, currency);
        if (bill.Reference("APAccountRef") is null && OpenBalance.Payables(bill, draft.Company) is { } usual) bill["APAccountRef"] = new JsonObject { ["value"] = usual.Text("Id") };
        if (draft.Follow(bill, "APAccountRef", "Accounts", "Account") is { } account && account.Text("AccountType") != "Accounts Payable") draft.Refuse(Refusals.WrongAccountType);
        foreach (var line in bill.Parts("Line")) ExpenseLines.Complete(draft, line, "Vendor", currency);
        if (draft.IsRefused) return;

        var tax = Taxes.Settle(draft, bill.Parts("Line"), _ => TaxSide.Purchase, codeRequired: true);
        bill["TotalAmt"] = Money.Round(bill.Parts("Line").Sum(line => line.Number("Amount") ?? 0) + tax);
        if (bill.Number("TotalAmt") < 0) draft.Refuse(Refusals.NegativeAmount);
        CompleteDocument(draft);
        Settle(bill, draft.Company);
    }

    protected virtual void CompleteDocument(Draft draft)
    {
    }
}

internal sealed class BillType() : VendorDocumentType(
    "Bill",
    1,
    [Reference("SalesTermRef"), Day("DueDate"), Address("RemitToAddr"), Address("ShipAddr"), .. Others("PayerRef", "LessCIS")])
{
    public override IReadOnlyList<string> Queryable { get; } = ["DocNumber", "TxnDate", "DueDate", "Balance", "VendorRef", "TotalAmt", "SalesTermRef"];

    protected override bool NumbersAreUnique(Draft draft) => true;

    protected override void CompleteDocument(Draft draft)
    {
        var terms = draft.Follow(draft.Entity, "SalesTermRef", "Terms", "Term");
        draft.Entity["DueDate"] ??= TermType.DueOn(terms, draft.Entity.Day("TxnDate")!.Value).ToString("O");
    }
}

/// <summary>Knows full updates only.</summary>
internal sealed class VendorCreditType() : VendorDocumentType("VendorCredit", -1, [.. Others("VendorCreditEx")])
{
    public override IReadOnlyList<string> Queryable { get; } = ["DocNumber", "TxnDate", "Balance", "VendorRef", "TotalAmt"];

    protected override void CheckRequired(Draft draft)
    {
        if (draft.Previous is not null && draft.Sent.Flag("sparse") == true) draft.Refuse(Refusals.Unsupported("sparse update of VendorCredit"));
        base.CheckRequired(draft);
    }
}
