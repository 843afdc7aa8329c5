using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Documents;

/// <summary>What is told of files that did or did not go to the books.</summary>
public sealed class AttachmentExportTests(LedgerFixture fixture)
{
    [Fact]
    public async Task A_file_that_is_not_in_the_books_says_why_and_its_transaction_is_retried_though_it_stands_there()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var ids = await tenant.ImportAsync(3);
        await tenant.ExecuteAsync(
            $"""
            insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, remote_id, updated_at)
            select gen_random_uuid(), tenant_id, '{tenant.Connection}', 'company-1', 'bank_transaction', id, 1, 'booking', source_reference, 'synced', 1, 'remote', now() from bank_transaction
            """);
        await tenant.AttachAsync("t-1", "a.exe", Files.Program);
        await tenant.AttachAsync("t-2", "lunch.pdf", Files.Pdf(2));
        await tenant.AttachAsync("t-3", "new.pdf", Files.Pdf(3));
        await StandsAsync("lunch.pdf", "synced", entry: 1, remoteId: "'file-1'");
        (await tenant.ProblemAsync("retryFailed", "RetryFailedInput", new { connectionId = tenant.ConnectionGlobalId })).ShouldBe("nothing_to_retry");
        await StandsAsync("a.exe", "parked", entry: 1, code: "'attachment_type_refused'", text: "'QuickBooks does not take ''exe'' files.'");
        // Of an entry that was taken back, and of a company that was connected before.
        await StandsAsync("a.exe", "synced", entry: 0, remoteId: "'file-0'");
        await StandsAsync("new.pdf", "synced", entry: 1, remoteId: "'file-2'", company: "company-0");

        var transactions = await tenant.Client.FieldAsync(
            "transactions", "{ transactions(orderBy: { field: DATE }) { nodes { attachments { fileName exports { state errorCode errorText remoteId connectionId connection { provider } } } } } }");

        transactions!["nodes"]!.AsArray().Select(n => n!["attachments"]![0]!.ToJsonString()).ShouldBe(
        [
            $$$"""{"fileName":"a.exe","exports":[{"state":"PARKED","errorCode":"attachment_type_refused","errorText":"QuickBooks does not take \u0027exe\u0027 files.","remoteId":null,"connectionId":"{{{tenant.ConnectionGlobalId}}}","connection":{"provider":"quickbooks"}}]}""",
            $$$"""{"fileName":"lunch.pdf","exports":[{"state":"SYNCED","errorCode":null,"errorText":null,"remoteId":"file-1","connectionId":"{{{tenant.ConnectionGlobalId}}}","connection":{"provider":"quickbooks"}}]}""",
            """{"fileName":"new.pdf","exports":[]}""",
        ]);
        var retry = await tenant.MutateAsync("retryFailed", "RetryFailedInput", new { connectionId = tenant.ConnectionGlobalId }, "job { results { nodes { document { id } } } }");
        retry["job"]!["results"]!["nodes"]!.AsArray().Select(n => n!["document"]!["id"]!.GetValue<string>()).ShouldBe([ids[0]]);

        Task StandsAsync(string file, string state, int entry, string code = "null", string text = "null", string remoteId = "null", string company = "company-1") => tenant.ExecuteAsync(
            $"""
            insert into sync_attachment (tenant_id, connection_id, remote_company_id, document_id, entry, attachment_id, file_name, state, remote_id, error_code, error_text, epoch, updated_at)
            select tenant_id, '{tenant.Connection}', '{company}', document_id, {entry}, id, file_name, '{state}', {remoteId}, {code}, {text}, 1, now() from attachment where file_name = '{file}'
            """);
    }
}
