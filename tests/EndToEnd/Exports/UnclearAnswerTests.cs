using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Testing.Proxy;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>Answers to a write that are not the provider's own: a gateway's page, a proxy's refusal, a lost connection.</summary>
[Collection(TheApplication.Name)]
public sealed class UnclearAnswerTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private const string Page = "<html><body>The page cannot be displayed</body></html>";

    // Each status once: what a provider's own answer looks like is tested for every provider and status in tests/Providers/Conformance.
    [Theory]
    [InlineData("xero", 302, true)]
    [InlineData("fortnox", 400, true)]
    [InlineData("quickbooks", 403, false)]
    [InlineData("fortnox", 404, true)]
    [InlineData("xero", 408, false)]
    [InlineData("quickbooks", 409, true)]
    [InlineData("fortnox", 413, false)]
    public async Task Page_that_is_not_the_providers_own_leaves_one_entry_and_fails_nothing(string provider, int status, bool afterEffect)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2));
        Ledger.Proxy.Replace(ProviderCase.Of(provider).ReplaceWrites(ReplacedAnswer.Text(status, Page)) with { AfterEffect = afterEffect, Times = 2 });

        var job = await company.ExportAsync();
        var end = await company.EndAsync(job, "the export");

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        (await company.ReportAsync(job)).ShouldAllBe(d => d.Outcome == DocumentOutcome.Synced || d.Outcome == DocumentOutcome.Unchanged);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Fact]
    public async Task Entry_whose_answer_was_lost_is_found_at_once_and_the_other_documents_go_on()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 5));
        Ledger.Proxy.Replace(ProviderCase.Of("fortnox").ReplaceWrites(ReplacedAnswer.LostConnection) with { AfterEffect = true, Times = 1 });

        var job = await company.ExportAsync();
        (await company.EndAsync(job, "the export")).Status.ShouldBe(JobStatus.Completed);

        await company.BooksShouldHoldOnceAsync(documents);
        // Had it not been found before the settling time, it would have been postponed, which costs a second look.
        (await Ledger.QueryAsync<long>("select count(*) from sync_log where connection_id = @connection and outcome = 'no_answer'", company.Connection.Value)).ShouldBe(1);
        (await company.ReportAsync(job)).ShouldAllBe(d => d.Attempt == 0);
    }

    [Fact]
    public async Task Other_documents_are_written_while_a_lost_one_waits_for_proof_of_its_absence()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 5));
        Ledger.Proxy.Replace(ProviderCase.Of("fortnox").ReplaceWrites(ReplacedAnswer.LostConnection, "Payment 3\\b"));

        var job = await company.ExportAsync();
        await Wait.UntilAsync("the export", "the four others in the books", company.BooksAsync, books => books.Count == 4);

        (await company.ReadAsync(job)).Status.ShouldNotBe(JobStatus.Completed);
        Ledger.Proxy.RemoveAll();
        (await company.EndAsync(job, "the export of the lost one")).Status.ShouldBe(JobStatus.Completed);
        await company.BooksShouldHoldOnceAsync(documents);
    }
}
