using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Imports;

namespace OrleansLedger.Demo.Plan;

/// <summary>A transaction of the demo's with the receipts that belong to it.</summary>
internal sealed record DemoTransaction(ImportedTransaction Transaction, IReadOnlyList<Receipt> Receipts)
{
    /// <summary>Whether the product may export it; the others it has to refuse.</summary>
    public bool IsExportable => Transaction.Status is TransactionStatus.Pending or TransactionStatus.Completed;
}

/// <summary>The transactions of one tenant: those of the sample file, as often as it takes.</summary>
internal static class DemoTransactions
{
    public static string SamplePath => Path.Combine(AppContext.BaseDirectory, "samples", "transactions.csv");

    /// <exception cref="DemoException">The sample file cannot be read; the message has every error.</exception>
    public static async Task<IReadOnlyList<DemoTransaction>> ReadAsync(string path, int count, CancellationToken cancellationToken)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (IOException failure)
        {
            throw new DemoException($"The demo's transactions cannot be read: {failure.Message}", failure);
        }

        var file = TransactionCsv.Parse(bytes, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        return file.Succeeded
            ? Repeated(file.Transactions, count)
            : throw new DemoException($"{path} cannot be imported:{Environment.NewLine}{string.Join(Environment.NewLine, file.Errors)}");
    }

    /// <summary>
    /// The first <paramref name="count"/> of the sample; past its end it begins anew, without receipts, each time with other references and amounts, so that no
    /// transaction can be taken for another.
    /// </summary>
    public static IReadOnlyList<DemoTransaction> Repeated(IReadOnlyList<ImportedTransaction> sample, int count)
    {
        var transactions = new List<DemoTransaction>(count);
        for (var i = 0; i < count; i++)
        {
            var transaction = Again(sample[i % sample.Count], i / sample.Count);
            // The first round brings the receipts; more of them would only measure the quota of single calls.
            transactions.Add(new DemoTransaction(transaction, i < sample.Count ? [.. transaction.Receipts.Select(name => new Receipt(name, transaction.SourceReference))] : []));
        }

        return transactions;
    }

    private static ImportedTransaction Again(ImportedTransaction transaction, int round)
    {
        if (round == 0)
        {
            return transaction;
        }

        var (amount, currency) = transaction.Amount;
        var smallest = new decimal(1, 0, 0, isNegative: amount < 0, (byte)Currency.Decimals(currency));
        return transaction with
        {
            SourceReference = $"{transaction.SourceReference}-{round + 1}",
            Amount = new Money(amount + (smallest * round), currency),
        };
    }
}
