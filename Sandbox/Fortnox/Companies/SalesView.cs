using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Invoices;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Companies;

/// <summary>The part of <see cref="BooksView"/> that is about sales.</summary>
internal static class SalesView
{
    public static void AddTo(JsonObject books, FortnoxCompany company)
    {
        var files = company.Files.ToDictionary(file => file.ArchiveFileId, StringComparer.OrdinalIgnoreCase);
        var attached = company.FileAttachments.ToLookup(attachment => attachment.EntityId, attachment => files[attachment.FileId]);
        books["customers"] = new JsonArray([.. company.Customers.Select(customer => new JsonObject
        {
            ["number"] = customer.Number,
            ["name"] = customer.Name,
            ["externalReference"] = customer.Texts.GetValueOrDefault("ExternalReference"),
            ["active"] = customer.IsActive,
            ["deleted"] = customer.IsDeleted,
        })]);
        books["articles"] = new JsonArray([.. company.Articles.Select(article => new JsonObject { ["number"] = article.Number, ["description"] = article.Description, ["active"] = article.IsActive })]);
        books["invoices"] = new JsonArray([.. company.Invoices.Values.Select(invoice => Invoice(invoice, attached[invoice.Number].Select(BooksView.File)))]);
        books["invoicePayments"] = new JsonArray([.. company.InvoicePayments.Values.Select(payment => new JsonObject
        {
            ["number"] = payment.Number,
            ["invoice"] = payment.InvoiceNumber,
            ["paidOn"] = FortnoxValue.Date(payment.PaidOn),
            ["currency"] = payment.Currency,
            ["amount"] = FortnoxValue.Amount(payment.AmountCurrency),
            ["amountInSek"] = FortnoxValue.Amount(payment.Amount),
            ["externalInvoiceReference1"] = payment.Texts.GetValueOrDefault("ExternalInvoiceReference1"),
            ["booked"] = payment.Voucher is not null,
        })]);
    }

    private static JsonObject Invoice(Invoice invoice, IEnumerable<JsonObject> files) => new()
    {
        ["number"] = invoice.Number,
        ["customer"] = invoice.CustomerNumber,
        ["state"] = invoice.State.ToString().ToLowerInvariant(),
        ["invoicedOn"] = FortnoxValue.Date(invoice.InvoicedOn),
        ["dueOn"] = FortnoxValue.Date(invoice.DueOn),
        ["currency"] = invoice.Currency,
        ["net"] = FortnoxValue.Amount(invoice.Totals.Net),
        ["vat"] = FortnoxValue.Amount(invoice.Totals.Vat),
        ["total"] = FortnoxValue.Amount(invoice.Totals.Total),
        ["balance"] = FortnoxValue.Amount(invoice.Balance),
        ["creditOf"] = invoice.CreditOf,
        ["externalInvoiceReference1"] = invoice.Texts.GetValueOrDefault("ExternalInvoiceReference1"),
        ["files"] = new JsonArray([.. files]),
    };
}
