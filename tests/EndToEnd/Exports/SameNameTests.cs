using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>Names and mapping keys that look the same.</summary>
[Collection(TheApplication.Name)]
public sealed class SameNameTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    public async Task Counterparties_that_look_the_same_are_one_contact(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        string[] spellings = ["Caf\u00E9 Nero", "Cafe\u0301 Nero", "Caf\u00E9\u00A0Nero", "Caf\u00E9 Ne\u200Bro", "CAF\u00C9 NERO "];
        var payments = Sample.Payments(company.Company.BaseCurrency, spellings.Length);
        await company.ImportAsync([.. payments.Select((payment, i) => payment.With(transaction => transaction with { Counterparty = spellings[i].Trim() }))]);

        (await company.ExportToTheEndAsync("the export")).Status.ShouldBe(JobStatus.Completed);

        (await Ledger.QueryAsync<long>("select count(*) from sync_record where connection_id = @connection and state = 'synced'", company.Connection.Value)).ShouldBe(spellings.Length);
        (await Ledger.QueryAsync<long>("select count(distinct content ->> 'ContactId') from sync_record where connection_id = @connection", company.Connection.Value)).ShouldBe(1);
        (await Ledger.QueryAsync<long>("select count(*) from contact where connection_id = @connection", company.Connection.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task A_mapping_applies_to_every_spelling_of_a_category()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var account = await Ledger.QueryAsync<string>("select remote_id from account where connection_id = @connection and kind = 'expense' and active order by code limit 1", company.Connection.Value);
        await Ledger.Service<LedgerDatabase>().InTenantAsync(
            company.Tenant, t => AccountStore.PutMappingsAsync(t, company.Connection, [new MappingRule(MappingKind.Category, "Boat hire", account)], Cancelled), Cancelled);
        string[] spellings = ["Boat hire", "boat hire", "Boat\u00A0hire", "Bo\u200Bat hire", "boats"];
        var payments = Sample.Payments(company.Company.BaseCurrency, spellings.Length);
        await company.ImportAsync([.. payments.Select((payment, i) => payment.With(transaction => transaction with { Category = spellings[i] }))]);

        var job = await company.ExportAsync();
        await company.EndAsync(job, "the export");

        (await company.ReportAsync(job)).OrderBy(document => document.SourceReference, StringComparer.Ordinal).Select(document => document.Outcome)
            .ShouldBe([DocumentOutcome.Synced, DocumentOutcome.Synced, DocumentOutcome.Synced, DocumentOutcome.Synced, DocumentOutcome.Parked]);
    }
}
