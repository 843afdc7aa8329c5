using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Jobs;

/// <summary>Connections that sync without being asked.</summary>
[Collection(TheApplication.Name)]
public sealed class AutomaticSyncTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private DocumentRequests Documents => Ledger.Service<DocumentRequests>();

    [Theory]
    [InlineData("fortnox")]
    public async Task What_comes_in_on_a_real_time_connection_is_exported_by_itself_with_its_files(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        await SaveAsync(company, SyncFrequency.RealTime);
        // The first sync is due when the frequency is set; that one must not have done the work.
        await FinishedAsync(company, JobKinds.AutomaticSync, 1);

        var documents = (await Documents.ImportAsync(company.Tenant, Incoming(company, 1, 2, 3), [File("pay-0002")], Cancelled)).Values.Select(upserted => upserted.Id).ToList();
        await company.WaitUntilIdleAsync("the export by itself");

        await company.BooksShouldHoldOnceAsync(documents);
        (await company.BooksAsync()).Sum(entry => entry.Files.Count).ShouldBe(1);
        (await CountAsync(company, "kind = 'export_transactions' and status = 'completed'")).ShouldBe(1);
        (await CountAsync(company, "kind = 'automatic_sync'")).ShouldBe(1);
    }

    [Fact]
    public async Task What_comes_in_on_a_manual_connection_waits_to_be_asked_for()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        await SaveAsync(company, SyncFrequency.Manual);

        await Documents.ImportAsync(company.Tenant, Incoming(company, 1), [], Cancelled);

        // The job would have been made together with the documents.
        (await CountAsync(company, "kind <> 'refresh_accounts'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_names_an_unknown_transaction_is_refused_and_nothing_is_taken_in()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        await SaveAsync(company, SyncFrequency.RealTime);
        await FinishedAsync(company, JobKinds.AutomaticSync, 1);

        var refused = await Should.ThrowAsync<RequestRefusedException>(
            () => Documents.ImportAsync(company.Tenant, Incoming(company, 1), [File("pay-0001"), File("pay-0009")], Cancelled));

        refused.Code.ShouldBe("unknown_transaction");
        refused.Message.ShouldContain("pay-0009.pdf names transaction pay-0009");
        (await Ledger.QueryAsync<long>("select count(*) from bank_transaction where tenant_id = @connection", company.Tenant.Value)).ShouldBe(0);
        (await Ledger.QueryAsync<long>("select count(*) from attachment where tenant_id = @connection", company.Tenant.Value)).ShouldBe(0);
        (await CountAsync(company, "kind = 'export_transactions'")).ShouldBe(0);
    }

    [Fact]
    public async Task An_import_that_has_a_reference_twice_is_refused_and_nothing_is_taken_in()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var incoming = Incoming(company, 1);

        var refused = await Should.ThrowAsync<RequestRefusedException>(() => Documents.ImportAsync(company.Tenant, [.. incoming, .. incoming], [], Cancelled));

        refused.Code.ShouldBe("duplicate_reference");
        refused.Message.ShouldContain("occurs 2 times in this import");
        (await Ledger.QueryAsync<long>("select count(*) from bank_transaction where tenant_id = @connection", company.Tenant.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task Automatic_sync_is_planned_while_the_frequency_asks_for_it_and_exports_what_waits()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 3));
        (await SyncsPlannedAsync(company)).ShouldBe(0);

        await SaveAsync(company, SyncFrequency.Hourly);
        (await SyncsPlannedAsync(company)).ShouldBe(1);
        await FinishedAsync(company, JobKinds.AutomaticSync, 1);
        await company.WaitUntilIdleAsync("the export of the automatic sync");
        await company.BooksShouldHoldOnceAsync(documents);

        await SaveAsync(company, SyncFrequency.Manual);
        (await SyncsPlannedAsync(company)).ShouldBe(0);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task An_automatic_sync_exports_exactly_what_the_books_do_not_have_as_it_stands(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var transactions = Sample.Payments(company.Company.BaseCurrency, 4);
        var documents = await company.ImportAsync(transactions[..3]);
        await company.ExportToTheEndAsync("the export before");
        await company.ImportAsync(
            transactions[1].With(transaction => transaction with { Description = "Said otherwise" }),
            transactions[2].With(transaction => transaction with { Status = TransactionStatus.Excluded, Description = "Not wanted" }));
        var added = (await company.ImportAsync(transactions[3]))[0];

        await company.EndAsync(await company.CommandAsync(JobKinds.AutomaticSync), "the automatic sync");
        var export = new JobId(await Ledger.QueryAsync<Guid>("select id from job where connection_id = @connection and kind = 'export_transactions' and priority = 10", company.Connection.Value));
        var end = await company.EndAsync(export, "its export");

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        (await company.ReportAsync(export)).ToDictionary(document => document.DocumentId, document => document.Outcome)
            .ShouldBe(new Dictionary<DocumentId, DocumentOutcome?> { [documents[1]] = DocumentOutcome.Synced, [added] = DocumentOutcome.Synced }, ignoreOrder: true);

        // All is there now: the next one finds nothing to do.
        await company.EndAsync(await company.CommandAsync(JobKinds.AutomaticSync), "the second automatic sync");
        (await CountAsync(company, "kind = 'export_transactions'")).ShouldBe(2);
    }

    [Fact]
    public async Task An_automatic_sync_reads_the_accounts_again_when_they_are_a_day_old()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2));
        await AgeAccountsAsync(company, "19 hours");
        await SyncAsync("the sync with accounts of today");
        (await ReadingsAsync()).ShouldBe(1, "the one of the connecting");

        await AgeAccountsAsync(company, "2 hours");
        await SyncAsync("the sync with accounts of yesterday");
        await SyncAsync("the sync after it");
        (await ReadingsAsync()).ShouldBe(2);

        await AgeAccountsAsync(company, "30 hours");
        await company.ChangeSettingsAsync(settings => settings with { SyncAccounts = false });
        await SyncAsync("the sync without accounts");
        (await ReadingsAsync()).ShouldBe(2);
        await company.BooksShouldHoldOnceAsync(documents);

        async Task SyncAsync(string phase)
        {
            await company.EndAsync(await company.CommandAsync(JobKinds.AutomaticSync), phase);
            await company.WaitUntilIdleAsync(phase);
        }

        Task<long> ReadingsAsync() => CountAsync(company, "kind = 'refresh_accounts' and status = 'completed'");
    }

    [Fact]
    public async Task A_connection_whose_transactions_do_not_sync_exports_them_when_asked()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox", settings => settings with { SyncBankTransactions = false });
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2));

        await company.EndAsync(await company.CommandAsync(JobKinds.AutomaticSync), "the automatic sync");
        (await CountAsync(company, "kind = 'export_transactions'")).ShouldBe(0);

        await company.ExportToTheEndAsync("the export asked for");
        await company.BooksShouldHoldOnceAsync(documents);
    }

    private static BankTransaction[] Incoming(ConnectedCompany company, params int[] numbers) =>
        [.. numbers.Select(number => Sample.Payment(company.Company.BaseCurrency, number).Transaction.ToDocument(company.Tenant, DocumentId.New()))];

    private static IncomingFile File(string reference) => new(reference, $"{reference}.pdf", "%PDF-1.4 a receipt"u8.ToArray());

    private async Task SaveAsync(ConnectedCompany company, SyncFrequency frequency) =>
        await Ledger.Service<ConnectionRequests>().SaveAsync(
            company.Tenant, company.Connection, (await company.ReadConnectionAsync()).Settings with { Frequency = frequency }, [], Cancelled);

    private Task FinishedAsync(ConnectedCompany company, string kind, int jobs) => Wait.UntilAsync(
        $"a job {kind}", $"{jobs} completed", () => CountAsync(company, $"kind = '{kind}' and status = 'completed'"), count => count == jobs);

    private Task<long> CountAsync(ConnectedCompany company, string jobs) =>
        Ledger.QueryAsync<long>($"select count(*) from job where connection_id = @connection and {jobs}", company.Connection.Value);

    /// <summary>As if they had been read that much earlier.</summary>
    private Task<long> AgeAccountsAsync(ConnectedCompany company, string by) => Ledger.QueryAsync<long>(
        $"with aged as (update job set finished_at = finished_at - interval '{by}' where connection_id = @connection and kind = 'refresh_accounts' returning 1) select count(*) from aged",
        company.Connection.Value);

    private Task<long> SyncsPlannedAsync(ConnectedCompany company) => Ledger.QueryAsync<long>(
        "select count(*) from connection where id = @connection and next_sync_at is not null", company.Connection.Value);
}
