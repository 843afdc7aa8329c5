using OrleansLedger.Sandbox.QuickBooks.Entities.Bills;
using OrleansLedger.Sandbox.QuickBooks.Entities.Journals;
using OrleansLedger.Sandbox.QuickBooks.Entities.Lists;
using OrleansLedger.Sandbox.QuickBooks.Entities.Sales;
using OrleansLedger.Sandbox.QuickBooks.Entities.Settlements;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>The entities this simulator keeps. Others of the provider are answered with its own "unsupported operation".</summary>
internal static class EntityCatalog
{
    public static AccountType Account { get; } = new();
    public static AttachableType Attachable { get; } = new();
    public static BillType Bill { get; } = new();
    public static BillPaymentType BillPayment { get; } = new();
    public static ClassType Class { get; } = new();
    public static CompanyCurrencyType CompanyCurrency { get; } = new();
    public static CompanyInfoType CompanyInfo { get; } = new();
    public static CreditMemoType CreditMemo { get; } = new();
    public static CustomerType Customer { get; } = new();
    public static DepartmentType Department { get; } = new();
    public static DepositType Deposit { get; } = new();
    public static EmployeeType Employee { get; } = new();
    public static EstimateType Estimate { get; } = new();
    public static ExchangeRateType ExchangeRate { get; } = new();
    public static InvoiceType Invoice { get; } = new();
    public static ItemType Item { get; } = new();
    public static JournalEntryType JournalEntry { get; } = new();
    public static PaymentType Payment { get; } = new();
    public static PaymentMethodType PaymentMethod { get; } = new();
    public static PreferencesType Preferences { get; } = new();
    public static PurchaseType Purchase { get; } = new();
    public static RefundReceiptType RefundReceipt { get; } = new();
    public static SalesReceiptType SalesReceipt { get; } = new();
    public static TaxAgencyType TaxAgency { get; } = new();
    public static TaxCodeType TaxCode { get; } = new();
    public static TaxRateType TaxRate { get; } = new();
    public static TermType Term { get; } = new();
    public static TransferType Transfer { get; } = new();
    public static VendorType Vendor { get; } = new();
    public static VendorCreditType VendorCredit { get; } = new();

    public static IReadOnlyList<EntityType> All { get; } =
    [
        Account, Attachable, Bill, BillPayment, Class, CompanyCurrency, CompanyInfo, CreditMemo, Customer, Department, Deposit, Employee, Estimate, ExchangeRate, Invoice,
        Item, JournalEntry, Payment, PaymentMethod, Preferences, Purchase, RefundReceipt, SalesReceipt, TaxAgency, TaxCode, TaxRate, Term, Transfer, Vendor, VendorCredit,
    ];

    private static readonly Dictionary<string, EntityType> ByName = All.ToDictionary(type => type.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>By name or path; their letters' case does not matter.</summary>
    public static EntityType? Find(string name) => ByName.GetValueOrDefault(name);
}
