using System.Text.Json;
using OrleansLedger.Sandbox.Xero.Books.Trade;
using OrleansLedger.Sandbox.Xero.Query;

namespace OrleansLedger.Sandbox.Xero.Books.Payments;

/// <summary><c>/Payments</c>: created with PUT or POST, never changed, undone with the status DELETED.</summary>
internal static class XeroPayments
{
    private const string Plural = "Payments";
    private const string IdName = "PaymentID";

    public static XeroReply List(XeroCall call)
    {
        var page = Listing(call.Company).Select(call, call.Company.Payments.Values);
        return XeroJson.Envelope(call, Plural, page.Records.Select(payment => XeroPaymentWire.Write(call.Company, payment)), page.Pagination);
    }

    public static XeroReply Get(XeroCall call) => call.Company.Payments.TryGetValue(call.Id(), out var payment)
        ? XeroJson.Envelope(call, Plural, [XeroPaymentWire.Write(call.Company, payment)])
        : XeroErrors.NotFound();

    public static XeroReply Write(XeroCall call) => XeroElements.Process(call, Plural, IdName, element => Check(call, element));

    public static XeroReply Update(XeroCall call) => call.Company.Payments.TryGetValue(call.Id(), out var payment)
        ? XeroElements.ProcessOne(call, Plural, IdName, element => Delete(call, element, payment))
        : XeroErrors.NotFound();

    private static XeroChange Check(XeroCall call, JsonElement element) => !call.IsPut && element.Id(IdName) is { } id && call.Company.Payments.TryGetValue(id, out var payment)
        ? Delete(call, element, payment)
        : new XeroPaymentCheck(call, element).Check();

    private static XeroChange Delete(XeroCall call, JsonElement element, XeroPayment payment)
    {
        List<string> errors = [];
        if (element.OneOf("Status", "AUTHORISED", "DELETED") != "DELETED") errors.Add("Payments cannot be updated; delete this one with the status DELETED and create another.");
        else if (payment.Status == "DELETED") errors.Add("This payment has already been deleted.");
        else if (payment.IsReconciled) errors.Add("This payment has been reconciled and cannot be deleted");
        XeroLockDates.Check(call.Company, payment.Date, errors);
        return new XeroChange(errors, [], () =>
        {
            var document = call.Company.TradeDocument(payment.DocumentId);
            payment.Status = "DELETED";
            payment.UpdatedAt = call.Now;
            document.Payments.Remove(payment.PaymentId);
            document.AmountPaid -= payment.Amount;
            document.Settle(payment.Date, call.Now);
            call.Happened(document, isNew: false);
            return XeroPaymentWire.Write(call.Company, payment);
        });
    }

    private static XeroListing<XeroPayment> Listing(XeroCompany company) =>
        new XeroListing<XeroPayment>("Payment", payment => payment.UpdatedAt, payment => payment.PaymentId)
            .Key(IdName, payment => payment.PaymentId)
            .Text("Reference", payment => payment.Reference)
            .Text("Status", payment => payment.Status)
            .Text("PaymentType", payment => payment.PaymentType)
            .Amount("Amount", payment => payment.Amount)
            .Amount("BankAmount", payment => payment.BankAmount)
            .Flag("IsReconciled", payment => payment.IsReconciled)
            .Date("Date", payment => payment.Date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
            .Date("UpdatedDateUTC", payment => payment.UpdatedAt)
            .Key("Account.AccountID", payment => payment.AccountId)
            .Text("Account.Code", payment => company.Accounts[payment.AccountId].Code)
            .Key("Invoice.InvoiceID", payment => payment.DocumentId)
            .Text("Invoice.InvoiceNumber", payment => company.TradeDocument(payment.DocumentId).Number)
            .Key("Invoice.Contact.ContactID", payment => company.TradeDocument(payment.DocumentId).ContactId);
}
