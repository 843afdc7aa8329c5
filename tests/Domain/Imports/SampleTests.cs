using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Imports;

namespace OrleansLedger.Domain.Tests.Imports;

public sealed class SampleTests
{
    private static readonly string[] s_baseCurrencies = ["EUR", "GBP", "SEK", "USD"];

    [Fact]
    public void The_sample_file_imports_and_has_what_an_export_has_to_cope_with()
    {
        var file = TransactionCsv.Parse(File.ReadAllBytes(Path.Combine(Repository(), "samples", "transactions.csv")), new DateOnly(2026, 12, 31));

        file.Errors.Select(error => error.ToString()).ShouldBeEmpty();
        var rows = file.Transactions;
        rows.Count.ShouldBe(200);
        rows.Select(row => row.Amount.Currency).Distinct().Count().ShouldBeGreaterThanOrEqualTo(8);
        rows.ShouldContain(row => row.Amount.Currency == "JPY");
        rows.ShouldContain(row => row.Description.Length > 3_900);
        rows.ShouldContain(row => row.Amount.Amount > 0 && row.Category == "travel", "a refund");
        rows.ShouldContain(row => row.Description.Contains('\n'));
        rows.ShouldContain(row => row.Counterparty == null);
        rows.Select(row => row.Status).Distinct().ShouldBe(Enum.GetValues<TransactionStatus>(), ignoreOrder: true);
        rows.Sum(row => row.Receipts.Count).ShouldBeInRange(110, 130);
        foreach (var row in rows)
        {
            row.Rates.Keys.Order().ShouldBe(s_baseCurrencies.Where(currency => currency != row.Amount.Currency), row.SourceReference);
        }
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansLedger.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository's root was not found above the test's folder.");
        }

        return folder.FullName;
    }
}
