namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>The entities this simulator keeps. Others of the provider are answered with its own "unsupported operation".</summary>
internal static class EntityCatalog
{
    public static AccountType Account { get; } = new();
    public static AttachableType Attachable { get; } = new();
    public static CompanyCurrencyType CompanyCurrency { get; } = new();
    public static CompanyInfoType CompanyInfo { get; } = new();
    public static CustomerType Customer { get; } = new();
    public static DepositType Deposit { get; } = new();
    public static ExchangeRateType ExchangeRate { get; } = new();
    public static PreferencesType Preferences { get; } = new();
    public static PurchaseType Purchase { get; } = new();
    public static TaxAgencyType TaxAgency { get; } = new();
    public static TaxCodeType TaxCode { get; } = new();
    public static TaxRateType TaxRate { get; } = new();
    public static TransferType Transfer { get; } = new();
    public static VendorType Vendor { get; } = new();

    public static IReadOnlyList<EntityType> All { get; } =
        [Account, Attachable, CompanyCurrency, CompanyInfo, Customer, Deposit, ExchangeRate, Preferences, Purchase, TaxAgency, TaxCode, TaxRate, Transfer, Vendor];

    private static readonly Dictionary<string, EntityType> ByName = All.ToDictionary(type => type.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>By name or path; their letters' case does not matter.</summary>
    public static EntityType? Find(string name) => ByName.GetValueOrDefault(name);
}
