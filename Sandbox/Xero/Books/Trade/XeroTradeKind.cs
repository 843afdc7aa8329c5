using OrleansLedger.Sandbox.Xero.Query;

namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary>What differs between <c>/Invoices</c> and <c>/CreditNotes</c>.</summary>
/// <param name="Noun">As Xero's messages name it.</param>
/// <param name="Types">Sales first.</param>
internal sealed record XeroTradeKind(string Plural, string IdName, string NumberName, string Noun, string NumberPrefix, string EventCategory, string NumberTaken, IReadOnlyList<string> Types)
{
    public static readonly XeroTradeKind Invoice = new("Invoices", "InvoiceID", "InvoiceNumber", "Invoice", "INV-", "INVOICE", "Invoice # must be unique.", ["ACCREC", "ACCPAY"]);

    public static readonly XeroTradeKind CreditNote = new("CreditNotes", "CreditNoteID", "CreditNoteNumber", "Credit Note", "CN-", "CREDITNOTE", "Credit Note # must be unique.", ["ACCRECCREDIT", "ACCPAYCREDIT"]);

    public static XeroTradeKind Of(XeroTradeDocument document) => document.IsCredit ? CreditNote : Invoice;

    public Dictionary<Guid, XeroTradeDocument> Documents(XeroCompany company) => this == Invoice ? company.Invoices : company.CreditNotes;

    /// <summary>By id, or by the number of a living sales document: numbers of purchases identify nothing.</summary>
    public XeroTradeDocument? Find(XeroCompany company, string? key) =>
        string.IsNullOrEmpty(key) ? null : Guid.TryParse(key, out var id) ? Documents(company).GetValueOrDefault(id) : Numbered(company, key);

    public XeroTradeDocument? Numbered(XeroCompany company, string? number) => string.IsNullOrEmpty(number)
        ? null
        : Documents(company).Values.FirstOrDefault(document => document is { IsSale: true, IsLive: true } && string.Equals(document.Number, number, StringComparison.OrdinalIgnoreCase));

    /// <summary>The next free number for a sales document without one.</summary>
    public string NextNumber(XeroCompany company)
    {
        var taken = Documents(company).Values.Select(document => document.Number).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var next = company.NextNumbers.GetValueOrDefault(NumberPrefix, 1);
        while (taken.Contains($"{NumberPrefix}{next:0000}")) next++;
        company.NextNumbers[NumberPrefix] = next + 1;
        return $"{NumberPrefix}{next:0000}";
    }

    public XeroListing<XeroTradeDocument> Listing(XeroCompany company) =>
        new XeroListing<XeroTradeDocument>(Noun.Replace(" ", "", StringComparison.Ordinal), document => document.UpdatedAt, document => document.Id)
            .Documents(company)
            .Key(IdName, document => document.Id)
            .Text(NumberName, document => document.Number)
            .Date("DueDate", document => document.DueOn?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
            .Flag("SentToContact", document => document.SentToContact)
            .Amount("AmountPaid", document => document.AmountPaid)
            .Amount("AmountDue", document => document.Outstanding)
            .Amount("AmountCredited", document => document.AmountAllocated)
            .Amount("RemainingCredit", document => document.Outstanding);
}
