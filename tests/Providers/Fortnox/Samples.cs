using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Fortnox;

/// <summary>A Swedish company with the years 2025 and 2026, and a transaction of it.</summary>
internal static class Samples
{
    public const string Key = "OL0123456789ABCDEFGH";

    public static readonly RemoteAccount Bank = new("1930", "1930", "Företagskonto", AccountKind.Bank, "BAS 1", Currency: null, Active: true);

    public static readonly RemoteAccount Supplies = new("5460", "5460", "Förbrukningsmaterial", AccountKind.Expense, "BAS 5", Currency: null, Active: true);

    public static Company Company { get; } = new()
    {
        RemoteId = "1492",
        Name = "Hamnkaféet AB",
        BaseCurrency = "SEK",
        FinancialYears = [new("3", new(2025, 1, 1), new(2025, 12, 31)), new("4", new(2026, 1, 1), new(2026, 12, 31))],
    };

    public static TransactionEntry Entry(decimal amount, string currency = "SEK", decimal? rate = null, string description = "Kaffebönor, 12 kg", DateOnly? on = null) => new()
    {
        EntryKey = Key,
        Document = new BankTransaction
        {
            Id = DocumentId.New(),
            TenantId = TenantId.New(),
            SourceReference = "tx-2026-0042",
            TransactedOn = on ?? new(2026, 4, 30),
            Description = description,
            Amount = new Money(amount, currency),
            Counterparty = "Nordic Roasters",
            Status = TransactionStatus.Completed,
            Revision = 1,
        },
        BankAccount = Bank,
        PostingAccount = Supplies,
        ExchangeRate = rate,
    };
}
