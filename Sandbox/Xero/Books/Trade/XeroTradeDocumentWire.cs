using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Xero.Books.Payments;

namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary>Invoices and credit notes as Xero writes them.</summary>
internal static class XeroTradeDocumentWire
{
    /// <param name="isFull">With lines, the contact's details and what was settled; else the slim form of unpaged lists.</param>
    public static JsonObject Write(XeroCall call, XeroTradeDocument document, bool isFull = true)
    {
        var company = call.Company;
        var kind = XeroTradeKind.Of(document);
        var json = new JsonObject
        {
            ["Type"] = document.Type,
            [kind.IdName] = document.Id.ToString(),
            [kind.NumberName] = document.Number ?? "",
            ["Reference"] = document.Reference ?? "",
            ["Payments"] = new JsonArray([.. document.Payments.Select(id => XeroPaymentWire.Summary(company.Payments[id]))]),
        };
        if (document.IsCredit) AddCredit(json, company, document);
        else AddInvoice(json, company, document);
        json["CurrencyRate"] = document.CurrencyRate;
        json["SentToContact"] = document.SentToContact;
        json["HasErrors"] = false;
        json["HasAttachments"] = XeroDocumentWire.HasAttachments(company, document.Id);
        json["Contact"] = XeroContacts.Wire(company.Contacts[document.ContactId], withDetails: isFull);
        AddDates(json, document);
        json["Status"] = document.Status;
        json["LineAmountTypes"] = document.LineAmountTypes;
        if (isFull) json["LineItems"] = XeroDocumentWire.Lines(document, call.UnitDecimals);
        json.AddTotals(document);
        json["UpdatedDateUTC"] = XeroJson.Date(document.UpdatedAt);
        json["UpdatedDateUTCString"] = XeroJson.IsoDate(document.UpdatedAt);
        json["CurrencyCode"] = document.CurrencyCode;
        if (document.BrandingThemeId is not null) json["BrandingThemeID"] = document.BrandingThemeId;
        if (document.Url is not null) json["Url"] = document.Url;
        return json;
    }

    /// <summary>How payments and allocations name the document. Xero says Invoice there for credit notes too.</summary>
    public static JsonObject Reference(XeroCompany company, XeroTradeDocument document) => new()
    {
        ["Type"] = document.Type,
        ["InvoiceID"] = document.Id.ToString(),
        ["InvoiceNumber"] = document.Number ?? "",
        ["Reference"] = document.Reference ?? "",
        ["AmountDue"] = XeroJson.Money(document.Outstanding),
        ["AmountPaid"] = XeroJson.Money(document.AmountPaid),
        ["Contact"] = XeroContacts.Wire(company.Contacts[document.ContactId], withDetails: false),
        ["Status"] = document.Status,
        ["Total"] = XeroJson.Money(document.Total),
        ["CurrencyCode"] = document.CurrencyCode,
        ["HasErrors"] = false,
        ["IsDiscounted"] = false,
        ["LineItems"] = new JsonArray(),
    };

    private static void AddInvoice(JsonObject json, XeroCompany company, XeroTradeDocument invoice)
    {
        json["CreditNotes"] = new JsonArray([.. invoice.Allocations.Select(allocation => Applied(company, allocation))]);
        json["Prepayments"] = new JsonArray();
        json["Overpayments"] = new JsonArray();
        json["AmountDue"] = XeroJson.Money(invoice.Outstanding);
        json["AmountPaid"] = XeroJson.Money(invoice.AmountPaid);
        json["AmountCredited"] = XeroJson.Money(invoice.AmountAllocated);
        json["IsDiscounted"] = invoice.Lines.Any(line => line.DiscountRate is not null || line.DiscountAmount is not null);
    }

    private static void AddCredit(JsonObject json, XeroCompany company, XeroTradeDocument credit)
    {
        json["ID"] = credit.Id.ToString();
        json["RemainingCredit"] = XeroJson.Money(credit.Outstanding);
        json["Allocations"] = new JsonArray([.. credit.Allocations.Select(allocation => new JsonObject
        {
            ["AllocationID"] = allocation.AllocationId.ToString(),
            ["Amount"] = XeroJson.Money(allocation.Amount),
            ["Date"] = XeroJson.Date(allocation.Date),
            ["Invoice"] = new JsonObject { ["InvoiceID"] = allocation.InvoiceId.ToString(), ["InvoiceNumber"] = company.Invoices[allocation.InvoiceId].Number ?? "" },
        })]);
    }

    private static JsonObject Applied(XeroCompany company, XeroAllocation allocation)
    {
        var credit = company.CreditNotes[allocation.CreditNoteId];
        return new JsonObject
        {
            ["CreditNoteID"] = credit.Id.ToString(),
            ["CreditNoteNumber"] = credit.Number ?? "",
            ["ID"] = credit.Id.ToString(),
            ["AppliedAmount"] = XeroJson.Money(allocation.Amount),
            ["DateString"] = XeroJson.DateString(allocation.Date),
            ["Date"] = XeroJson.Date(allocation.Date),
            ["LineItems"] = new JsonArray(),
            ["Total"] = XeroJson.Money(credit.Total),
        };
    }

    private static void AddDates(JsonObject json, XeroTradeDocument document)
    {
        json["DateString"] = XeroJson.DateString(document.Date);
        json["Date"] = XeroJson.Date(document.Date);
        if (document.DueOn is { } due)
        {
            json["DueDateString"] = XeroJson.DateString(due);
            json["DueDate"] = XeroJson.Date(due);
        }

        if (document.ExpectedPaymentOn is { } expected) json["ExpectedPaymentDate"] = XeroJson.Date(expected);
        if (document.PlannedPaymentOn is { } planned) json["PlannedPaymentDate"] = XeroJson.Date(planned);
        if (document.FullyPaidOn is { } paid) json["FullyPaidOnDate"] = XeroJson.Date(paid);
    }
}
