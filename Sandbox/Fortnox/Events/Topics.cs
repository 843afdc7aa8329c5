using OrleansLedger.Sandbox.Fortnox.Access;

namespace OrleansLedger.Sandbox.Fortnox.Events;

/// <summary>The 19 topics of the websocket. Events of a topic reach only an app whose consent covers the topic's scope.</summary>
internal static class Topics
{
    public const string Accounts = "accounts";
    public const string Articles = "articles";
    public const string Customers = "customers";
    public const string FinancialYears = "financial-years";

    /// <summary>Payments of invoices too.</summary>
    public const string Invoices = "invoices";

    public const string Vouchers = "vouchers";

    private static readonly Dictionary<string, string> Scopes = new(StringComparer.Ordinal)
    {
        [Accounts] = FortnoxScopes.Bookkeeping,
        [Articles] = FortnoxScopes.Article,
        [Customers] = FortnoxScopes.Customer,
        [FinancialYears] = FortnoxScopes.Bookkeeping,
        [Invoices] = FortnoxScopes.Invoice,
        [Vouchers] = FortnoxScopes.Bookkeeping,
        // Of these nothing happens here, but they can be listened to.
        ["activities"] = "timereporting",
        ["assignments"] = "timereporting",
        ["cost-centers"] = "costcenter",
        ["currencies"] = FortnoxScopes.Currency,
        ["offers"] = "offer",
        ["orders"] = "order",
        ["projects"] = "project",
        ["supplier-invoices"] = "supplierinvoice",
        ["suppliers"] = "supplier",
        ["terms-of-deliveries"] = FortnoxScopes.Settings,
        ["terms-of-payments"] = FortnoxScopes.Settings,
        ["warehouse-stockbalances"] = "warehouse",
        ["ways-of-deliveries"] = FortnoxScopes.Settings,
    };

    /// <returns>Null for a topic that does not exist.</returns>
    public static string? ScopeOf(string topic) => Scopes.GetValueOrDefault(topic);
}
