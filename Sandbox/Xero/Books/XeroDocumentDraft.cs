using System.Text.Json;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>Checks one sent document as Xero does and collects every reason against it: the part that is the same for bank transactions, invoices and credit notes.</summary>
internal abstract class XeroDocumentDraft(XeroCall call, JsonElement element, XeroDocument? existing)
{
    /// <summary>Beyond this factor, in either direction, from the rate of the day a rate is worth a warning. Xero names no figure.</summary>
    private const decimal SuspiciousFactor = 2m;

    protected XeroCall Call => call;

    protected XeroCompany Company => call.Company;

    protected JsonElement Element => element;

    protected List<string> Errors { get; } = [];

    protected List<string> Warnings { get; } = [];

    protected static XeroChange Refuse(params IReadOnlyList<string> errors) => new(errors, [], () => []);

    /// <returns>Stores the contact and gives its id; null when the document names none that could be had.</returns>
    protected Func<Guid>? Contact()
    {
        if (element.Member("Contact") is { } reference) return XeroContacts.Resolve(call, reference, Errors);
        if (existing is not null) return () => existing.ContactId;
        Errors.Add(XeroContacts.NotIdentified);
        return null;
    }

    /// <summary>The document's day; neither it nor the one it had may be locked.</summary>
    protected DateOnly Date()
    {
        var date = element.Day("Date") ?? existing?.Date ?? call.Today;
        XeroLockDates.Check(Company, date, Errors);
        if (existing is not null && existing.Date != date) XeroLockDates.Check(Company, existing.Date, Errors);
        return date;
    }

    /// <summary>The lines sent, or those the document has. A line is kept by naming its LineItemID; those not listed are gone.</summary>
    protected IReadOnlyList<XeroLine> Lines(XeroLineRules rules, string amounts)
    {
        if (element.Member("LineItems") is not { ValueKind: JsonValueKind.Array } sent)
        {
            if (existing is { Lines.Count: > 0 } && amounts != existing.LineAmountTypes) Errors.Add("LineItems must be sent when LineAmountTypes changes.");
            return existing?.Lines ?? [];
        }

        return [.. sent.EnumerateArray().Select(line => new XeroLineCheck(call, line, rules, amounts, Errors).Read(IdOf(line)))];
    }

    protected void RequireLines(IReadOnlyList<XeroLine> lines)
    {
        if (lines.Count == 0) Errors.Add("One or more line items must be specified");
    }

    protected void CheckSubscribed(string? currency)
    {
        if (currency is { Length: > 0 } && !Company.Currencies.Contains(currency, StringComparer.OrdinalIgnoreCase)) Errors.Add($"Organisation is not subscribed to currency {currency}");
    }

    /// <summary>The rate sent, the one the document has, or the rate of the day; one in the base currency.</summary>
    protected decimal Rate(string currency)
    {
        if (currency == Company.BaseCurrency) return 1m;
        var ofTheDay = Company.DayRates.GetValueOrDefault(currency, 1m);
        var rate = element.Amount("CurrencyRate") ?? (existing?.CurrencyCode == currency ? existing.CurrencyRate : ofTheDay);
        if (rate <= 0) Errors.Add("The CurrencyRate must be greater than zero.");
        else if (rate > ofTheDay * SuspiciousFactor || rate < ofTheDay / SuspiciousFactor)
            Warnings.Add($"The CurrencyRate {rate} differs significantly from the current rate {ofTheDay} for {currency}.");
        return rate;
    }

    /// <summary>A link to the source document; Xero takes none to itself.</summary>
    protected string? Url()
    {
        var url = element.Text("Url");
        if (url is { Length: > 0 } && (!Uri.IsWellFormedUriString(url, UriKind.Absolute) || url.Contains("xero", StringComparison.OrdinalIgnoreCase))) Errors.Add("Url is not a valid absolute URL.");
        return url ?? existing?.Url;
    }

    /// <summary>Totals are Xero's to compute; those sent are compared, and a client that echoes stale ones is refused (xero-mcp-server#206, #312).</summary>
    protected void CheckTotals(XeroDocument document, string totalDiffers)
    {
        if (document.Lines.Count == 0) return;
        if (element.Amount("SubTotal") is { } subTotal && subTotal != document.SubTotal) Errors.Add("The document sub total does not equal the sub total of the lines.");
        if (element.Amount("TotalTax") is { } tax && tax != document.TotalTax) Errors.Add("The document tax total does not equal the tax total of the lines.");
        if (element.Amount("Total") is { } total && total != document.Total) Errors.Add(totalDiffers);
    }

    /// <summary>Stores the contact, which the document makes a customer or a supplier.</summary>
    protected Guid StoreContact(Func<Guid> apply, bool isSale)
    {
        var contact = Company.Contacts[apply()];
        if (isSale) contact.IsCustomer = true;
        else contact.IsSupplier = true;
        return contact.ContactId;
    }

    private Guid IdOf(JsonElement line) => line.Id("LineItemID") is { } id && existing?.Lines.Any(known => known.LineItemId == id) == true ? id : Guid.CreateVersion7();
}
