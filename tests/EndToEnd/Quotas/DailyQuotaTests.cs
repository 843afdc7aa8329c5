using System.Text.Json.Nodes;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Quotas;

/// <summary>A day's calls used up. The day is 24 s long here, at the provider and in the product alike.</summary>
[Collection(TheApplication.Name)]
public sealed class DailyQuotaTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Fact]
    public async Task An_export_that_has_used_up_the_day_s_quota_waits_says_until_when_and_goes_on()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        // Each receipt is a call: more than the day holds.
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 40, withReceipt: true));
        await Ledger.Sandbox.PatchAsync(company.Company, new JsonObject { ["quotas"] = new JsonObject { ["day"] = new JsonObject { ["limit"] = 40 } } });

        var job = await company.ExportAsync();
        var waiting = await Wait.UntilAsync(
            "the day's quota", "a job that waits", () => company.ReadAsync(job), read => read.Status == JobStatus.Retryable || JobMachine.IsFinal(read.Status));
        waiting.Status.ShouldBe(JobStatus.Retryable);
        waiting.NotBefore.ShouldNotBeNull();
        waiting.WaitingFor.ShouldNotBeNull().ShouldContain($"quota is used up until {waiting.NotBefore:yyyy-MM-dd HH:mm:ss} UTC");

        var end = await company.EndAsync(job, "the export on the next days", TimeSpan.FromSeconds(100));
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await company.BooksShouldHoldOnceAsync(documents);
        (await company.BooksAsync()).ShouldAllBe(entry => entry.Files.Count == 1);
        (await company.CallsAsync()).Refused429.ShouldBe(0);
    }
}
