using System.Text.Json;

namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary>
/// What may still change once something is paid or credited. Of a bill: its number, due and planned dates, contact, link, branding and the words, accounts and tracking of its lines
/// (Xero's change of 19 March 2026). Of sales documents and credits: only whether they were sent.
/// </summary>
internal static class XeroSettledEdit
{
    private static readonly HashSet<string> Always = new(StringComparer.OrdinalIgnoreCase)
    {
        "InvoiceID", "InvoiceNumber", "CreditNoteID", "CreditNoteNumber", "Type", "Status", "SentToContact",
    };

    private static readonly HashSet<string> OfBills = new(StringComparer.OrdinalIgnoreCase)
    {
        "Reference", "DueDate", "DueDateString", "Contact", "Url", "BrandingThemeID", "LineItems", "PlannedPaymentDate",
    };

    /// <summary>Changed without a new UpdatedDateUTC on a document that is part-paid, so that If-Modified-Since misses it.</summary>
    private static readonly HashSet<string> Unnoticed = new(StringComparer.OrdinalIgnoreCase) { "DueDate", "DueDateString", "SentToContact" };

    /// <returns>Empty when the document's state lets this change pass.</returns>
    public static IReadOnlyList<string> Refusal(XeroTradeKind kind, XeroTradeDocument existing, JsonElement element, string status)
    {
        var isForbidden = !XeroTradeStatus.CanBecome(existing.Status, status);
        if (!existing.IsSettled) return isForbidden ? [Messages(kind)[0]] : [];
        if (isForbidden || status != existing.Status) return Messages(kind);
        var isAllowed = Members(element).All(name => Always.Contains(name) || (existing.Type == "ACCPAY" && OfBills.Contains(name)));
        return isAllowed ? [] : Messages(kind);
    }

    public static bool GoesUnnoticed(XeroTradeKind kind, JsonElement element) =>
        Members(element).Where(name => !string.Equals(name, kind.IdName, StringComparison.OrdinalIgnoreCase) && name is not ("Type" or "Status")).All(Unnoticed.Contains);

    /// <summary>Line by line the same amounts, tax and currency.</summary>
    public static bool KeepsAmounts(XeroTradeDocument before, XeroTradeDocument after) => before.Lines.Select(Amounts).SequenceEqual(after.Lines.Select(Amounts));

    public static IReadOnlyList<string> Messages(XeroTradeKind kind) =>
        [$"{kind.Noun} not of valid status for modification", "This document cannot be edited as it has a payment or credit note allocated to it."];

    private static (decimal, decimal, decimal, string, decimal) Amounts(XeroLine line) => (line.Quantity, line.UnitAmount, line.LineAmount, line.TaxType, line.TaxAmount);

    private static IEnumerable<string> Members(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
