using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Xero.Query;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>The members that bank transactions, invoices and credit notes share, written and filtered by.</summary>
internal static class XeroDocumentWire
{
    public static JsonArray Lines(XeroDocument document, int unitDecimals) => new([.. document.Lines.Select(line => Line(line, unitDecimals))]);

    public static void AddTotals(this JsonObject json, XeroDocument document)
    {
        json["SubTotal"] = XeroJson.Money(document.SubTotal);
        json["TotalTax"] = XeroJson.Money(document.TotalTax);
        json["Total"] = XeroJson.Money(document.Total);
    }

    public static bool HasAttachments(XeroCompany company, Guid id) => company.Attachments.TryGetValue(id, out var attachments) && attachments.Count > 0;

    public static XeroListing<T> Documents<T>(this XeroListing<T> listing, XeroCompany company) where T : XeroDocument => listing
        .Text("Type", document => document.Type)
        .Text("Status", document => document.Status)
        .Text("Reference", document => document.Reference)
        .Text("CurrencyCode", document => document.CurrencyCode)
        .Text("LineAmountTypes", document => document.LineAmountTypes)
        .Date("Date", document => document.Date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
        .Date("UpdatedDateUTC", document => document.UpdatedAt)
        .Amount("Total", document => document.Total)
        .Amount("SubTotal", document => document.SubTotal)
        .Amount("TotalTax", document => document.TotalTax)
        .Key("Contact.ContactID", document => document.ContactId)
        .Text("Contact.Name", document => company.Contacts[document.ContactId].Name)
        .Text("Contact.ContactNumber", document => company.Contacts[document.ContactId].ContactNumber);

    private static JsonObject Line(XeroLine line, int unitDecimals)
    {
        var json = new JsonObject();
        if (line.ItemCode is not null) json["ItemCode"] = line.ItemCode;
        json["Description"] = line.Description;
        json["UnitAmount"] = XeroJson.UnitPrice(line.UnitAmount, unitDecimals);
        json["TaxType"] = line.TaxType;
        json["TaxAmount"] = XeroJson.Money(line.TaxAmount);
        json["LineAmount"] = XeroJson.Money(line.LineAmount);
        json["AccountCode"] = line.AccountCode;
        json["Tracking"] = new JsonArray();
        json["Quantity"] = XeroJson.Quantity(line.Quantity);
        if (line.DiscountRate is { } rate) json["DiscountRate"] = XeroJson.Money(rate);
        if (line.DiscountAmount is { } off) json["DiscountAmount"] = XeroJson.Money(off);
        json["LineItemID"] = line.LineItemId.ToString();
        if (line.AccountId is { } account) json["AccountID"] = account.ToString();
        return json;
    }
}
