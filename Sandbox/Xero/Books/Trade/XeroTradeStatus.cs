namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary>
/// The states of invoices and credit notes that a caller may ask for. PAID comes and goes by itself; VOIDED and DELETED are for ever.
/// </summary>
internal static class XeroTradeStatus
{
    private static readonly Dictionary<string, string[]> Next = new(StringComparer.Ordinal)
    {
        ["DRAFT"] = ["DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"],
        ["SUBMITTED"] = ["DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"],
        ["AUTHORISED"] = ["AUTHORISED", "VOIDED"],
        ["PAID"] = ["PAID"],
        ["VOIDED"] = [],
        ["DELETED"] = [],
    };

    public static string[] All => [.. Next.Keys];

    public static bool CanBegin(string status) => status is "DRAFT" or "SUBMITTED" or "AUTHORISED";

    public static bool CanBecome(string from, string to) => Next[from].Contains(to, StringComparer.Ordinal);

    /// <summary>Handed in for approval, or approved: then everything the books need must be there.</summary>
    public static bool MustBeComplete(string status) => status is "SUBMITTED" or "AUTHORISED" or "PAID";
}
