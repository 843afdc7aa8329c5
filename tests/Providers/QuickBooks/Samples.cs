using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.QuickBooks;

namespace OrleansLedger.Providers.Tests.QuickBooks;

/// <summary>Companies and entries to translate.</summary>
internal static class Samples
{
    public const string Key = "OL0123456789ABCDEFGH";

    public static readonly RemoteAccount Checking = new("35", null, "Checking", AccountKind.Bank, "Bank", null, Active: true);
    public static readonly RemoteAccount Card = new("42", null, "Visa", AccountKind.CreditCard, "Credit Card", null, Active: true);
    public static readonly RemoteAccount Meals = new("13", "6100", "Meals", AccountKind.Expense, "Expense", null, Active: true);
    public static readonly RemoteTaxCode Standard = new("5", "20.0% S", 20m, Active: true);

    /// <summary>Two rates, as in Quebec.</summary>
    public static readonly RemoteTaxCode TwoRates = new("9", "GST/QST QC", 14.975m, Active: true);

    private static readonly WireTaxSetup s_tax = new(
        [Code("5", sales: ["7"], purchases: ["8"]), Code("9", sales: ["11", "12"], purchases: ["11", "12"]), Code("10", sales: [], purchases: ["8"])],
        [new WireTaxRate("7", 20m), new WireTaxRate("8", 20m), new WireTaxRate("11", 5m), new WireTaxRate("12", 9.975m)]);

    public static Company Us { get; } = Company("US", "USD");

    public static Company Uk { get; } = Company("GB", "GBP");

    public static Company Company(string? country, string currency, bool multiCurrency = false, bool tax = true, IReadOnlyList<WireCompanyCurrency>? currencies = null) =>
        QuickBooksTranslation.Company(
            "9341",
            new WireCompanyInfo("Harbour Cafe", null, country, null),
            new WirePreferences(new WireCurrencyPrefs(new WireRef(currency), multiCurrency), new WireTaxPrefs(tax), null, new WireAccountingInfoPrefs("2025-12-31")),
            currencies ?? [],
            tax ? s_tax : WireTaxSetup.None,
            currency);

    private static WireTaxCode Code(string id, string[] sales, string[] purchases) => new(id, id, Active: true, Rates(sales), Rates(purchases));

    private static WireTaxRateList Rates(string[] ids) => new([.. ids.Select(id => new WireTaxRateDetail(new WireRef(id), "TaxOnAmount"))]);

    public static TransactionEntry Entry(decimal amount, string currency = "GBP", string description = "Coffee beans, 12 kg", string? counterparty = "Nordic Roasters") => new()
    {
        EntryKey = Key,
        Document = new BankTransaction
        {
            Id = DocumentId.New(),
            TenantId = TenantId.New(),
            SourceReference = "tx-77",
            TransactedOn = new DateOnly(2026, 3, 5),
            Description = description,
            Amount = new Money(amount, currency),
            Counterparty = counterparty,
            Status = TransactionStatus.Completed,
            Revision = 1,
        },
        BankAccount = Checking,
        PostingAccount = Meals,
    };
}
