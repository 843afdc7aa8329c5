using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Testing.Proxy;

namespace OrleansLedger.EndToEnd.Tests.Outages;

/// <summary>The provider does not work for a while, longer than any schedule of retries.</summary>
[Collection(TheApplication.Name)]
public sealed class ProviderOutageTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private const string Page = "<html><body>Service Unavailable</body></html>";

    /// <summary>All retries of a document take 7 s where the unit is 1 s; the pauses reach 3 s.</summary>
    private const int MoreTriesThanAnyScheduleHas = 8;

    [Theory]
    [InlineData("xero", 503)]
    [InlineData("fortnox", 404)]
    public async Task Long_outage_pauses_the_connection_costs_no_attempts_and_ends_by_itself(string provider, int status)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 5, withReceipt: true));
        var rule = Ledger.Proxy.Replace(new ReplacementRule(ReplacedAnswer.Text(status, Page)) { Path = $"/{provider}/" });

        var job = await company.ExportAsync();
        var health = await Wait.UntilAsync(
            "the outage", "several tries in health", company.ReadHealthAsync, h => h.Outage is { Tries: >= MoreTriesThanAnyScheduleHas }, TimeSpan.FromSeconds(60));

        health.Status.ShouldBe(ConnectionStatus.Active);
        health.Outage.ShouldNotBeNull().PausedUntil.ShouldBeGreaterThan(health.Outage!.Since);
        // Between two tries; during one it runs and waits for nothing.
        var waiting = await Wait.UntilAsync("the export", "it waits", () => company.ReadAsync(job), read => read.WaitingFor is not null);
        JobMachine.IsFinal(waiting.Status).ShouldBeFalse();
        waiting.WaitingFor.ShouldNotBeNull().ShouldContain("has not worked since");
        rule.Hits.ShouldBeLessThan(MoreTriesThanAnyScheduleHas * 10, "calls grow rarer");
        (await company.ReportAsync(job)).ShouldAllBe(d => d.Outcome == null && d.Attempt == 0);

        Ledger.Proxy.RemoveAll();
        (await company.EndAsync(job, "the export after the outage")).Status.ShouldBe(JobStatus.Completed);
        (await company.ReportAsync(job)).ShouldAllBe(d => d.Outcome == DocumentOutcome.Synced);
        await company.BooksShouldHoldOnceAsync(documents);
        (await company.ReadHealthAsync()).Outage.ShouldBeNull();
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task Outage_of_writes_alone_is_probed_with_one_document_and_fails_none(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        await company.ImportAsync(Sample.Payment(company.Company.BaseCurrency, 30));
        await company.ExportToTheEndAsync("the export ahead, which makes the contact");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 20));
        Ledger.Proxy.Replace(ProviderCase.Of(provider).ReplaceWrites(ReplacedAnswer.Text(503, Page)));

        var job = await company.ExportAsync();
        await Wait.UntilAsync("the outage of writes", "several tries in health", company.ReadHealthAsync, h => h.Outage is { Tries: >= 6 }, TimeSpan.FromSeconds(60));
        Ledger.Proxy.RemoveAll();

        (await company.EndAsync(job, "the export after the outage")).Status.ShouldBe(JobStatus.Completed);
        (await company.ReportAsync(job)).Count(d => d.Outcome == DocumentOutcome.Failed).ShouldBe(0);
        documents.Count.ShouldBe(20);
        (await company.BooksAsync()).Count.ShouldBe(21);
    }

    [Fact]
    public async Task Test_of_the_connection_during_an_outage_answers_with_the_reason()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        Ledger.Proxy.Replace(new ReplacementRule(ReplacedAnswer.Text(503, Page)) { Path = "/xero/" });

        var end = await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "testing during the outage");

        end.Status.ShouldBe(JobStatus.Discarded);
        end.ErrorText.ShouldNotBeNull().ShouldNotContain("<");
    }

    [Theory]
    [InlineData("xero", 400)]
    [InlineData("xero", 403)]
    [InlineData("quickbooks", 400)]
    [InlineData("fortnox", 400)]
    public async Task Page_from_a_gateway_during_a_token_refresh_loses_no_consent(string provider, int status)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2));
        await company.ExpireAccessTokenAsync();
        Ledger.Proxy.Replace(new ReplacementRule(ReplacedAnswer.Text(status, Page)) { Path = ProviderCase.Of(provider).TokenPath, Times = 2 });
        Ledger.Proxy.Replace(new ReplacementRule(ReplacedAnswer.Json(status, """{"error":"temporarily_unavailable"}""")) { Path = ProviderCase.Of(provider).TokenPath, Times = 1 });

        var job = await company.ExportAsync();

        (await company.EndAsync(job, "the export")).Status.ShouldBe(JobStatus.Completed);
        (await company.ReadConnectionAsync()).Status.ShouldBe(ConnectionStatus.Active);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Fact]
    public async Task Fresh_token_that_is_refused_several_times_in_the_documented_way_ends_the_connection()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2));
        var rule = Ledger.Proxy.Replace(new ReplacementRule(ReplacedAnswer.Json(
            401, """{"Type":null,"Title":"Unauthorized","Status":401,"Detail":"TokenExpired: token expired","Instance":"1d4d1e3b","Extensions":{}}"""))
        { Path = "/api.xro/" });

        var job = await company.ExportAsync();

        (await company.EndAsync(job, "the export")).Status.ShouldBe(JobStatus.Discarded);
        (await company.ReadConnectionAsync()).Status.ShouldBe(ConnectionStatus.Revoked);
        rule.Hits.ShouldBeGreaterThanOrEqualTo(OutageSchedule.TokenRefusals, "it is checked several times first");
        (await company.ReportAsync(job)).ShouldAllBe(d => d.Outcome == DocumentOutcome.Cancelled);
    }
}
