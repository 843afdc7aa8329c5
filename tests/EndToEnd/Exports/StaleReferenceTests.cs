using System.Text.Json.Nodes;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>Remote ids that were stored, and that the provider no longer accepts.</summary>
[Collection(TheApplication.Name)]
public sealed class StaleReferenceTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Fact]
    public async Task Contact_merged_after_its_id_was_stored_is_followed_to_the_contact_it_was_merged_into()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        var transactions = Sample.Payments(company.Company.BaseCurrency, 3);
        transactions[1] = transactions[1].With(t => t with { Counterparty = "Harbour Supplies Group" });
        await company.ImportAsync(transactions[..2]);
        await company.ExportToTheEndAsync("the export that stores both contacts");
        var (merged, into) = (await ContactAsync(company, "harbour supplies"), await ContactAsync(company, "harbour supplies group"));
        await Ledger.Sandbox.PatchAsync(company.Company, new JsonObject { ["mergedContacts"] = new JsonObject { [merged] = into } });

        await company.ImportAsync(transactions[2]);
        var job = await company.ExportAsync();

        (await company.EndAsync(job, "the export after the merge")).Status.ShouldBe(JobStatus.Completed);
        (await company.ReportAsync(job)).ShouldAllBe(d => d.Outcome == DocumentOutcome.Synced || d.Outcome == DocumentOutcome.Unchanged);
        var books = await company.BooksAsync();
        books.Count.ShouldBe(3);
        books.Single(entry => entry.Text.Contains("Payment 3", StringComparison.Ordinal)).Text.ShouldContain("Harbour Supplies Group");
        (await ContactAsync(company, "harbour supplies")).ShouldBe(into, "the stored id is replaced");
    }

    private Task<string> ContactAsync(ConnectedCompany company, string key) =>
        Ledger.QueryAsync<string>($"select remote_id from contact where connection_id = @connection and lower(name) = '{key}'", company.Connection.Value);
}
