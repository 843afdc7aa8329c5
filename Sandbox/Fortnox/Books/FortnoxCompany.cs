using System.Text.Json.Serialization;
using OrleansLedger.Sandbox.Core.Companies;

namespace OrleansLedger.Sandbox.Fortnox.Books;

/// <summary>A company at Fortnox. <see cref="SimulatedCompany.Id"/> is its database number, which is also the <c>tenantId</c> of its tokens.</summary>
internal sealed class FortnoxCompany : SimulatedCompany
{
    public required string OrganisationNumber { get; set; }

    public required CompanyAddress Address { get; set; }

    /// <summary>Oldest first.</summary>
    public required List<FinancialYear> FinancialYears { get; init; }

    /// <summary>
    /// Id of the year somebody chose in Fortnox's own user interface. A call without <c>financialyear</c> means this year, whatever today's date is.
    /// </summary>
    public required int SelectedFinancialYear { get; set; }

    /// <summary>Last day of the locked period; null when nothing is locked.</summary>
    public DateOnly? LockedUntil { get; set; }

    /// <summary>Whether the company has bought the right to use the API at all.</summary>
    public bool HasApiLicence { get; set; } = true;

    /// <summary>Scopes whose Fortnox module the company has not bought.</summary>
    public HashSet<string> UnlicensedScopes { get; init; } = new(StringComparer.Ordinal);

    public required List<Currency> Currencies { get; init; }

    /// <summary>Which series each kind of document is posted to: <c>INVOICE</c> to <c>B</c>.</summary>
    public required Dictionary<string, string> PredefinedVoucherSeries { get; init; }

    public List<Files.StoredFile> Files { get; init; } = [];

    public List<Files.VoucherFileConnection> VoucherFileConnections { get; init; } = [];

    /// <summary>Deleted ones too: their numbers stay taken.</summary>
    public List<Customers.Customer> Customers { get; init; } = [];

    public List<Articles.Article> Articles { get; init; } = [];

    /// <summary>By document number.</summary>
    public SortedDictionary<int, Invoices.Invoice> Invoices { get; init; } = [];

    /// <summary>By number.</summary>
    public SortedDictionary<int, InvoicePayments.InvoicePayment> InvoicePayments { get; init; } = [];

    /// <summary>Number of the last payment, deleted ones included.</summary>
    public int LastPaymentNumber { get; set; }

    public List<Files.FileAttachment> FileAttachments { get; init; } = [];

    /// <summary>How often each event comes over the websocket: delivery is at least once.</summary>
    public int EventCopies { get; set; } = 1;

    [JsonIgnore]
    public FinancialYear Selected => Year(SelectedFinancialYear) ?? FinancialYears[^1];

    public FinancialYear? Year(int id) => FinancialYears.Find(year => year.Id == id);

    public FinancialYear? YearOf(DateOnly date) => FinancialYears.Find(year => year.Covers(date));

    public Currency? Currency(string code) => Currencies.Find(currency => string.Equals(currency.Code, code, StringComparison.Ordinal));

    /// <summary>A customer that is not deleted.</summary>
    public Customers.Customer? Customer(string number) => Customers.Find(customer => !customer.IsDeleted && string.Equals(customer.Number, number, StringComparison.Ordinal));

    public Articles.Article? Article(string number) => Articles.Find(article => string.Equals(article.Number, number, StringComparison.Ordinal));

    public bool IsLocked(DateOnly date) => LockedUntil is { } last && date <= last;
}

internal sealed record CompanyAddress(string Street, string ZipCode, string City, string CountryCode, string Country, string Email, string Phone);

/// <summary>Rates are SEK per <paramref name="Unit"/>.</summary>
internal sealed record Currency(string Code, string Description, decimal BuyRate, decimal SellRate, decimal Unit, DateOnly RateOn, bool IsAutomatic);
