using System.Text.Json.Serialization;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Invoices;

/// <summary>An invoice or, with a negative total, a credit invoice. Changes make a new one in its place.</summary>
internal sealed record Invoice
{
    /// <summary>Fields that are kept as they come. Those a customer has too are taken over from there.</summary>
    public static readonly TextFields Fields = new(
        ("Address1", 1024), ("Address2", 1024), ("City", 1024), ("Comments", 1024), ("Country", 1024), ("CustomerName", 1024), ("DeliveryAddress1", 1024), ("DeliveryAddress2", 1024),
        ("DeliveryCity", 1024), ("DeliveryCountry", 1024), ("DeliveryDate", 10), ("DeliveryName", 1024), ("DeliveryZipCode", 1024), ("ExternalInvoiceReference1", 80),
        ("ExternalInvoiceReference2", 80), ("OurReference", 50), ("OutboundDate", 10), ("PaymentWay", 20), ("Phone1", 1024), ("Phone2", 1024), ("PriceList", 20), ("PrintTemplate", 50),
        ("Remarks", 1024), ("TermsOfDelivery", 20), ("WayOfDelivery", 20), ("YourOrderNumber", 75), ("YourReference", 50), ("ZipCode", 1024),
        ("EDIInformation.EDIGlobalLocationNumber", 50), ("EDIInformation.EDIGlobalLocationNumberDelivery", 50), ("EDIInformation.EDIInvoiceExtra1", 1024), ("EDIInformation.EDIInvoiceExtra2", 1024),
        ("EDIInformation.EDIOurElectronicReference", 50), ("EDIInformation.EDIYourElectronicReference", 50), ("EmailInformation.EmailAddressBCC", 1024), ("EmailInformation.EmailAddressCC", 1024),
        ("EmailInformation.EmailAddressFrom", 1024), ("EmailInformation.EmailAddressTo", 1024), ("EmailInformation.EmailBody", 20000), ("EmailInformation.EmailSubject", 200));

    public required int Number { get; init; }
    public required string CustomerNumber { get; init; }

    /// <summary>Of the customer when the invoice was last changed; decides whether there is VAT.</summary>
    public required string VatType { get; init; }

    public required DateOnly InvoicedOn { get; init; }
    public required DateOnly DueOn { get; init; }
    public required string Currency { get; init; }

    /// <summary>SEK per <see cref="CurrencyUnit"/> of the currency.</summary>
    public required decimal CurrencyRate { get; init; }

    public required decimal CurrencyUnit { get; init; }
    public required string TermsOfPayment { get; init; }
    public required string Ocr { get; init; }
    public string Type { get; init; } = "INVOICE";
    public string Language { get; init; } = "SV";

    /// <summary>Whether the rows' prices contain VAT.</summary>
    public bool VatIncluded { get; init; }

    public bool IsSent { get; init; }
    public bool NotCompleted { get; init; }
    public bool EuQuarterlyReport { get; init; }

    /// <summary>Values of <see cref="Fields"/>.</summary>
    public Dictionary<string, string> Texts { get; init; } = new(StringComparer.Ordinal);

    public List<InvoiceRow> Rows { get; init; } = [];

    /// <summary>The voucher it was booked with; null before.</summary>
    public PostedVoucher? Voucher { get; init; }

    public bool IsCancelled { get; init; }

    /// <summary>For a credit invoice made of another: that one's number.</summary>
    public int? CreditOf { get; init; }

    /// <summary>Number of the credit invoice last made of this one.</summary>
    public int? CreditedBy { get; init; }

    /// <summary>Booked payments with their write-offs, in the invoice's currency.</summary>
    public decimal Paid { get; init; }

    /// <summary>Set off against booked credit invoices; for a credit invoice (negative) against the invoice it credits.</summary>
    public decimal SetOff { get; init; }

    /// <summary>Sum of the booked credit invoices made of this one, as a positive amount.</summary>
    public decimal Credited { get; init; }

    /// <summary>When the balance came to nothing.</summary>
    public DateOnly? FinallyPaidOn { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }

    [JsonIgnore]
    public InvoiceTotals Totals => InvoiceTotals.Of(this);

    /// <summary>What is still to be paid, in the invoice's currency.</summary>
    [JsonIgnore]
    public decimal Balance => IsCancelled ? 0 : Totals.Total - Paid - SetOff;

    [JsonIgnore]
    public InvoiceState State => InvoiceStates.Of(this);

    /// <summary>An amount of the invoice's currency in SEK.</summary>
    public decimal InSek(decimal amount) => Math.Round(amount * CurrencyRate / CurrencyUnit, 2, MidpointRounding.AwayFromZero);
}

/// <summary>Key of the voucher that a document was booked with.</summary>
internal sealed record PostedVoucher(string Series, int Number, int Year);

/// <param name="AccountNumber">Null for a row that is only text.</param>
/// <param name="Discount">An amount of the row, or percent.</param>
/// <param name="Vat">Percent.</param>
internal sealed record InvoiceRow(int Id, int? AccountNumber, string? ArticleNumber, string Description, decimal Quantity, decimal Price, decimal Discount, string DiscountType, int Vat, string Unit)
{
    public const string Amount = "AMOUNT";
    public const string Percent = "PERCENT";

    /// <summary>With VAT where the invoice's prices contain it. A discount makes a credited row smaller too.</summary>
    [JsonIgnore]
    public decimal Total => Math.Round((Quantity * Price) - (DiscountType == Percent ? Quantity * Price * Discount / 100 : Math.Sign(Quantity) * Discount), 2, MidpointRounding.AwayFromZero);
}
