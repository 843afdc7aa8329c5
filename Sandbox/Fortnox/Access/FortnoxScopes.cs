namespace OrleansLedger.Sandbox.Fortnox.Access;

/// <summary>Scopes an app may ask for. Each opens reading and writing; there are none for reading alone.</summary>
internal static class FortnoxScopes
{
    public const string Archive = "archive";
    public const string Article = "article";
    public const string Bookkeeping = "bookkeeping";
    public const string CompanyInformation = "companyinformation";
    public const string ConnectFile = "connectfile";
    public const string Currency = "currency";
    public const string Customer = "customer";
    public const string Inbox = "inbox";
    public const string Invoice = "invoice";
    public const string Payment = "payment";
    public const string Settings = "settings";

    public static readonly IReadOnlySet<string> All = new HashSet<string>(StringComparer.Ordinal)
    {
        Archive, Article, Bookkeeping, CompanyInformation, ConnectFile, Currency, Customer, Inbox, Invoice, Payment, Settings,
        "assets", "costcenter", "deletevoucher", "noxfinansinvoice", "offer", "order", "price",
        "print", "profile", "project", "salary", "supplier", "supplierinvoice", "timereporting", "warehouse",
    };
}
