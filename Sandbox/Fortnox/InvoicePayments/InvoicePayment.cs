using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Invoices;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.InvoicePayments;

/// <summary>A payment of an invoice. Nothing moves before it is booked; afterwards it stays as it is.</summary>
internal sealed record InvoicePayment
{
    /// <summary>Fields that are kept as they come.</summary>
    public static readonly TextFields Fields = new(("ExternalInvoiceReference1", 80), ("ExternalInvoiceReference2", 80));

    public required int Number { get; init; }
    public required int InvoiceNumber { get; init; }

    /// <summary>SEK that arrived.</summary>
    public required decimal Amount { get; init; }

    /// <summary>What is paid of the invoice, in its currency.</summary>
    public required decimal AmountCurrency { get; init; }

    public required string Currency { get; init; }
    public required decimal CurrencyRate { get; init; }
    public required decimal CurrencyUnit { get; init; }
    public required DateOnly PaidOn { get; init; }
    public required string ModeOfPayment { get; init; }
    public required int Account { get; init; }
    public IReadOnlyList<WriteOff> WriteOffs { get; init; } = [];

    /// <summary>Values of <see cref="Fields"/>.</summary>
    public Dictionary<string, string> Texts { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The voucher it was booked with; null before.</summary>
    public PostedVoucher? Voucher { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>What it takes off the invoice's balance once booked.</summary>
    public decimal Settles => AmountCurrency + WriteOffs.Sum(writeOff => writeOff.Amount);

    /// <summary>As in lists.</summary>
    public JsonObject Brief(FortnoxCall call) => new()
    {
        ["@url"] = call.Url($"invoicepayments/{Number}"),
        ["Amount"] = FortnoxValue.Amount(Amount),
        ["Booked"] = Voucher is not null,
        ["Currency"] = Currency,
        ["CurrencyRate"] = FortnoxValue.Amount(CurrencyRate),
        ["CurrencyUnit"] = FortnoxValue.Amount(CurrencyUnit),
        ["InvoiceNumber"] = InvoiceNumber,
        ["Number"] = Number,
        ["PaymentDate"] = FortnoxValue.Date(PaidOn),
        ["Source"] = "manual",
    };

    public JsonObject Full(FortnoxCall call)
    {
        var invoice = call.Company.Invoices[InvoiceNumber];
        var shape = Brief(call);
        shape["AmountCurrency"] = FortnoxValue.Amount(AmountCurrency);
        shape["InvoiceCustomerName"] = invoice.Texts.GetValueOrDefault("CustomerName") ?? "";
        shape["InvoiceCustomerNumber"] = invoice.CustomerNumber;
        shape["InvoiceDueDate"] = FortnoxValue.Date(invoice.DueOn);
        shape["InvoiceOCR"] = invoice.Ocr;
        shape["InvoiceTotal"] = FortnoxValue.Amount(invoice.Totals.Total);
        shape["ModeOfPayment"] = ModeOfPayment;
        shape["ModeOfPaymentAccount"] = Account;
        shape["VoucherNumber"] = Voucher?.Number;
        shape["VoucherSeries"] = Voucher?.Series;
        shape["VoucherYear"] = Voucher?.Year;
        shape["WriteOffs"] = new JsonArray([.. WriteOffs.Select(writeOff => new JsonObject { ["AccountNumber"] = writeOff.Account, ["Amount"] = FortnoxValue.Amount(writeOff.Amount), ["Description"] = writeOff.Description })]);
        Fields.Write(shape, Texts);
        return shape;
    }
}

/// <summary>A part of the invoice that is not paid but given up.</summary>
/// <param name="Amount">In the invoice's currency.</param>
internal sealed record WriteOff(int Account, decimal Amount, string Description);
