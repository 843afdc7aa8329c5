namespace OrleansLedger.Sandbox.Xero.Identity;

/// <summary>Scopes an app may ask for, and what each endpoint needs: the granular ones and the broad ones they replace.</summary>
internal static class XeroScopes
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "openid", "profile", "email", "offline_access", "app.connections", "files", "files.read", "assets", "assets.read", "projects", "projects.read",
        "accounting.transactions", "accounting.transactions.read", "accounting.reports.read", "accounting.journals.read", "accounting.budgets.read",
        "accounting.invoices", "accounting.invoices.read", "accounting.payments", "accounting.payments.read", "accounting.banktransactions", "accounting.banktransactions.read",
        "accounting.manualjournals", "accounting.manualjournals.read", "accounting.settings", "accounting.settings.read", "accounting.contacts", "accounting.contacts.read",
        "accounting.attachments", "accounting.attachments.read",
        "accounting.reports.aged.read", "accounting.reports.balancesheet.read", "accounting.reports.banksummary.read", "accounting.reports.budgetsummary.read",
        "accounting.reports.executivesummary.read", "accounting.reports.profitandloss.read", "accounting.reports.trialbalance.read", "accounting.reports.taxreports.read",
    };

    public static bool AreKnown(IEnumerable<string> scopes) => scopes.All(Known.Contains);

    /// <summary>Whether one of the scopes that open the endpoint was granted.</summary>
    /// <param name="area">First path segment below the base, lower case; attachments count as their own.</param>
    public static bool Allow(IReadOnlyCollection<string> granted, string area, bool isWrite)
    {
        string[] open = area switch
        {
            "banktransactions" => ["accounting.banktransactions", "accounting.transactions"],
            "invoices" or "creditnotes" => ["accounting.invoices", "accounting.transactions"],
            "items" => ["accounting.invoices", "accounting.settings"],
            "payments" => ["accounting.payments", "accounting.transactions"],
            "manualjournals" => ["accounting.manualjournals", "accounting.transactions"],
            "contacts" => ["accounting.contacts"],
            "attachments" => ["accounting.attachments"],
            _ => ["accounting.settings"],
        };
        return open.Any(scope => granted.Contains(scope) || (!isWrite && granted.Contains(scope + ".read")));
    }
}
