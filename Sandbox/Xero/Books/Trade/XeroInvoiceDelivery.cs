using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary>Sending a sales invoice to its customer: <c>/Invoices/{id}/Email</c> (nothing is really sent) and <c>/Invoices/{id}/OnlineInvoice</c>.</summary>
internal static class XeroInvoiceDelivery
{
    public static XeroReply Email(XeroCall call)
    {
        if (XeroTradeKind.Invoice.Find(call.Company, call.Route("id")) is not { } invoice) return XeroErrors.NotFound();
        if (!invoice.IsSale || invoice.Status is not ("SUBMITTED" or "AUTHORISED" or "PAID")) return XeroErrors.Validation("Invoice not of valid status for modification");
        if (string.IsNullOrEmpty(call.Company.Contacts[invoice.ContactId].EmailAddress)) return XeroErrors.Validation("The contact has no email address.");
        invoice.SentToContact = true;
        // On a part-paid document this leaves UpdatedDateUTC as it was: one of the changes If-Modified-Since does not see.
        if (!invoice.IsSettled) invoice.UpdatedAt = call.Now;
        call.Happened(invoice, isNew: false);
        return new XeroReply(StatusCodes.Status204NoContent);
    }

    public static XeroReply OnlineInvoice(XeroCall call) => XeroTradeKind.Invoice.Find(call.Company, call.Route("id")) is { IsSale: true } invoice
        ? XeroJson.Envelope(call, "OnlineInvoices", [new JsonObject { ["OnlineInvoiceUrl"] = $"https://in.xero.com/{invoice.Id:N}" }])
        : XeroErrors.NotFound();
}
