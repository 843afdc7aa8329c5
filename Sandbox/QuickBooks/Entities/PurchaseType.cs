using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Money out: cash, check or credit card. <c>Credit</c> turns a credit card purchase into a refund.</summary>
internal sealed class PurchaseType() : TransactionType("Purchase",
[
    Reference("AccountRef"), Reference("PaymentMethodRef"), Text("PaymentRefNum", 21), Choice("PaymentType", "Cash", "Check", "CreditCard"), Reference("EntityRef"), Flag("Credit"), Address("RemitToAddr"),
    Computed(Number("TotalAmt")), Text("PrintStatus"), Computed(new Field("PurchaseEx", FieldKind.Anything)), .. Others("CheckPayment", "CreditCardPayment", "Memo", "LessCIS", "IncludeInAnnualTPAR"),
])
{
    private static readonly Dictionary<string, string> Parties = new(StringComparer.OrdinalIgnoreCase) { ["Vendor"] = "Vendor", ["Customer"] = "Customer" };

    public override IReadOnlyList<string> Queryable { get; } = ["DocNumber", "TxnDate", "PaymentType", "TotalAmt", "AccountRef", "EntityRef"];

    protected override bool StatesTaxMode => true;

    /// <summary>How a message about the number calls it.</summary>
    protected override string LabelOf(JsonObject transaction) => (transaction.Text("PaymentType"), transaction.Flag("Credit") == true) switch
    {
        ("Check", _) => "Check",
        ("CreditCard", true) => "Credit Card Credit",
        ("CreditCard", _) => "Credit Card Expense",
        _ => "Cash Expense",
    };

    /// <summary>Always for cash and cards, for checks when the company wants to be warned.</summary>
    protected override bool NumbersAreUnique(Draft draft) => draft.Entity.Text("PaymentType") != "Check" || draft.Company.OtherPreference("WarnDuplicateCheckNumber");

    protected override void CheckRequired(Draft draft)
    {
        draft.Require("PaymentType");
        draft.Require("AccountRef");
        ExpenseLines.Check(draft);
    }

    protected override void CompleteOwn(Draft draft, string currency)
    {
        var purchase = draft.Entity;
        var isCard = purchase.Text("PaymentType") == "CreditCard";
        var account = draft.Follow(purchase, "AccountRef", "Accounts", "Account");
        if (account is not null)
        {
            if (account.Text("AccountType") != (isCard ? "Credit Card" : "Bank")) draft.Refuse(Refusals.WrongAccountType);
            AccountType.CheckCurrency(draft, account, currency);
        }

        var party = FollowParty(draft, currency);
        foreach (var line in purchase.Parts("Line")) ExpenseLines.Complete(draft, line, party, currency);
        if (draft.IsRefused) return;

        if (isCard) purchase["Credit"] ??= false;
        else purchase.Remove("Credit");
        var tax = Taxes.Settle(draft, purchase.Parts("Line"), _ => TaxSide.Purchase, codeRequired: true);
        var total = Money.Round(purchase.Parts("Line").Sum(line => line.Number("Amount") ?? 0) + tax);
        if (total < 0) draft.Refuse(Refusals.NegativeAmount);
        purchase["TotalAmt"] = total;
        purchase["PurchaseEx"] = TransactionKind(purchase);
        if (draft.Previous is null && purchase.Text("DocNumber") is null && !draft.Company.OtherPreference("VendorAndPurchasesPrefs.UseCustomTxnNumbers") && !draft.IsRefused)
            purchase["DocNumber"] = draft.Company.NextId("PurchaseNumber");
    }

    public override IEnumerable<KeyValuePair<string, decimal>> Postings(JsonObject entity, QuickBooksCompany company)
    {
        var sign = Sign(entity);
        if (company.Find("Account", entity.Reference("AccountRef")) is { } paidFrom)
            yield return new(paidFrom.Text("Id")!, -sign * InAccountCurrency(entity.Number("TotalAmt") ?? 0, entity, paidFrom, company));
        foreach (var posting in ExpenseLines.Postings(entity, company, sign)) yield return posting;
    }

    /// <summary>Money paid to a customer on Accounts Receivable can be set against what the customer pays or has to its credit.</summary>
    public override IEnumerable<KeyValuePair<string, decimal>> Claims(JsonObject transaction, QuickBooksCompany company) =>
        transaction.Reference("EntityRef") is { } party ? ExpenseLines.Claims(transaction, party, company, Sign(transaction)) : [];

    public override string LinkType(JsonObject transaction) => (transaction.Text("PaymentType"), transaction.Flag("Credit") == true) switch
    {
        ("Check", _) => "Check",
        ("CreditCard", true) => "CreditCardCredit",
        ("CreditCard", _) => "CreditCardCharge",
        _ => "Expense",
    };

    private static int Sign(JsonObject purchase) => purchase.Flag("Credit") == true ? -1 : 1;

    private static string? FollowParty(Draft draft, string currency)
    {
        if (draft.Entity.Part("EntityRef") is not { } reference || draft.Entity.Reference("EntityRef") is null) return null;
        var kind = Parties.GetValueOrDefault(reference.Text("type") ?? "");
        var party = kind is null ? draft.Follow(draft.Entity, "EntityRef", "Names", "Vendor", "Customer") : draft.Follow(draft.Entity, "EntityRef", "Names", kind);
        if (party is null) return null;
        NameType.CheckCurrency(draft, party, currency);
        kind ??= ReferenceEquals(draft.Company.Find("Vendor", party.Text("Id")), party) ? "Vendor" : "Customer";
        draft.Entity.Part("EntityRef")!["type"] = kind;
        return kind;
    }

    /// <summary>The product's own number of the kind of transaction, wrapped as the service wraps it.</summary>
    private static JsonObject TransactionKind(JsonObject purchase)
    {
        var kind = purchase.Text("PaymentType") == "Check" ? "3" : purchase.Flag("Credit") == true ? "11" : "54";
        return new JsonObject
        {
            ["any"] = new JsonArray(new JsonObject
            {
                ["name"] = "{http://schema.intuit.com/finance/v3}NameValue",
                ["declaredType"] = "com.intuit.schema.finance.v3.NameValue",
                ["scope"] = "javax.xml.bind.JAXBElement$GlobalScope",
                ["value"] = new JsonObject { ["Name"] = "TxnType", ["Value"] = kind },
                ["nil"] = false,
                ["globalScope"] = true,
                ["typeSubstituted"] = false,
            }),
        };
    }
}
