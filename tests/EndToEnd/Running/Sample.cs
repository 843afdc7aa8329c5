using OrleansLedger.Demo.Plan;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Imports;

namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>
/// Transactions as a test needs them: in the company's currency, each with an amount of its own. Every fourth is money in: providers keep
/// those as documents of another kind, with other safeguards or none.
/// </summary>
internal static class Sample
{
    public static DateOnly Today { get; } = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    public static DemoTransaction[] Payments(string currency, int count, bool withReceipt = false) =>
        [.. Enumerable.Range(1, count).Select(number => Payment(currency, number, withReceipt))];

    public static DemoTransaction Payment(string currency, int number, bool withReceipt = false)
    {
        var transaction = new ImportedTransaction
        {
            Line = number,
            SourceReference = $"pay-{number:0000}",
            TransactedOn = Today.AddDays(-(number % 20)),
            Description = $"Payment {number}",
            Amount = new Money(number % 4 == 0 ? 10 + number : -10 - number, currency),
            Counterparty = "Harbour Supplies",
            Status = TransactionStatus.Completed,
            Rates = new Dictionary<string, decimal>(StringComparer.Ordinal),
            Receipts = withReceipt ? [$"receipt-{number}.pdf"] : [],
        };
        return new DemoTransaction(
            transaction, [.. transaction.Receipts.Select(name => new Receipt(name, transaction.SourceReference))]);
    }

    /// <summary>The same transaction with something else about it.</summary>
    public static DemoTransaction With(this DemoTransaction transaction, Func<ImportedTransaction, ImportedTransaction> change) =>
        transaction with { Transaction = change(transaction.Transaction) };
}
