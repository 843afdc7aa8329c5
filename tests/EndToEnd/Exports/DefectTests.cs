using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>Work that throws: it is counted, slows down and ends with a reason, and everything else of the connection goes on.</summary>
[Collection(TheApplication.Name)]
public sealed class DefectTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    public async Task Export_that_changes_more_entries_than_one_look_up_holds_ends(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var transactions = Sample.Payments(company.Company.BaseCurrency, 60);
        var documents = await company.ImportAsync(transactions);
        await company.ExportToTheEndAsync("the first export");

        await company.ImportAsync([.. transactions.Select(t => t.With(transaction => transaction with { Description = $"Changed {transaction.Description}" }))]);
        var job = await company.ExportAsync();

        (await company.EndAsync(job, "the export of 60 changes")).Status.ShouldBe(JobStatus.Completed);
        (await company.ReportAsync(job)).ShouldAllBe(d => d.Outcome == DocumentOutcome.Synced);
        await company.BooksShouldHoldOnceAsync(documents);
        (await company.BooksAsync()).ShouldAllBe(entry => entry.Text.Contains("Changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Document_whose_export_throws_fails_alone_with_internal_error()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        var transactions = Sample.Payments(company.Company.BaseCurrency, 4);
        var documents = await company.ImportAsync(transactions);
        await company.ExportToTheEndAsync("the first export");
        // No version of the program writes this: it stands for a defect that one document meets.
        await Ledger.QueryAsync<long>(
            $"with broken as (update sync_record set content = '[]' where connection_id = @connection and document_id = '{documents[1].Value}' returning 1) select count(*) from broken",
            company.Connection.Value);

        await company.ImportAsync([.. transactions.Select(t => t.With(transaction => transaction with { Description = $"Changed {transaction.Description}" }))]);
        var job = await company.ExportAsync();

        (await company.EndAsync(job, "the export with a defect")).Status.ShouldBe(JobStatus.Completed);
        var report = await company.ReportAsync(job);
        report.Count(d => d.Outcome == DocumentOutcome.Synced).ShouldBe(3);
        var failed = report.Single(d => d.Outcome != DocumentOutcome.Synced);
        (failed.DocumentId, failed.Outcome).ShouldBe((documents[1], DocumentOutcome.Failed));
        failed.Detail.ShouldNotBeNull().ShouldContain(InternalError);
        failed.Detail.ShouldContain("log");
    }

    [Fact]
    public async Task Job_that_throws_is_given_up_and_shows_in_health_while_others_run()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "quickbooks");
        var broken = await Ledger.Service<LedgerDatabase>().InTenantAsync(
            company.Tenant,
            t => Mailbox.EnqueueAsync(t, new NewJob(company.Connection, JobKinds.DeleteAttachment, JobPriority.Bulk) { Payload = "[1]" }, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);

        await Wait.UntilAsync("the job that throws", "an error in health", company.ReadHealthAsync, h => h.LastError?.Contains("internal error", StringComparison.Ordinal) == true);
        (await company.EndAsync(await company.CommandAsync(JobKinds.RefreshAccounts), "another job meanwhile")).Status.ShouldBe(JobStatus.Completed);

        var end = await company.EndAsync(broken, "the job that throws");
        (end.Status, end.ErrorCode).ShouldBe((JobStatus.Discarded, InternalError));
    }

    private const string InternalError = "internal_error";
}
