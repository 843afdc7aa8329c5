using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Sales;

/// <summary>Sales forms: what a customer is asked for, has paid at once, or gets back. Their lines post through items.</summary>
internal abstract class SalesType(string name, IEnumerable<Field> ownFields, EntityOperations operations = EntityOperations.All) : TransactionType(
    name,
    [
        Flag("AutoDocNumber"), Reference("CustomerRef"), Part("CustomerMemo", new Shape("MemoRef", Text("value", 1000))), Address("BillAddr"), Address("ShipAddr"), Address("ShipFromAddr"), Flag("FreeFormAddress"),
        Reference("ClassRef"), Day("ShipDate"), Computed(Number("TotalAmt")), Computed(Number("HomeTotalAmt")), Flag("ApplyTaxAfterDiscount"), Choice("PrintStatus", "NotSet", "NeedToPrint", "PrintComplete"),
        Choice("EmailStatus", "NotSet", "NeedToSend", "EmailSent"), Email("BillEmail"), Email("BillEmailCc"), Email("BillEmailBcc"), Computed(Number("Balance")), Computed(Number("HomeBalance")), Reference("PaymentMethodRef"),
        Text("PaymentRefNum", 21), Reference("DepositToAccountRef"), Computed(Part("DeliveryInfo", new Shape("DeliveryInfo", Text("DeliveryType"), new Field("DeliveryTime", FieldKind.Instant)))),
        .. Others(
            "RemitToRef", "SalesRepRef", "PONumber", "FOB", "ShipMethodRef", "TrackingNum", "ShippingTaxIncludedInTotalTax", "TemplateRef", "FinanceCharge", "PaymentType", "CheckPayment", "CreditCardPayment", "DiscountRate",
            "DiscountAmt", "GovtTxnRefIdentifier", "TaxExemptionRef"),
        .. ownFields,
    ],
    operations | EntityOperations.Send)
{
    public override IReadOnlyList<string> Queryable { get; } = ["DocNumber", "TxnDate", "CustomerRef", "TotalAmt", "Balance", "DepositToAccountRef"];

    /// <summary>Whether there has to be a customer; who pays at once may stay unnamed.</summary>
    protected virtual bool NeedsCustomer => true;

    protected override bool ShowsNoLinks => true;

    protected override bool StatesTaxMode => true;

    protected override string LabelOf(JsonObject transaction) => Name;

    protected override bool NumbersAreUnique(Draft draft) => SalesNumbers.AreChosen(draft.Company);

    /// <summary>Debit of the account the form as a whole is posted to, negative for money given back; none for an estimate.</summary>
    protected virtual (JsonObject? Account, int Sign) Counterpart(JsonObject form, QuickBooksCompany company) => (null, 0);

    /// <summary>What only this form has; <c>TotalAmt</c> is settled.</summary>
    protected virtual void CompleteForm(Draft draft, string currency, JsonObject? customer)
    {
    }

    protected override void CheckRequired(Draft draft)
    {
        var form = draft.Entity;
        if (NeedsCustomer) draft.Require("CustomerRef");
        if (form.Text("EmailStatus") == "NeedToSend") draft.Require("BillEmail");
        SalesLines.Check(draft);
        if (draft.Company.Country == "FR" && SalesNumbers.AreChosen(draft.Company)) draft.Require("DocNumber");
    }

    protected override void CompleteOwn(Draft draft, string currency)
    {
        var form = draft.Entity;
        var customer = draft.Follow(form, "CustomerRef", "Names", "Customer");
        if (customer is not null) NameType.CheckCurrency(draft, customer, currency);
        draft.Follow(form, "ClassRef", "Classes", "Class");
        draft.Follow(form, "PaymentMethodRef", "PaymentMethods", "PaymentMethod");
        var lines = SalesLines.Complete(draft);
        if (draft.IsRefused) return;

        if (customer is not null)
            foreach (var address in new[] { "BillAddr", "ShipAddr" }) form[address] ??= customer[address]?.DeepClone();
        form["EmailStatus"] ??= "NotSet";
        form["PrintStatus"] ??= "NeedToPrint";
        form["ApplyTaxAfterDiscount"] ??= false;
        var total = SalesLines.Total(draft, lines, isExempt: customer?.Flag("Taxable") == false);
        if (total < 0) draft.Refuse(Refusals.NegativeAmount);
        form["TotalAmt"] = total;
        if (draft.Company.IsMultiCurrency) form["HomeTotalAmt"] = Money.Round(total * (form.Number("ExchangeRate") ?? 1));
        CompleteForm(draft, currency, customer);
        if (draft.IsRefused) return;
        Settle(form, draft.Company);
        SalesNumbers.Settle(draft);
    }

    public override IEnumerable<KeyValuePair<string, decimal>> Postings(JsonObject entity, QuickBooksCompany company)
    {
        var (account, sign) = Counterpart(entity, company);
        if (account is null) yield break;
        yield return new(account.Text("Id")!, sign * InAccountCurrency(entity.Number("TotalAmt") ?? 0, entity, account, company));
        foreach (var line in entity.Parts("Line"))
            if (company.Find("Account", SalesLines.IncomeAccount(line, company)) is { } income)
                yield return new(income.Text("Id")!, -sign * InAccountCurrency(line.Number("Amount") ?? 0, entity, income, company));
    }
}
