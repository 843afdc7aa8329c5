using OrleansLedger.Demo;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;

namespace OrleansLedger.Demo.Tests.Plan;

public sealed class DemoTransactionsTests
{
    [Fact]
    public async Task The_sample_is_read_with_a_receipt_for_every_name_in_it()
    {
        var transactions = await ReadAsync(200);

        transactions.Count.ShouldBe(200);
        transactions.Count(transaction => !transaction.IsExportable).ShouldBe(
            transactions.Count(transaction => transaction.Transaction.Status is TransactionStatus.Excluded or TransactionStatus.Archived));
        foreach (var transaction in transactions)
        {
            transaction.Receipts.Select(receipt => receipt.FileName).ShouldBe(transaction.Transaction.Receipts);
        }

        var contents = transactions.SelectMany(transaction => transaction.Receipts).Select(receipt => Convert.ToHexString(receipt.Content())).ToList();
        contents.Distinct().Count().ShouldBe(contents.Count);
    }

    [Fact]
    public async Task Fewer_transactions_are_the_first_of_the_sample() =>
        (await ReadAsync(3)).Select(transaction => transaction.Transaction.SourceReference).ShouldBe(["TX-2026-0001", "TX-2026-0002", "TX-2026-0003"]);

    [Fact]
    public async Task Past_its_end_the_sample_begins_anew_with_other_references_and_amounts()
    {
        var transactions = await ReadAsync(601);

        transactions.Select(transaction => transaction.Transaction.SourceReference).Distinct().Count().ShouldBe(601);
        var (first, again, third) = (transactions[0].Transaction, transactions[200].Transaction, transactions[400].Transaction);
        (first.SourceReference, again.SourceReference, third.SourceReference).ShouldBe(("TX-2026-0001", "TX-2026-0001-2", "TX-2026-0001-3"));
        first.Amount.ShouldBe(new Money(-3134.23m, "PLN"));
        again.Amount.ShouldBe(new Money(-3134.24m, "PLN"));
        third.Amount.ShouldBe(new Money(-3134.25m, "PLN"));
        foreach (var (transaction, original) in transactions.Skip(200).Zip(transactions))
        {
            Math.Sign(transaction.Transaction.Amount.Amount).ShouldBe(Math.Sign(original.Transaction.Amount.Amount));
            Math.Round(transaction.Transaction.Amount.Amount, Currency.Decimals(transaction.Transaction.Amount.Currency)).ShouldBe(transaction.Transaction.Amount.Amount);
        }
    }

    [Fact]
    public async Task A_sample_file_that_is_not_there_is_named()
    {
        var failure = await Should.ThrowAsync<DemoException>(() => DemoTransactions.ReadAsync("/nowhere/transactions.csv", 1, TestContext.Current.CancellationToken));

        failure.Message.ShouldContain("/nowhere");
    }

    private static Task<IReadOnlyList<DemoTransaction>> ReadAsync(int count) =>
        DemoTransactions.ReadAsync(DemoTransactions.SamplePath, count, TestContext.Current.CancellationToken);
}
