using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Invoices;

/// <summary>How an invoice is written: shortly in lists, fully alone. The schema is not of one mind about numbers and texts.</summary>
internal static class InvoiceShape
{
    public static JsonObject Brief(FortnoxCall call, Invoice invoice)
    {
        string Text(string name) => invoice.Texts.GetValueOrDefault(name) ?? "";
        return new JsonObject
        {
            ["@url"] = call.Url($"invoices/{invoice.Number}"),
            ["Balance"] = FortnoxValue.Amount(invoice.Balance),
            ["Booked"] = invoice.Voucher is not null,
            ["Cancelled"] = invoice.IsCancelled,
            ["CostCenter"] = "",
            ["Currency"] = invoice.Currency,
            // Text in lists, a number alone.
            ["CurrencyRate"] = FortnoxValue.Amount(invoice.CurrencyRate).ToString(CultureInfo.InvariantCulture),
            ["CurrencyUnit"] = FortnoxValue.Amount(invoice.CurrencyUnit),
            ["CustomerName"] = Text("CustomerName"),
            ["CustomerNumber"] = invoice.CustomerNumber,
            ["DocumentNumber"] = invoice.Number.ToString(CultureInfo.InvariantCulture),
            ["DueDate"] = FortnoxValue.Date(invoice.DueOn),
            ["ExternalInvoiceReference1"] = Text("ExternalInvoiceReference1"),
            ["ExternalInvoiceReference2"] = Text("ExternalInvoiceReference2"),
            ["FinalPayDate"] = invoice.FinallyPaidOn is { } paid ? FortnoxValue.Date(paid) : null,
            ["InvoiceDate"] = FortnoxValue.Date(invoice.InvoicedOn),
            ["InvoiceType"] = invoice.Type,
            ["NoxFinans"] = false,
            ["OCR"] = invoice.Ocr,
            ["Project"] = "",
            ["Sent"] = invoice.IsSent,
            ["TermsOfPayment"] = invoice.TermsOfPayment,
            ["Total"] = FortnoxValue.Amount(invoice.Totals.Total),
            ["VoucherNumber"] = invoice.Voucher?.Number,
            ["VoucherSeries"] = invoice.Voucher?.Series,
            ["VoucherYear"] = invoice.Voucher?.Year,
            ["WayOfDelivery"] = Text("WayOfDelivery"),
        };
    }

    public static JsonObject Full(FortnoxCall call, Invoice invoice)
    {
        var totals = invoice.Totals;
        var shape = Brief(call, invoice);
        Invoice.Fields.Write(shape, invoice.Texts);
        shape["AdministrationFee"] = 0;
        shape["AdministrationFeeVAT"] = 0;
        shape["BasisTaxReduction"] = 0;
        shape["ContractReference"] = 0;
        shape["Credit"] = invoice.CreditOf is null ? "false" : "true";
        shape["CreditInvoiceReference"] = (invoice.CreditOf ?? invoice.CreditedBy ?? 0).ToString(CultureInfo.InvariantCulture);
        shape["CurrencyRate"] = FortnoxValue.Amount(invoice.CurrencyRate);
        shape["EUQuarterlyReport"] = invoice.EuQuarterlyReport;
        shape["Freight"] = 0;
        shape["FreightVAT"] = 0;
        shape["Gross"] = FortnoxValue.Amount(totals.Net);
        shape["HouseWork"] = false;
        shape["InvoiceRows"] = new JsonArray([.. invoice.Rows.Select(row => Row(invoice, row))]);
        shape["Language"] = invoice.Language;
        shape["LastRemindDate"] = null;
        shape["Net"] = FortnoxValue.Amount(totals.Net);
        shape["NotCompleted"] = invoice.NotCompleted;
        shape["OfferReference"] = "0";
        shape["OrderReference"] = "0";
        shape["OrganisationNumber"] = call.Company.Customer(invoice.CustomerNumber)?.Texts.GetValueOrDefault("OrganisationNumber") ?? "";
        shape["Reminders"] = 0;
        shape["RoundOff"] = 0;
        shape["TaxReduction"] = null;
        shape["TaxReductionType"] = "none";
        shape["TotalToPay"] = FortnoxValue.Amount(totals.Total);
        shape["TotalVAT"] = FortnoxValue.Amount(totals.Vat);
        shape["VATIncluded"] = invoice.VatIncluded;
        return shape;
    }

    private static JsonObject Row(Invoice invoice, InvoiceRow row) => new()
    {
        ["AccountNumber"] = row.AccountNumber,
        ["ArticleNumber"] = row.ArticleNumber ?? "",
        ["CostCenter"] = "",
        ["DeliveredQuantity"] = row.Quantity.ToString("0.00####", CultureInfo.InvariantCulture),
        ["Description"] = row.Description,
        ["Discount"] = FortnoxValue.Amount(row.Discount),
        ["DiscountType"] = row.DiscountType,
        ["HouseWork"] = false,
        ["Price"] = FortnoxValue.Amount(row.Price),
        ["PriceExcludingVAT"] = FortnoxValue.Amount(invoice.VatIncluded ? Math.Round(row.Price * 100 / (100 + row.Vat), 2, MidpointRounding.AwayFromZero) : row.Price),
        ["Project"] = "",
        ["RowId"] = row.Id,
        ["Total"] = FortnoxValue.Amount(row.Total),
        ["TotalExcludingVAT"] = FortnoxValue.Amount(InvoiceTotals.NetOf(row, invoice.VatIncluded)),
        ["Unit"] = row.Unit,
        ["VAT"] = row.Vat,
    };
}
