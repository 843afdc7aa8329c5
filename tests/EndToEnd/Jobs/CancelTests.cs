using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Jobs;

/// <summary>Cancelling one job of a connection.</summary>
[Collection(TheApplication.Name)]
public sealed class CancelTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Fact]
    public async Task Cancelling_a_waiting_job_ends_it_at_once_and_leaves_the_running_one_alone()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 6));
        var held = await Ledger.Sandbox.HoldBeforeAsync("fortnox", ProviderCase.Of("fortnox").WritePath, "POST", company.Company.Id);
        var running = await company.ExportAsync();
        await held.ArrivedAsync();
        var waiting = await company.ExportAsync();
        (await company.ReadAsync(waiting)).WaitingFor.ShouldBe("Waiting for an earlier job of this connection: export transactions.");

        await company.CancelAsync(waiting);

        (await company.ReadAsync(waiting)).Status.ShouldBe(JobStatus.Cancelled, "nothing has to happen first");
        (await company.ReportAsync(waiting)).ShouldAllBe(d => d.Outcome == DocumentOutcome.Cancelled);
        await held.ReleaseAsync();
        (await company.EndAsync(running, "the running export")).Status.ShouldBe(JobStatus.Completed);
        (await company.ReportAsync(running)).ShouldAllBe(d => d.Outcome == DocumentOutcome.Synced);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Fact]
    public async Task Running_export_stops_at_its_next_call_when_it_is_cancelled()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 20));
        var held = await Ledger.Sandbox.HoldAfterAsync("fortnox", ProviderCase.Of("fortnox").WritePath, "POST", company.Company.Id);
        var job = await company.ExportAsync();
        await held.ArrivedAsync();

        await company.CancelAsync(job);
        await held.ReleaseAsync();

        (await company.EndAsync(job, "the cancelled export")).Status.ShouldBe(JobStatus.Cancelled);
        // The call under way ends; no other is made.
        (await company.BooksAsync()).ShouldHaveSingleItem();
        (await company.ReportAsync(job)).Count(d => d.Outcome == DocumentOutcome.Synced).ShouldBe(1);
        documents.Count.ShouldBe(20);
    }
}
