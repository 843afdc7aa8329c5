using OrleansLedger.Api.SyncRecords;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>
/// Entries that stand in the books before a connection's first export. Another tenant, connected to the same company, has made them: what
/// carries that tenant's reference is as foreign to this one as what somebody typed in.
/// </summary>
[Collection(TheApplication.Name)]
public sealed class PriorEntryTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private LinkRequests Links => Ledger.Service<LinkRequests>();

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task An_entry_of_the_same_day_and_amount_parks_its_document_and_is_offered_for_linking_and_all_others_go_ahead(string provider)
    {
        var (company, documents, prior) = await FirstExportBesideAsync(provider);

        var offered = (await Links.ListAsync(company.Tenant, company.Connection, documents[0], Cancelled)).ShouldHaveSingleItem();
        offered.RemoteId.ShouldBe(prior.RemoteId);
        offered.Decision.ShouldBeNull();
        (await Links.ListAsync(company.Tenant, company.Connection, documents[1], Cancelled)).ShouldBeEmpty();
        (await company.BooksAsync()).Select(entry => entry.Key).ShouldBe([prior.Key, company.KeyOf(documents[1])], ignoreOrder: true);

        // Nobody has said anything: it waits on.
        var again = await company.ExportAsync();
        await company.EndAsync(again, "the export without a decision");
        (await company.ReportAsync(again)).Single(document => document.DocumentId == documents[0]).Outcome.ShouldBe(DocumentOutcome.Parked);
        (await company.BooksAsync()).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task A_linked_entry_is_taken_over_and_nothing_is_written(string provider)
    {
        var (company, documents, prior) = await FirstExportBesideAsync(provider);
        var before = await company.CallsAsync();

        await Links.LinkAsync(company.Tenant, company.Connection, documents[0], prior.RemoteId, Cancelled);

        (await ExportedAsync(company, "the export after linking")).ShouldBe(
            new Dictionary<DocumentId, DocumentOutcome?> { [documents[0]] = DocumentOutcome.Synced, [documents[1]] = DocumentOutcome.Unchanged }, ignoreOrder: true);
        (await ExportedAsync(company, "the export after that")).Values.ShouldAllBe(outcome => outcome == DocumentOutcome.Unchanged);
        (await RemoteIdAsync(company, documents[0])).ShouldBe(prior.RemoteId);
        (await company.CallsAsync()).Writes.ShouldBe(before.Writes);
        (await company.BooksAsync()).Select(entry => entry.Key).ShouldBe([prior.Key, company.KeyOf(documents[1])], ignoreOrder: true);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task A_linked_entry_needs_no_account_and_is_left_as_it_is_until_its_transaction_changes(string provider)
    {
        var (company, documents, prior) = await FirstExportBesideAsync(provider, withAccount: false);
        var before = await company.CallsAsync();
        await Links.LinkAsync(company.Tenant, company.Connection, documents[0], prior.RemoteId, Cancelled);

        (await ExportedAsync(company, "the export after linking")).ShouldBe(
            new Dictionary<DocumentId, DocumentOutcome?> { [documents[0]] = DocumentOutcome.Synced, [documents[1]] = DocumentOutcome.Parked }, ignoreOrder: true);
        (await RemoteIdAsync(company, documents[0])).ShouldBe(prior.RemoteId);
        (await ExportedAsync(company, "the export without an account still"))[documents[0]].ShouldBe(DocumentOutcome.Unchanged);
        (await company.CallsAsync()).Writes.ShouldBe(before.Writes);

        var account = await Ledger.QueryAsync<string>("select remote_id from account where connection_id = @connection and kind = 'expense' and active order by code limit 1", company.Connection.Value);
        await company.ChangeSettingsAsync(settings => settings with { DefaultExpenseAccount = account });
        (await ExportedAsync(company, "the export with an account")).ShouldBe(
            new Dictionary<DocumentId, DocumentOutcome?> { [documents[0]] = DocumentOutcome.Unchanged, [documents[1]] = DocumentOutcome.Synced }, ignoreOrder: true);
        (await company.BooksAsync()).Select(entry => entry.Key).ShouldBe([prior.Key, company.KeyOf(documents[1])], ignoreOrder: true);

        await company.ImportAsync(Sample.Payment(company.Company.BaseCurrency, 1).With(transaction => transaction with { Description = "Said otherwise" }));
        (await ExportedAsync(company, "the export of the change"))[documents[0]].ShouldBe(DocumentOutcome.Synced);
        (await company.BooksAsync()).ShouldContain(entry => entry.Text.Contains("Said otherwise", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("fortnox")]
    public async Task A_dismissed_entry_stays_and_the_document_is_written_beside_it(string provider)
    {
        var (company, documents, prior) = await FirstExportBesideAsync(provider);

        await Links.DismissAsync(company.Tenant, company.Connection, documents[0], prior.RemoteId, Cancelled);

        (await ExportedAsync(company, "the export after dismissing")).ShouldBe(
            new Dictionary<DocumentId, DocumentOutcome?> { [documents[0]] = DocumentOutcome.Synced, [documents[1]] = DocumentOutcome.Unchanged }, ignoreOrder: true);
        (await RemoteIdAsync(company, documents[0])).ShouldNotBe(prior.RemoteId);
        (await company.BooksAsync()).Select(entry => entry.Key).ShouldBe(
            [prior.Key, company.KeyOf(documents[0]), company.KeyOf(documents[1])], ignoreOrder: true);
    }

    /// <summary>The first export of two transactions, where an entry like the first one's stands in the books.</summary>
    /// <param name="withAccount">False leaves both without an account to be posted to.</param>
    private async Task<(ConnectedCompany Company, IReadOnlyList<DocumentId> Documents, PriorEntry Prior)> FirstExportBesideAsync(string provider, bool withAccount = true)
    {
        var other = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var (same, alone) = (Sample.Payment(other.Company.BaseCurrency, 1), Sample.Payment(other.Company.BaseCurrency, 2));
        var theirs = (await other.ImportAsync(same))[0];
        (await other.ExportToTheEndAsync("the other tenant's export")).Status.ShouldBe(JobStatus.Completed);
        var number = await Ledger.QueryAsync<string>("select coalesce(remote_number, remote_id) from sync_record where connection_id = @connection", other.Connection.Value);
        var prior = new PriorEntry(await RemoteIdAsync(other, theirs), other.KeyOf(theirs));

        var company = await ConnectedCompany.ConnectAsync(Ledger, await Ledger.Client.CreateTenantAsync("A tenant of the same company", Cancelled), other.Company, settings => withAccount ? settings : settings with { DefaultExpenseAccount = null });
        var documents = await company.ImportAsync(same, alone);
        var job = await company.ExportAsync();
        (await company.EndAsync(job, "the first export")).Status.ShouldBe(JobStatus.Completed);
        var report = (await company.ReportAsync(job)).ToDictionary(document => document.DocumentId);
        report[documents[0]].Outcome.ShouldBe(DocumentOutcome.Parked);
        report[documents[0]].Detail.ShouldNotBeNull().ShouldContain($"The books have {number} of the same date and amount");
        report[documents[0]].Detail!.Contains("default expense account", StringComparison.Ordinal).ShouldBe(!withAccount, "the entry that stands there and all that is missing are named");
        report[documents[1]].Outcome.ShouldBe(withAccount ? DocumentOutcome.Synced : DocumentOutcome.Parked);
        (await Ledger.QueryAsync<string>($"select error_code from sync_record where connection_id = @connection and document_id = '{documents[0]}' and state = 'parked'", company.Connection.Value)).ShouldBe("possible_duplicate");
        return (company, documents, prior);
    }

    /// <summary>Exports everything; what became of each transaction.</summary>
    private static async Task<Dictionary<DocumentId, DocumentOutcome?>> ExportedAsync(ConnectedCompany company, string phase)
    {
        var job = await company.ExportAsync();
        await company.EndAsync(job, phase);
        return (await company.ReportAsync(job)).ToDictionary(document => document.DocumentId, document => document.Outcome);
    }

    private Task<string> RemoteIdAsync(ConnectedCompany company, DocumentId document) =>
        Ledger.QueryAsync<string>($"select remote_id from sync_record where connection_id = @connection and document_id = '{document}'", company.Connection.Value);

    private sealed record PriorEntry(string RemoteId, string Key);
}
