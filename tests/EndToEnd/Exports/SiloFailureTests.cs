using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>Silos that die or freeze in the middle of a call: every document arrives, and arrives once.</summary>
[Collection(TheApplication.Name)]
public sealed class SiloFailureTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_silo_killed_between_the_provider_s_commit_and_ours_makes_no_duplicate(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        // One goes ahead: the counterparty then stands in the books, and the next write is that of the transactions.
        var documents = (await company.ImportAsync(Sample.Payment(company.Company.BaseCurrency, 1))).ToList();
        await company.ExportToTheEndAsync("the export ahead");
        documents.AddRange(await company.ImportAsync([.. Sample.Payments(company.Company.BaseCurrency, 6)[1..]]));
        var held = await Ledger.Sandbox.HoldAfterAsync(provider, ProviderCase.Of(provider).WritePath, "POST", company.Company.Id);

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        await Ledger.KillSilosAsync();

        var end = await company.EndAsync(job, "the export after the kill");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await company.BooksShouldHoldOnceAsync(documents);
        (await company.ReportAsync(job)).ShouldAllBe(document => document.Outcome == DocumentOutcome.Synced || document.Outcome == DocumentOutcome.Unchanged);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_write_whose_answer_was_lost_is_not_made_again_though_the_provider_is_down_when_it_is_asked_for(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = (await company.ImportAsync(Sample.Payment(company.Company.BaseCurrency, 1))).ToList();
        await company.ExportToTheEndAsync("the export ahead");
        documents.AddRange(await company.ImportAsync([.. Sample.Payments(company.Company.BaseCurrency, 4)[1..]]));
        var path = ProviderCase.Of(provider).WritePath;
        await Ledger.Sandbox.FailAsync("drop-after", provider, path, "POST", company.Company.Id);
        await Ledger.Sandbox.FailAsync("status", provider, path, "POST", company.Company.Id, count: 2, status: 503);

        var job = await company.ExportAsync();

        var end = await company.EndAsync(job, "the export through the outage");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_silo_killed_while_a_receipt_is_uploaded_leaves_it_there_once(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var transactions = Sample.Payments(company.Company.BaseCurrency, 3, withReceipt: true);
        var documents = await company.ImportAsync(transactions);
        var upload = ProviderCase.Of(provider);
        var held = await Ledger.Sandbox.HoldAfterAsync(provider, upload.UploadPath, upload.UploadMethod, company.Company.Id);

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        await Ledger.KillSilosAsync();

        var end = await company.EndAsync(job, "the export after the kill");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await company.BooksShouldHoldOnceAsync(documents);
        (await company.BooksAsync()).ShouldAllBe(entry => entry.Files.Count == 1);
        (await company.BooksAsync()).SelectMany(entry => entry.Files).Distinct().Count().ShouldBe(transactions.Length);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task A_silo_frozen_past_fail_over_and_thawed_writes_nothing(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 5));
        var held = await Ledger.Sandbox.HoldAfterAsync(provider, ProviderCase.Of(provider).WritePath, "POST", company.Company.Id);
        await Ledger.LeaveOnlyFirstSiloAsync();
        var (frozen, other) = (Ledger.Silos[0], Ledger.Silos[1]);

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        frozen.Freeze();
        await Ledger.StartAsync(other);
        var end = await company.EndAsync(job, "the export on the other silo");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await company.WaitUntilIdleAsync("the other silo's turn");
        // The answer it waited for comes now, and it wakes to a world that has gone on. The sandbox counts a call once it is answered.
        var before = await company.CallsAsync();
        await held.ReleaseAsync();
        var calls = await Wait.UntilAsync("the held call", "an answer", company.CallsAsync, count => count.Total == before.Total + 1);
        var rows = await company.RowsAsync();
        frozen.Thaw();
        await Wait.UntilAsync(
            "the thawed silo", "its log says that the turn was taken over", () => Ledger.ReadLogAsync(frozen), log => log.Contains($"of connection {company.Connection} was taken over", StringComparison.Ordinal));

        (await company.RowsAsync()).Except(rows).ShouldBeEmpty();
        (await company.CallsAsync()).ShouldBe(calls);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Fact]
    public async Task The_work_of_a_killed_silo_goes_on_in_another_one()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 5));
        var held = await Ledger.Sandbox.HoldBeforeAsync("fortnox", ProviderCase.Of("fortnox").WritePath, "POST", company.Company.Id);
        await Ledger.LeaveOnlyFirstSiloAsync();

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        await Ledger.StartAsync(Ledger.Silos[1]);
        await Ledger.KillForGoodAsync(Ledger.Silos[0]);

        var end = await company.EndAsync(job, "the export on the surviving silo");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Theory]
    // At Xero one call makes the contact and one carries the batch; at Fortnox each voucher is a call.
    [InlineData("xero", 2)]
    [InlineData("fortnox", 30)]
    public async Task Two_exports_of_the_same_selection_started_at_once_write_one_set(string provider, int writes)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 30));

        var jobs = await Task.WhenAll(company.ExportAsync(), company.ExportAsync());

        foreach (var job in jobs)
        {
            var end = await company.EndAsync(job, "one of two exports");
            end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        }

        await company.BooksShouldHoldOnceAsync(documents);
        (await company.CallsAsync()).Writes.ShouldBe(writes, "nothing was sent a second time");
        (await Task.WhenAll(jobs.Select(company.ReportAsync))).SelectMany(report => report)
            .ShouldAllBe(document => document.Outcome == DocumentOutcome.Synced || document.Outcome == DocumentOutcome.Unchanged);
    }
}
