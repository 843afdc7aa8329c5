namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary>Small plans approve only so many invoices and bills a calendar month.</summary>
internal static class XeroPlanCap
{
    public static void Check(XeroCompany company, XeroTradeDocument document, DateTime now, List<string> errors)
    {
        if (document.IsCredit || Cap(company, document.IsSale) is not { } cap) return;
        var approved = company.Invoices.Values.Count(other => other.Type == document.Type && other.Status is "AUTHORISED" or "PAID" && other.CreatedAt.Year == now.Year && other.CreatedAt.Month == now.Month);
        if (approved >= cap) errors.Add("You have reached the limit of invoices you can approve");
    }

    private static int? Cap(XeroCompany company, bool isSale) => (company.Plan, company.Country, isSale) switch
    {
        ("EARLY", _, true) => 20,
        ("EARLY", _, false) or ("STARTER", "ZA", false) => 5,
        _ => null,
    };
}
