using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Testing.Proxy;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>A record that makes every call fail that contains it.</summary>
[Collection(TheApplication.Name)]
public sealed class BadRecordTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private const string Page = "<html><head><script>alert(1)</script></head><body><h1>Server Error</h1></body></html>";

    private static readonly TimeSpan s_longEnough = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task Record_that_makes_every_call_fail_is_isolated_and_fails_alone(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 10));
        var rule = Fail(provider, "Payment 7\\b");

        var job = await company.ExportAsync();
        var end = await company.EndAsync(job, "the export with a bad record", s_longEnough);

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        var report = await company.ReportAsync(job);
        var failed = report.Where(d => d.Outcome != DocumentOutcome.Synced).ShouldHaveSingleItem();
        (failed.DocumentId, failed.Outcome).ShouldBe((documents[6], DocumentOutcome.Failed));
        failed.Detail.ShouldNotBeNull().ShouldContain("nothing was written");
        failed.Detail.ShouldNotContain("<");
        await company.BooksShouldHoldOnceAsync(documents.Where(d => d != documents[6]));
        rule.Hits.ShouldBeLessThan(20, "every repetition counts against the record");
        (await company.ReadHealthAsync()).ShouldSatisfyAllConditions(h => h.Outage.ShouldBeNull(), h => h.OpenWrites.ShouldBe(0));

        Ledger.Proxy.RemoveAll();
        (await company.ExportToTheEndAsync("the export once the cause is removed")).Status.ShouldBe(JobStatus.Completed);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Theory]
    [InlineData("fortnox")]
    public async Task Only_record_of_a_job_fails_after_a_limited_number_of_attempts(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        await company.ImportAsync(Sample.Payment(company.Company.BaseCurrency, 1));
        var rule = Fail(provider, "Payment 1\\b");

        var job = await company.ExportAsync();
        var end = await company.EndAsync(job, "the export of one bad record", s_longEnough);

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        (await company.ReportAsync(job)).ShouldHaveSingleItem().Outcome.ShouldBe(DocumentOutcome.Failed);
        rule.Hits.ShouldBeLessThan(20);
        (await company.BooksAsync()).ShouldBeEmpty();
        (await company.ReadHealthAsync()).Outage.ShouldBeNull("nothing is left that waits for the provider");
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task Commands_run_while_the_outcome_of_a_call_is_unknown(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 3));
        Fail(provider, "Payment");
        var job = await company.ExportAsync();
        var health = await Wait.UntilAsync("the export", "health with an open call", company.ReadHealthAsync, h => h.OpenWrites > 0);
        health.ErrorCount.ShouldBeGreaterThanOrEqualTo(0);
        await Wait.UntilAsync("the export", "health with an outage", company.ReadHealthAsync, h => h.Outage is { } outage && outage.PausedUntil > outage.Since);

        (await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "testing")).Status.ShouldBe(JobStatus.Completed);
        (await company.EndAsync(await company.CommandAsync(JobKinds.RefreshToken), "renewing the tokens")).Status.ShouldBe(JobStatus.Completed);
        await company.CancelAsync(job);
        (await company.EndAsync(job, "cancelling")).Status.ShouldBe(JobStatus.Cancelled);
        (await company.EndAsync(await company.CommandAsync(JobKinds.Disconnect), "disconnecting")).Status.ShouldBe(JobStatus.Completed);
    }

    private ActiveRule Fail(string provider, string body) => Ledger.Proxy.Replace(ProviderCase.Of(provider).ReplaceWrites(ReplacedAnswer.Text(500, Page), body));
}
