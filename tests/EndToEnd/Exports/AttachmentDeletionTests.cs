using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>Receipts that the user takes off their transactions.</summary>
[Collection(TheApplication.Name)]
public sealed class AttachmentDeletionTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private DocumentRequests Documents => Ledger.Service<DocumentRequests>();

    [Theory]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_deleted_receipt_goes_from_the_books_and_does_not_come_back_with_a_change(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var transactions = Sample.Payments(company.Company.BaseCurrency, 2, withReceipt: true);
        var documents = await company.ImportAsync(transactions);
        await company.ExportToTheEndAsync("the export");

        var job = (await Documents.DeleteAttachmentAsync(company.Tenant, await AttachmentOfAsync(company, documents[0]), Cancelled)).Jobs.ShouldHaveSingleItem();
        var end = await company.EndAsync(job, "the deletion");

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await company.BooksShouldHoldOnceAsync(documents);
        (await FilesAsync(company)).ShouldBe(new Dictionary<string, int> { [company.KeyOf(documents[0])] = 0, [company.KeyOf(documents[1])] = 1 }, ignoreOrder: true);

        await company.ImportAsync(transactions[0].With(transaction => transaction with { Description = "Said otherwise" }) with { Receipts = [] });
        (await company.ExportToTheEndAsync("the export of the change")).Status.ShouldBe(JobStatus.Completed);
        (await company.BooksAsync()).ShouldContain(entry => entry.Text.Contains("Said otherwise", StringComparison.Ordinal));
        (await FilesAsync(company)).Where(entry => entry.Key != company.KeyOf(documents[1])).ShouldAllBe(entry => entry.Value == 0);
    }

    [Theory]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_receipt_that_was_taken_away_and_is_added_again_is_in_the_books_again(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var transaction = Sample.Payment(company.Company.BaseCurrency, 1, withReceipt: true);
        var documents = await company.ImportAsync(transaction);
        await company.ExportToTheEndAsync("the export");
        var job = (await Documents.DeleteAttachmentAsync(company.Tenant, await AttachmentOfAsync(company, documents[0]), Cancelled)).Jobs.ShouldHaveSingleItem();
        await company.EndAsync(job, "the deletion");
        (await FilesAsync(company)).ShouldBe(new Dictionary<string, int> { [company.KeyOf(documents[0])] = 0 });

        await company.ImportAsync(transaction);
        (await company.ExportToTheEndAsync("the export of the file added again")).Status.ShouldBe(JobStatus.Completed);

        (await FilesAsync(company)).ShouldBe(new Dictionary<string, int> { [company.KeyOf(documents[0])] = 1 });
    }

    [Fact]
    public async Task A_receipt_that_is_deleted_while_its_entry_is_written_is_not_sent()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payment(company.Company.BaseCurrency, 1, withReceipt: true));
        var held = await Ledger.Sandbox.HoldBeforeAsync("fortnox", ProviderCase.Of("fortnox").WritePath, "POST", company.Company.Id);

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        (await Documents.DeleteAttachmentAsync(company.Tenant, await AttachmentOfAsync(company, documents[0]), Cancelled)).Jobs.ShouldBeEmpty("it has been sent nowhere yet");
        await held.ReleaseAsync();

        (await company.EndAsync(job, "the export")).Status.ShouldBe(JobStatus.Completed);
        await company.BooksShouldHoldOnceAsync(documents);
        (await FilesAsync(company)).ShouldBe(new Dictionary<string, int> { [company.KeyOf(documents[0])] = 0 });
    }

    [Fact]
    public async Task A_deleted_receipt_where_no_program_may_delete_files_is_left_to_the_user()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        var documents = await company.ImportAsync(Sample.Payment(company.Company.BaseCurrency, 1, withReceipt: true));
        await company.ExportToTheEndAsync("the export");

        var job = (await Documents.DeleteAttachmentAsync(company.Tenant, await AttachmentOfAsync(company, documents[0]), Cancelled)).Jobs.ShouldHaveSingleItem();
        var end = await company.EndAsync(job, "the deletion");

        end.Status.ShouldBe(JobStatus.Discarded);
        end.ErrorCode.ShouldBe("not_supported");
        end.ErrorText.ShouldBe("Xero lets no program delete a file. Remove it there by hand; it is not sent again.");

        // The user has not yet: it stands there once, and the next export neither brings it again nor complains.
        var next = await company.ExportAsync();
        await company.EndAsync(next, "the next export");
        (await company.ReportAsync(next)).ShouldAllBe(document => document.Outcome == DocumentOutcome.Unchanged);
        (await FilesAsync(company)).ShouldBe(new Dictionary<string, int> { [company.KeyOf(documents[0])] = 1 });
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_receipt_deleted_before_the_export_is_never_sent(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2, withReceipt: true));

        (await Documents.DeleteAttachmentAsync(company.Tenant, await AttachmentOfAsync(company, documents[0]), Cancelled)).Jobs.ShouldBeEmpty("it was sent nowhere");
        await company.ExportToTheEndAsync("the export");

        (await FilesAsync(company)).ShouldBe(new Dictionary<string, int> { [company.KeyOf(documents[0])] = 0, [company.KeyOf(documents[1])] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_receipt_can_be_deleted_once()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payment(company.Company.BaseCurrency, 1, withReceipt: true));
        var attachment = await AttachmentOfAsync(company, documents[0]);
        await company.ExportToTheEndAsync("the export");
        await Documents.DeleteAttachmentAsync(company.Tenant, attachment, Cancelled);

        var refused = await Should.ThrowAsync<RequestRefusedException>(() => Documents.DeleteAttachmentAsync(company.Tenant, attachment, Cancelled));

        refused.Code.ShouldBe("unknown_attachment");
        refused.Message.ShouldContain("There is no attachment");
        await company.WaitUntilIdleAsync("the deletion");
        (await Ledger.QueryAsync<long>("select count(*) from job where connection_id = @connection and kind = 'delete_attachment'", company.Connection.Value)).ShouldBe(1);
    }

    private Task<AttachmentId> AttachmentOfAsync(ConnectedCompany company, DocumentId document) =>
        Ledger.Service<LedgerDatabase>().InTenantAsync(
            company.Tenant, async t => (await AttachmentStore.ListAsync(t, [document], Cancelled))[document].Single().Id, Cancelled);

    /// <summary>How many files stand on each entry, by its key.</summary>
    private static async Task<Dictionary<string, int>> FilesAsync(ConnectedCompany company) =>
        (await company.BooksAsync()).ToDictionary(entry => entry.Key!, entry => entry.Files.Count);
}
