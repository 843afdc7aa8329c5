using OrleansLedger.Demo.Plan;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>What a connection's settings make of an entry: currencies the company does not use, and the text of the line.</summary>
[Collection(TheApplication.Name)]
public sealed class ConversionTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    public async Task A_transaction_in_a_currency_the_company_does_not_use_is_entered_once_in_the_base_currency(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider, settings => settings with { ConvertToBaseCurrency = true });
        var @base = company.Company.BaseCurrency;
        DemoTransaction[] transactions = [InFrancs(1, -30m, (@base, 0.88m)), InFrancs(2, -30m), InFrancs(3, -0.01m, (@base, 0.3m)), InFrancs(4, 12.35m, (@base, 0.9m))];
        var documents = await company.ImportAsync(transactions);
        // Carried out, and the answer lost: what was entered has to be recognised by the amount in the books.
        await Ledger.Sandbox.FailAsync("drop-after", provider, ProviderCase.Of(provider).WritePath, "POST", company.Company.Id);

        var job = await company.ExportAsync();
        var end = await company.EndAsync(job, "the export");

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        var report = (await company.ReportAsync(job)).ToDictionary(document => document.DocumentId);
        report[documents[0]].Outcome.ShouldBe(DocumentOutcome.Synced, report[documents[0]].Detail);
        report[documents[3]].Outcome.ShouldBe(DocumentOutcome.Synced, report[documents[3]].Detail);
        report[documents[1]].Detail.ShouldNotBeNull().ShouldContain($"how many {@base} one CHF was worth");
        report[documents[2]].Detail.ShouldNotBeNull().ShouldContain($"-0.01 CHF at 0.3 is nothing in {@base}");
        await company.BooksShouldHoldOnceAsync([documents[0], documents[3]]);
        (await BookedAsync(company, documents[0])).ShouldSatisfyAllConditions(t => t.ShouldContain("26.4"), t => t.ShouldContain($"30.00 CHF at 0.88 {@base}"));
        (await BookedAsync(company, documents[3])).ShouldSatisfyAllConditions(t => t.ShouldContain("11.12"), t => t.ShouldContain($"12.35 CHF at 0.9 {@base}"));

        var writes = (await company.CallsAsync()).Writes;
        var again = await company.ExportAsync();
        await company.EndAsync(again, "the export of what has not changed");
        (await company.ReportAsync(again)).Count(document => document.Outcome == DocumentOutcome.Unchanged).ShouldBe(2);
        (await company.CallsAsync()).Writes.ShouldBe(writes);

        await company.ImportAsync(InFrancs(1, -30m, (@base, 0.9m)));
        await company.ExportToTheEndAsync("the export of the changed rate");
        await company.BooksShouldHoldOnceAsync([documents[0], documents[3]]);
        (await BookedAsync(company, documents[0])).ShouldSatisfyAllConditions(t => t.ShouldContain("27"), t => t.ShouldContain($"30.00 CHF at 0.9 {@base}"), t => t.ShouldNotContain("26.4"));
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task The_line_detail_goes_for_what_is_written_from_now_on(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var transactions = Sample.Payments(company.Company.BaseCurrency, 2);
        var documents = await company.ImportAsync(transactions);
        await company.ExportToTheEndAsync("the first export");
        await company.ChangeSettingsAsync(settings => settings with { LineDetail = LineDetail.Full });

        var job = await company.ExportAsync();
        await company.EndAsync(job, "the export of what has not changed");
        (await company.ReportAsync(job)).ShouldAllBe(document => document.Outcome == DocumentOutcome.Unchanged);
        await company.BooksShouldHoldOnceAsync(documents);

        await company.ImportAsync(transactions[0].With(transaction => transaction with { Description = "Said otherwise" }));
        await company.ExportToTheEndAsync("the export of the change");
        var books = (await company.BooksAsync()).Select(entry => entry.Text).ToList();
        books.ShouldContain(text => text.Contains("Said otherwise (Harbour Supplies; pay-0001)"));
        books.ShouldNotContain(text => text.Contains("Harbour Supplies; pay-0002"));
    }

    private static DemoTransaction InFrancs(int number, decimal amount, params (string Currency, decimal Rate)[] rates) =>
        Sample.Payment("CHF", number).With(transaction => transaction with
        {
            Amount = new Money(amount, "CHF"),
            Rates = rates.ToDictionary(rate => rate.Currency, rate => rate.Rate, StringComparer.Ordinal),
        });

    private static async Task<string> BookedAsync(ConnectedCompany company, DocumentId document) =>
        (await company.BooksAsync()).Single(entry => entry.Key == company.KeyOf(document)).Text;
}
