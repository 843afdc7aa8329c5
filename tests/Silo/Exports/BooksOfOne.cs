using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Exports;

namespace OrleansLedger.Silo.Tests.Exports;

/// <summary>A British company that uses pounds and euros, and a transaction of its.</summary>
internal static class BooksOfOne
{
    public const string Key = "OL0123456789ABCDEFGH";

    public static readonly RemoteAccount Bank = new("bank", "090", "Business Bank", AccountKind.Bank, "BANK", null, Active: true);

    public static readonly RemoteAccount Expenses = new("expenses", "429", "General Expenses", AccountKind.Expense, "EXPENSE", null, Active: true);

    public static readonly Company Cafe = new() { RemoteId = "company-1", Name = "Harbour Cafe", BaseCurrency = "GBP", Currencies = ["GBP", "EUR"] };

    public static ConnectionSettings Settings { get; } = new() { DefaultBankAccount = Bank.RemoteId, DefaultExpenseAccount = Expenses.RemoteId, DefaultCounterparty = "Unknown" };

    public static BankTransaction Transaction(decimal amount, string currency, params (string Currency, decimal Rate)[] rates) => new()
    {
        Id = DocumentId.New(),
        TenantId = TenantId.New(),
        SourceReference = "tx-77",
        TransactedOn = new DateOnly(2026, 3, 4),
        Description = "Coffee beans",
        Amount = new Money(amount, currency),
        Counterparty = "Beans & Co",
        Category = "supplies",
        Status = TransactionStatus.Completed,
        Rates = rates.ToDictionary(r => r.Currency, r => r.Rate, StringComparer.Ordinal),
        Revision = 1,
    };

    public static (TransactionEntry? Entry, IReadOnlyList<ReadinessProblem> Problems) Check(
        BankTransaction document, ConnectionSettings settings, Company? company = null, IReadOnlyList<RemoteTaxCode>? taxCodes = null, params MappingRule[] rules)
    {
        using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddProviders(new ConfigurationBuilder().AddInMemoryCollection(((string[])["xero", "quickbooks", "fortnox"]).SelectMany(Sandboxed)).Build())
            .BuildServiceProvider();
        var readiness = new Readiness(services.GetRequiredService<ProviderCatalog>()["xero"], company ?? Cafe, settings, [Bank, Expenses], taxCodes ?? [], [new MappingRule(MappingKind.Category, "supplies", Expenses.RemoteId), .. rules]);
        return readiness.Check(document, Key, existing: null, []);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Sandboxed(string provider) =>
    [
        new($"Providers:{provider}:SandboxUrl", "http://localhost:1"), new($"Providers:{provider}:ClientId", "id"),
        new($"Providers:{provider}:ClientSecret", "secret"), new($"Providers:{provider}:RedirectUri", "http://localhost/callback"),
    ];
}
