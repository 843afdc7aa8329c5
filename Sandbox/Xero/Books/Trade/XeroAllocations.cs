using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary><c>/CreditNotes/{id}/Allocations</c>: uses credit on an invoice, and takes it back.</summary>
internal static class XeroAllocations
{
    private const string Plural = "Allocations";
    private const string IdName = "AllocationID";
    private const string TooMuch = "Credit Note cannot be allocated as amount is greater than amount outstanding";

    public static XeroReply Create(XeroCall call) => call.Company.CreditNotes.TryGetValue(call.Id(), out var credit)
        ? XeroElements.Process(call, Plural, IdName, element => Check(call, element, credit))
        : XeroErrors.NotFound();

    public static XeroReply Delete(XeroCall call)
    {
        if (!call.Company.CreditNotes.TryGetValue(call.Id(), out var credit) || credit.Allocations.Find(known => known.AllocationId == call.Id("allocation")) is not { } allocation) return XeroErrors.NotFound();
        List<string> errors = [];
        XeroLockDates.Check(call.Company, allocation.Date, errors);
        if (errors.Count > 0) return XeroErrors.Validation(errors[0]);
        var invoice = call.Company.Invoices[allocation.InvoiceId];
        foreach (var document in new[] { credit, invoice })
        {
            document.Allocations.RemoveAll(known => known.AllocationId == allocation.AllocationId);
            document.Settle(allocation.Date, call.Now);
            call.Happened(document, isNew: false);
        }

        return new XeroReply(StatusCodes.Status200OK, new JsonObject
        {
            [IdName] = allocation.AllocationId.ToString(),
            ["Amount"] = XeroJson.Money(allocation.Amount),
            ["Date"] = XeroJson.Date(allocation.Date),
            ["Invoice"] = new JsonObject { ["InvoiceID"] = invoice.Id.ToString() },
            ["IsDeleted"] = true,
        });
    }

    private static XeroChange Check(XeroCall call, JsonElement element, XeroTradeDocument credit)
    {
        var invoice = element.Member("Invoice") is { } reference
            ? XeroTradeKind.Invoice.Find(call.Company, reference.Id("InvoiceID")?.ToString() ?? reference.Text("InvoiceNumber"))
            : null;
        if (invoice is null) return new XeroChange(["The Invoice to allocate to could not be found."], [], () => []);

        List<string> errors = [];
        var amount = XeroJson.Round(element.Amount("Amount") ?? 0m);
        if (credit.Status != "AUTHORISED") errors.Add("Only AUTHORISED credit notes can be allocated.");
        if (invoice.Status == "PAID") errors.Add("The invoice you are trying to allocate to has already been paid off");
        else if (invoice.Status != "AUTHORISED") errors.Add("Credit Note can only be allocated to an AUTHORISED invoice");
        if (amount <= 0) errors.Add("The Amount of an allocation must be greater than zero.");
        if (amount > credit.Outstanding || amount > invoice.Outstanding) errors.Add(TooMuch);
        if (credit.IsSale != invoice.IsSale) errors.Add("Credit Note cannot be allocated to an incorrect invoice type");
        if (credit.ContactId != invoice.ContactId) errors.Add("Credit Note cannot be allocated to an invoice of another contact");
        if (credit.CurrencyCode != invoice.CurrencyCode) errors.Add("Credit Note cannot be allocated to an invoice in another currency");
        // Whatever date is sent, Xero takes the later of the two documents' own.
        var date = credit.Date > invoice.Date ? credit.Date : invoice.Date;
        XeroLockDates.Check(call.Company, date, errors);
        return new XeroChange(errors, [], () => Apply(call, credit, invoice, new XeroAllocation(Guid.CreateVersion7(), credit.Id, invoice.Id, amount, date)));
    }

    private static JsonObject Apply(XeroCall call, XeroTradeDocument credit, XeroTradeDocument invoice, XeroAllocation allocation)
    {
        foreach (var document in new[] { credit, invoice })
        {
            document.Allocations.Add(allocation);
            document.Settle(allocation.Date, call.Now);
            call.Happened(document, isNew: false);
        }

        return new JsonObject
        {
            [IdName] = allocation.AllocationId.ToString(),
            ["Amount"] = XeroJson.Money(allocation.Amount),
            ["Date"] = XeroJson.Date(allocation.Date),
            ["Invoice"] = XeroTradeDocumentWire.Reference(call.Company, invoice),
            ["CreditNote"] = new JsonObject { ["CreditNoteID"] = credit.Id.ToString(), ["ID"] = credit.Id.ToString(), ["CreditNoteNumber"] = credit.Number ?? "", ["LineItems"] = new JsonArray() },
        };
    }
}
