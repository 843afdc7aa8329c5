using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>What is said of receipts that come when their transaction stands in the books already.</summary>
[Collection(TheApplication.Name)]
public sealed class AttachmentOutcomeTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_transaction_whose_receipt_alone_is_uploaded_is_synced_by_that_export_and_unchanged_by_the_next(string provider)
    {
        var (company, documents) = await ExportedAsync(provider);

        await AttachAsync(company, documents[0], "lunch.pdf");

        (await OutcomesAsync(company, "the export of the receipt")).ShouldBe([DocumentOutcome.Synced, DocumentOutcome.Unchanged]);
        (await OutcomesAsync(company, "the export of nothing new")).ShouldBe([DocumentOutcome.Unchanged, DocumentOutcome.Unchanged]);
        (await FilesAsync(company)).ShouldBe([1, 0], ignoreOrder: true);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task A_file_that_the_provider_does_not_take_is_on_record_with_the_reason_and_retried_until_it_is_taken_off(string provider)
    {
        var (company, documents) = await ExportedAsync(provider);
        await AttachAsync(company, documents[0], "a.exe");

        (await OutcomesAsync(company, "the export of a program")).ShouldBe([DocumentOutcome.Parked, DocumentOutcome.Unchanged]);
        (await FileAsync(company)).ShouldStartWith("parked/attachment_type_refused/");
        (await FileAsync(company)).ShouldContain("does not take 'exe' files such as a.exe");
        (await RetryableAsync(company)).ShouldBe([documents[0]]);

        // Looked at again, and still there.
        (await OutcomesAsync(company, "the export of the same program")).ShouldBe([DocumentOutcome.Parked, DocumentOutcome.Unchanged]);
        await company.BooksShouldHoldOnceAsync(documents);
        (await FilesAsync(company)).ShouldAllBe(count => count == 0);

        await Database.InTenantAsync(
            company.Tenant,
            async t => await AttachmentStore.DeleteAsync(t, (await AttachmentStore.ListAsync(t, documents, Cancelled))[documents[0]].Single().Id, DateTimeOffset.UnixEpoch, Cancelled),
            Cancelled);
        (await RetryableAsync(company)).ShouldBeEmpty();
        (await OutcomesAsync(company, "the export without it")).ShouldBe([DocumentOutcome.Unchanged, DocumentOutcome.Unchanged]);
    }

    [Fact]
    public async Task A_file_that_was_parked_is_uploaded_once_the_provider_may_take_it()
    {
        var (company, documents) = await ExportedAsync("xero");
        for (var file = 1; file <= 11; file++)
        {
            await AttachAsync(company, documents[0], $"page-{file}.pdf");
        }

        (await OutcomesAsync(company, "the export of eleven files")).ShouldBe([DocumentOutcome.Parked, DocumentOutcome.Unchanged]);
        (await FileAsync(company)).ShouldStartWith("parked/too_many_attachments/");

        await Database.InTenantAsync(
            company.Tenant, async t => await AttachmentStore.DeleteAsync(t, (await AttachmentStore.ListAsync(t, documents, Cancelled))[documents[0]].First().Id, DateTimeOffset.UnixEpoch, Cancelled), Cancelled);
        (await OutcomesAsync(company, "the export of ten files")).ShouldBe([DocumentOutcome.Synced, DocumentOutcome.Unchanged]);
        (await FilesAsync(company)).ShouldBe([10, 0], ignoreOrder: true);
        (await RetryableAsync(company)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_file_that_the_provider_refused_is_sent_again_by_the_next_export_and_stands_once(string provider)
    {
        var (company, documents) = await ExportedAsync(provider);
        await AttachAsync(company, documents[0], "lunch.pdf");
        await Ledger.Sandbox.FailAsync("status", provider, ProviderCase.Of(provider).UploadPath, ProviderCase.Of(provider).UploadMethod, company.Company.Id, status: 400);

        (await OutcomesAsync(company, "the export that is refused")).ShouldBe([DocumentOutcome.Failed, DocumentOutcome.Unchanged]);
        (await FileAsync(company)).ShouldStartWith("failed/");
        (await RetryableAsync(company)).ShouldBe([documents[0]]);

        (await OutcomesAsync(company, "the next export")).ShouldBe([DocumentOutcome.Synced, DocumentOutcome.Unchanged]);
        (await FileAsync(company)).ShouldBe("synced//");
        (await FilesAsync(company)).ShouldBe([1, 0], ignoreOrder: true);
        (await RetryableAsync(company)).ShouldBeEmpty();
    }

    private LedgerDatabase Database => Ledger.Service<LedgerDatabase>();

    /// <summary>Two transactions that stand in the books, without receipts.</summary>
    private async Task<(ConnectedCompany Company, IReadOnlyList<DocumentId> Documents)> ExportedAsync(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2));
        (await company.ExportToTheEndAsync("the first export")).Status.ShouldBe(JobStatus.Completed);
        return (company, documents);
    }

    private Task AttachAsync(ConnectedCompany company, DocumentId document, string name) => Database.InTenantAsync(
        company.Tenant, t => AttachmentStore.AddAsync(t, [new NewAttachment(document, name, "application/pdf", System.Text.Encoding.UTF8.GetBytes($"the bytes of {name}"))], Cancelled), Cancelled);

    /// <summary>Exports everything; what became of each transaction, in the order they were imported.</summary>
    private static async Task<IReadOnlyList<DocumentOutcome?>> OutcomesAsync(ConnectedCompany company, string phase)
    {
        var job = await company.ExportAsync();
        (await company.EndAsync(job, phase)).Status.ShouldBe(JobStatus.Completed);
        return [.. (await company.ReportAsync(job)).OrderBy(document => document.SourceReference, StringComparer.Ordinal).Select(document => document.Outcome)];
    }

    /// <summary>State, code and text of the one file on record.</summary>
    private Task<string> FileAsync(ConnectedCompany company) => Ledger.QueryAsync<string>(
        "select state || '/' || coalesce(error_code, '') || '/' || coalesce(error_text, '') from sync_attachment where connection_id = @connection", company.Connection.Value);

    private Task<IReadOnlyList<DocumentId>> RetryableAsync(ConnectedCompany company) => Database.InTenantAsync(
        company.Tenant, t => SyncRecordList.RetryableAsync(t, company.Connection, DocumentKinds.BankTransaction, Cancelled), Cancelled);

    private static async Task<IReadOnlyList<int>> FilesAsync(ConnectedCompany company) => [.. (await company.BooksAsync()).Select(entry => entry.Files.Count)];
}
