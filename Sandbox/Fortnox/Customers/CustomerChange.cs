using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Customers;

/// <summary>What a request says about a customer; absent fields are null and stay as they are.</summary>
internal sealed record CustomerChange
{
    public string? Number { get; private init; }
    public string? Name { get; private init; }
    private string? Type { get; init; }
    private string? VatType { get; init; }
    private string? Currency { get; init; }
    private string? CountryCode { get; init; }
    private bool? Active { get; init; }
    private bool? ShowPriceVatIncluded { get; init; }
    private decimal? InvoiceDiscount { get; init; }
    private int? SalesAccount { get; init; }
    private string? TermsOfPayment { get; init; }
    private Dictionary<string, string> Texts { get; init; } = [];

    public static CustomerChange Read(FieldReader fields, bool nameRequired) => new()
    {
        Number = fields.Text("CustomerNumber", 1024),
        Name = fields.Text("Name", 1024, nameRequired),
        Type = fields.Choice("Type", "PRIVATE", "COMPANY"),
        VatType = fields.Choice("VATType", "SEVAT", "SEREVERSEDVAT", "EUREVERSEDVAT", "EUVAT", "EXPORT"),
        Currency = fields.Text("Currency", 3),
        CountryCode = fields.Text("CountryCode", 2),
        Active = fields.Flag("Active"),
        ShowPriceVatIncluded = fields.Flag("ShowPriceVATIncluded"),
        InvoiceDiscount = fields.Number("InvoiceDiscount"),
        SalesAccount = fields.Integer("SalesAccount"),
        TermsOfPayment = fields.Text("TermsOfPayment", 30),
        Texts = Customer.Fields.Read(fields),
    };

    /// <returns>What the registers have not got of what the request names; null when they have it all.</returns>
    public FortnoxError? Check(FortnoxCompany company)
    {
        if (Name is { Length: 0 }) return FortnoxError.Rule("Fältet Name måste anges.");
        if (Currency is { } currency && company.Currency(currency) is null) return FortnoxError.Rule($"Valutan {currency} finns inte.");
        if (CountryCode is { } country && Countries.NameOf(country) is null) return FortnoxError.Rule($"Landskoden {country} finns inte.");
        if (TermsOfPayment is { } terms && Books.TermsOfPayment.DaysOf(terms) is null) return FortnoxError.Rule($"Betalningsvillkoret {terms} finns inte.");
        return SalesAccount is { } account && !company.Selected.Accounts.ContainsKey(account) ? FortnoxError.RowAccountNotFound(account) : null;
    }

    public Customer Apply(Customer customer, DateTimeOffset now) => customer with
    {
        Name = Name ?? customer.Name,
        Type = Type ?? customer.Type,
        VatType = VatType ?? customer.VatType,
        Currency = Currency ?? customer.Currency,
        CountryCode = CountryCode ?? customer.CountryCode,
        IsActive = Active ?? customer.IsActive,
        ShowPriceVatIncluded = ShowPriceVatIncluded ?? customer.ShowPriceVatIncluded,
        InvoiceDiscount = InvoiceDiscount ?? customer.InvoiceDiscount,
        SalesAccount = SalesAccount ?? customer.SalesAccount,
        TermsOfPayment = TermsOfPayment ?? customer.TermsOfPayment,
        Texts = TextFields.Merge(customer.Texts, Texts),
        ModifiedAt = now,
    };
}
