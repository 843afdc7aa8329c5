using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Customers;

/// <summary>A customer. Changes make a new one in its place.</summary>
internal sealed record Customer
{
    /// <summary>Fields that are kept as they come.</summary>
    public static readonly TextFields Fields = new(
        ("Address1", 1024), ("Address2", 1024), ("City", 1024), ("Comments", 1024), ("DeliveryAddress1", 1024), ("DeliveryAddress2", 1024), ("DeliveryCity", 1024), ("DeliveryFax", 1024),
        ("DeliveryName", 1024), ("DeliveryPhone1", 1024), ("DeliveryPhone2", 1024), ("DeliveryZipCode", 10), ("Email", 1024), ("EmailInvoice", 1024), ("EmailInvoiceBCC", 1024),
        ("EmailInvoiceCC", 1024), ("EmailOffer", 1024), ("EmailOfferBCC", 1024), ("EmailOfferCC", 1024), ("EmailOrder", 1024), ("EmailOrderBCC", 1024), ("EmailOrderCC", 1024),
        ("ExternalReference", 1024), ("Fax", 1024), ("GLN", 13), ("GLNDelivery", 13), ("InvoiceRemark", 1024), ("OrganisationNumber", 30), ("OurReference", 50), ("Phone1", 1024),
        ("Phone2", 1024), ("VATNumber", 50), ("VisitingAddress", 128), ("VisitingCity", 128), ("VisitingZipCode", 10), ("WWW", 128), ("YourReference", 50), ("ZipCode", 10),
        ("DefaultDeliveryTypes.Invoice", 20), ("DefaultDeliveryTypes.Offer", 20), ("DefaultDeliveryTypes.Order", 20),
        ("DefaultTemplates.CashInvoice", 50), ("DefaultTemplates.Invoice", 50), ("DefaultTemplates.Offer", 50), ("DefaultTemplates.Order", 50));

    public required string Number { get; init; }

    public required string Name { get; init; }

    /// <summary><c>COMPANY</c> or <c>PRIVATE</c>.</summary>
    public string Type { get; init; } = "COMPANY";

    /// <summary><c>SEVAT</c>, <c>SEREVERSEDVAT</c>, <c>EUREVERSEDVAT</c>, <c>EUVAT</c> or <c>EXPORT</c>.</summary>
    public string VatType { get; init; } = "SEVAT";

    public string Currency { get; init; } = "SEK";

    public string CountryCode { get; init; } = "SE";

    public bool IsActive { get; init; } = true;

    public bool ShowPriceVatIncluded { get; init; }

    public decimal? InvoiceDiscount { get; init; }

    /// <summary>Account that invoice rows go to which name none themselves.</summary>
    public int? SalesAccount { get; init; }

    public string TermsOfPayment { get; init; } = Books.TermsOfPayment.Default;

    /// <summary>Values of <see cref="Fields"/>.</summary>
    public Dictionary<string, string> Texts { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Gone for every reader, but its number stays taken.</summary>
    public bool IsDeleted { get; init; }

    public DateTimeOffset ModifiedAt { get; init; }
}
