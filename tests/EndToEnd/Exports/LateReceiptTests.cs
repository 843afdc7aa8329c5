using System.Security.Cryptography;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Exports;

/// <summary>Receipts that come after their transaction was exported, as they always do through GraphQL.</summary>
[Collection(TheApplication.Name)]
public sealed class LateReceiptTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private static readonly byte[] s_receipt = [.. "%PDF-1.7 a receipt"u8];
    private static readonly byte[] s_other = [.. "%PDF-1.7 another receipt"u8];

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_late_receipt_is_sent_by_itself_on_a_real_time_connection(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider, settings => settings with { Frequency = SyncFrequency.RealTime });
        using var api = await TenantApi.OpenAsync(Ledger, company.Tenant);
        await PushAsync(api, company);
        await company.WaitUntilIdleAsync("the export of the transaction");
        (await FilesAsync(company)).ShouldBeEmpty();

        await api.AttachAsync("late-1", "receipt.pdf", s_receipt);
        await company.WaitUntilIdleAsync("the export of the receipt");

        (await FilesAsync(company)).ShouldBe([HashOf(s_receipt)]);
    }

    [Theory]
    [InlineData("xero", SyncFrequency.Hourly)]
    [InlineData("quickbooks", SyncFrequency.Daily)]
    [InlineData("fortnox", SyncFrequency.Hourly)]
    public async Task A_late_receipt_is_sent_by_the_next_automatic_sync(string provider, SyncFrequency frequency)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider, settings => settings with { Frequency = frequency });
        using var api = await TenantApi.OpenAsync(Ledger, company.Tenant);
        await PushAsync(api, company);
        await SyncAsync(company, "the sync of the transaction");
        await api.AttachAsync("late-1", "receipt.pdf", s_receipt);

        await SyncAsync(company, "the sync of the receipt");

        (await FilesAsync(company)).ShouldBe([HashOf(s_receipt)]);
        var exports = await ExportsAsync(company);
        await SyncAsync(company, "a sync with nothing to do");
        (await ExportsAsync(company)).ShouldBe(exports);
    }

    [Theory]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_receipt_that_replaces_another_is_sent_by_itself(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider, settings => settings with { Frequency = SyncFrequency.RealTime });
        using var api = await TenantApi.OpenAsync(Ledger, company.Tenant);
        await PushAsync(api, company);
        var first = await api.AttachAsync("late-1", "receipt.pdf", s_receipt);
        await company.WaitUntilIdleAsync("the export of the first receipt");

        await api.MutateAsync("deleteAttachment", "DeleteAttachmentInput", new { id = first }, "jobs");
        await api.AttachAsync("late-1", "receipt.pdf", s_other);
        await company.WaitUntilIdleAsync("the export of the second receipt");

        (await FilesAsync(company)).ShouldBe([HashOf(s_other)]);
    }

    private static async Task PushAsync(TenantApi api, ConnectedCompany company) => await api.MutateAsync(
        "upsertTransactions",
        "UpsertTransactionsInput",
        new
        {
            transactions = new[]
            {
                new { sourceReference = "late-1", transactedOn = Sample.Today.ToString("yyyy-MM-dd"), description = "Lunch", amount = -12.4m, currency = company.Company.BaseCurrency, counterparty = "Quay Bistro" },
            },
        },
        "results { id errors { ... on Error { code message } } }");

    private static async Task SyncAsync(ConnectedCompany company, string phase)
    {
        await company.EndAsync(await company.CommandAsync(JobKinds.AutomaticSync), phase);
        await company.WaitUntilIdleAsync(phase);
    }

    private static async Task<IReadOnlyList<string>> FilesAsync(ConnectedCompany company) => [.. (await company.BooksAsync()).SelectMany(entry => entry.Files)];

    private Task<long> ExportsAsync(ConnectedCompany company) =>
        Ledger.QueryAsync<long>("select count(*) from job where connection_id = @connection and kind = 'export_transactions'", company.Connection.Value);

    private static string HashOf(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));
}
