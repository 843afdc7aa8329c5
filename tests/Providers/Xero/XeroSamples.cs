using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Xero;

/// <summary>A British organisation and one transaction of it.</summary>
internal static class XeroSamples
{
    public const string Key = "OL0123456789ABCDEFGH";

    public static Company Company { get; } = new() { RemoteId = "b7c9", Name = "Harbour Cafe", BaseCurrency = "GBP", Currencies = ["EUR", "GBP", "USD"] };

    public static RemoteAccount Bank { get; } = new("bank-id", "090", "Business Bank Account", AccountKind.Bank, "BANK", "GBP", Active: true);

    public static RemoteAccount EuroBank { get; } = new("euro-id", "092", "Business Bank Account EUR", AccountKind.Bank, "BANK", "EUR", Active: true);

    public static RemoteAccount General { get; } = new("general-id", "429", "General Expenses", AccountKind.Expense, "OVERHEADS", null, Active: true);

    public static TransactionEntry Entry(decimal amount = -129.50m, string currency = "GBP") => new()
    {
        EntryKey = Key,
        Document = new BankTransaction
        {
            Id = DocumentId.New(),
            TenantId = TenantId.New(),
            SourceReference = "tx-1",
            TransactedOn = new DateOnly(2026, 3, 4),
            Description = "Coffee beans",
            Amount = new Money(amount, currency),
            Status = TransactionStatus.Completed,
            Revision = 1,
        },
        BankAccount = currency == "EUR" ? EuroBank : Bank,
        PostingAccount = General,
        ExchangeRate = currency == "GBP" ? null : 0.8m,
        ContactId = "contact-id",
    };
}
