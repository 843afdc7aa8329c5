using System.Text.Json.Nodes;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>What becomes of each document: one that cannot go says why, and never stops its neighbours.</summary>
[Collection(TheApplication.Name)]
public sealed class OutcomeTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Fact]
    public async Task A_bad_line_in_a_batch_of_fifty_fails_alone_with_the_provider_s_words_and_the_field()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        var transactions = Sample.Payments(company.Company.BaseCurrency, 50);
        transactions[24] = transactions[24].With(transaction => transaction with { TransactedOn = Sample.Today.AddDays(-60) });
        var documents = await company.ImportAsync(transactions);
        // Locked after the company was read: the product cannot know it beforehand.
        await Ledger.Sandbox.PatchAsync(company.Company, new JsonObject { ["periodLockDate"] = Sample.Today.AddDays(-30).ToString("yyyy-MM-dd") });

        var job = await company.ExportAsync();
        var end = await company.EndAsync(job, "the batch of fifty");

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        var report = await company.ReportAsync(job);
        report.Count(document => document.Outcome == DocumentOutcome.Synced).ShouldBe(49);
        var failed = report.Single(document => document.Outcome != DocumentOutcome.Synced);
        failed.Outcome.ShouldBe(DocumentOutcome.Failed);
        failed.DocumentId.ShouldBe(documents[24]);
        failed.Detail.ShouldNotBeNull().ShouldContain("lock date");
        (await Ledger.QueryAsync<string>("select coalesce(error_field, 'none') from sync_record where connection_id = @connection and state = 'failed'", company.Connection.Value)).ShouldBe("Date");
        (await company.CallsAsync()).Writes.ShouldBe(2, "one call made the contact, one carried the batch");
        await company.BooksShouldHoldOnceAsync(documents.Where((_, n) => n != 24));
    }

    [Fact]
    public async Task Excluded_and_archived_transactions_are_refused_with_the_reason()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        var transactions = Sample.Payments(company.Company.BaseCurrency, 4);
        transactions[0] = transactions[0].With(transaction => transaction with { Status = TransactionStatus.Excluded });
        transactions[1] = transactions[1].With(transaction => transaction with { Status = TransactionStatus.Archived });
        transactions[2] = transactions[2].With(transaction => transaction with { Status = TransactionStatus.Pending });
        var documents = await company.ImportAsync(transactions);

        var job = await company.ExportAsync();
        await company.EndAsync(job, "the export");

        var report = (await company.ReportAsync(job)).ToDictionary(document => document.DocumentId);
        report[documents[0]].ShouldSatisfyAllConditions(
            d => d.Outcome.ShouldBe(DocumentOutcome.Refused), d => d.Detail.ShouldBe("Transaction pay-0001 is excluded. Set its status to completed to export it."));
        report[documents[1]].ShouldSatisfyAllConditions(
            d => d.Outcome.ShouldBe(DocumentOutcome.Refused), d => d.Detail.ShouldBe("Transaction pay-0002 is archived. Restore it to export it."));
        await company.BooksShouldHoldOnceAsync([documents[2], documents[3]]);
    }

    [Fact]
    public async Task Documents_that_lack_something_are_parked_with_the_reason_and_the_rest_goes()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero", settings => settings with { DefaultIncomeAccount = null });
        await Ledger.Sandbox.PatchAsync(company.Company, new JsonObject { ["periodLockDate"] = Sample.Today.AddDays(-30).ToString("yyyy-MM-dd") });
        await company.EndAsync(await company.CommandAsync(JobKinds.RefreshAccounts), "reading the lock date");
        var transactions = Sample.Payments(company.Company.BaseCurrency, 6);
        transactions[0] = transactions[0].With(transaction => transaction with { Category = "lottery", Amount = transaction.Amount with { Amount = 250 } });
        transactions[1] = transactions[1].With(transaction => transaction with { Amount = new Money(-30, "CHF"), Rates = new Dictionary<string, decimal> { ["GBP"] = 0.88m } });
        transactions[2] = transactions[2].With(transaction => transaction with { TransactedOn = Sample.Today.AddDays(-45) });
        var documents = await company.ImportAsync(transactions);
        await Ledger.Service<LedgerDatabase>().InTenantAsync(
            company.Tenant,
            t => AttachmentStore.AddAsync(t, [new NewAttachment(documents[3], "scan.pdf", "application/pdf", new byte[11 * 1024 * 1024])], TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);

        var job = await company.ExportAsync();
        var end = await company.EndAsync(job, "the export");

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        var report = (await company.ReportAsync(job)).ToDictionary(document => document.DocumentId);
        ShouldBeParked(0, "Category 'lottery' is not mapped to an account of Xero. Map it with mapCategory, or set useDefaultsForUnmapped with updateConnection");
        ShouldBeParked(1, "does not use CHF at Xero. Add CHF at Xero, then run refreshAccounts.");
        ShouldBeParked(2, $"is locked up to {Sample.Today.AddDays(-30):yyyy-MM-dd} at Xero; the transaction is dated {Sample.Today.AddDays(-45):yyyy-MM-dd}. Unlock the period there, or change the date.");
        // A fourth is money in, without an income account as the first: every reason is named.
        ShouldBeParked(3, "The transaction has no category and the connection has no default income account.");
        ShouldBeParked(3, "scan.pdf has 11.0 MB; Xero takes 10 MB. Replace it with a smaller file.");
        (await Ledger.QueryAsync<string[]>("select coalesce(array_agg(error_code order by error_code), '{}') from sync_record where connection_id = @connection and state = 'parked'", company.Connection.Value))
            .ShouldBe(["category_not_mapped", "currency_not_enabled", "no_account", "period_locked"]);
        await company.BooksShouldHoldOnceAsync([documents[4], documents[5]]);

        void ShouldBeParked(int number, string reason)
        {
            report[documents[number]].Outcome.ShouldBe(DocumentOutcome.Parked);
            report[documents[number]].Detail.ShouldNotBeNull().ShouldContain(reason);
        }
    }

    [Fact]
    public async Task A_cancelled_export_stops_at_a_safe_point_and_what_was_written_stays_linked()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 60));
        var held = await Ledger.Sandbox.HoldAfterAsync("fortnox", ProviderCase.Of("fortnox").WritePath, "POST", company.Company.Id);

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        await company.CancelAsync(job);
        await held.ReleaseAsync();

        var end = await company.EndAsync(job, "the cancelled export");
        end.Status.ShouldBe(JobStatus.Cancelled);
        var report = await company.ReportAsync(job);
        var written = report.Where(document => document.Outcome == DocumentOutcome.Synced).Select(document => document.DocumentId).ToList();
        written.Count.ShouldBeInRange(1, documents.Count - 1);
        report.Where(document => document.Outcome != DocumentOutcome.Synced).ShouldAllBe(document => document.Outcome == DocumentOutcome.Cancelled);
        await company.BooksShouldHoldOnceAsync(written);

        var next = await company.ExportAsync();
        (await company.EndAsync(next, "the export of the rest")).Status.ShouldBe(JobStatus.Completed);
        (await company.ReportAsync(next)).Count(document => document.Outcome == DocumentOutcome.Unchanged).ShouldBe(written.Count);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Fact]
    public async Task What_is_excluded_while_an_export_runs_is_not_sent_any_more()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 6));
        var held = await Ledger.Sandbox.HoldBeforeAsync("fortnox", ProviderCase.Of("fortnox").WritePath, "POST", company.Company.Id);

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        await Ledger.Service<LedgerDatabase>().InTenantAsync(
            company.Tenant, t => BankTransactionList.SetStatusAsync(t, [.. documents], TransactionStatus.Excluded, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await held.ReleaseAsync();

        (await company.EndAsync(job, "the export")).Status.ShouldBe(JobStatus.Completed);
        var report = await company.ReportAsync(job);
        // One was on its way.
        var written = report.Where(document => document.Outcome == DocumentOutcome.Synced).Select(document => document.DocumentId).ShouldHaveSingleItem();
        report.Where(document => document.DocumentId != written).ShouldAllBe(document => document.Outcome == DocumentOutcome.Refused);
        await company.BooksShouldHoldOnceAsync([written]);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    public async Task A_changed_document_is_changed_in_place_where_the_provider_can(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var transactions = Sample.Payments(company.Company.BaseCurrency, 2);
        var documents = await company.ImportAsync(transactions);
        await company.ExportToTheEndAsync("the first export");

        await company.ImportAsync(transactions[0].With(transaction => transaction with { Amount = new Money(-77.5m, company.Company.BaseCurrency) }));
        var job = await company.ExportAsync();
        await company.EndAsync(job, "the export of the change");

        (await company.ReportAsync(job)).ToDictionary(document => document.DocumentId, document => document.Outcome)
            .ShouldBe(new Dictionary<DocumentId, DocumentOutcome?> { [documents[0]] = DocumentOutcome.Synced, [documents[1]] = DocumentOutcome.Unchanged }, ignoreOrder: true);
        await company.BooksShouldHoldOnceAsync(documents);
        (await company.BooksAsync()).Single(entry => entry.Key == company.KeyOf(documents[0])).Text.ShouldContain("77.5");
    }

    [Fact]
    public async Task A_changed_document_is_taken_back_and_entered_anew_where_entries_are_immutable()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var transactions = Sample.Payments(company.Company.BaseCurrency, 2);
        var documents = await company.ImportAsync(transactions);
        await company.ExportToTheEndAsync("the first export");

        await company.ImportAsync(transactions[0].With(transaction => transaction with { Amount = new Money(-77.5m, company.Company.BaseCurrency) }));
        var end = await company.ExportToTheEndAsync("the export of the change");

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        (await company.BooksAsync()).Select(entry => entry.Key).ShouldBe(
            [company.KeyOf(documents[0]), company.KeyOf(documents[0], 2), company.KeyOf(documents[0], 3), company.KeyOf(documents[1])], ignoreOrder: true);
        (await company.BooksAsync()).Single(entry => entry.Key == company.KeyOf(documents[0], 3)).Text.ShouldContain("77.5");
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task Exporting_again_what_has_not_changed_makes_no_write_call(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 3, withReceipt: true));
        await company.ExportToTheEndAsync("the first export");
        var before = await company.CallsAsync();

        var job = await company.ExportAsync();
        await company.EndAsync(job, "the second export");

        (await company.ReportAsync(job)).ShouldAllBe(document => document.Outcome == DocumentOutcome.Unchanged);
        (await company.CallsAsync()).Writes.ShouldBe(before.Writes);
        before.Writes.ShouldBePositive();
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Fact]
    public async Task A_connection_moved_to_another_company_starts_clean_there()
    {
        var first = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        var documents = await first.ImportAsync(Sample.Payments(first.Company.BaseCurrency, 3));
        await first.ExportToTheEndAsync("the export to the first company");

        var second = await ConnectedCompany.ConnectAsync(Ledger, first.Tenant, await ConnectedCompany.MakeCompanyAsync(Ledger, "xero"));
        second.Connection.ShouldBe(first.Connection);
        var end = await second.ExportToTheEndAsync("the export to the second company");

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await second.BooksShouldHoldOnceAsync(documents);
        await first.BooksShouldHoldOnceAsync(documents);
    }
}
