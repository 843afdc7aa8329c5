using System.Text.Json.Nodes;
using OrleansLedger.Api.Live;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Graph;

/// <summary>What starts work, and what is told of it.</summary>
public sealed class SyncTests(LedgerFixture fixture)
{
    private const string Job = "job { id kind status total connectionId }";

    private const string Jobs = "jobs { id kind total }";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sync_of_everything_imports_and_exports_what_the_books_do_not_have()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var ids = await tenant.ImportAsync(3);
        await StandsAsync(tenant, "t-1", "synced");

        Kinds(await SyncAsync(new { connectionId = tenant.ConnectionGlobalId })).ShouldBe(["REFRESH_ACCOUNTS 0", "EXPORT_TRANSACTIONS 2"]);
        Kinds(await SyncAsync(new { connectionId = tenant.ConnectionGlobalId, force = true, entityTypes = new[] { "BANK_TRANSACTION" } })).ShouldBe(["EXPORT_TRANSACTIONS 3"]);
        Kinds(await SyncAsync(new { connectionId = tenant.ConnectionGlobalId, entityIds = new[] { ids[0] } })).ShouldBe(["EXPORT_TRANSACTIONS 1"]);
        Kinds(await SyncAsync(new { connectionId = tenant.ConnectionGlobalId, entityTypes = new[] { "TAX_CODE" } })).ShouldBe(["REFRESH_TAX_CODES 0"]);

        (await tenant.ProblemAsync("startSync", "StartSyncInput", new { connectionId = tenant.ConnectionGlobalId, entityTypes = Array.Empty<string>() })).ShouldBe("nothing_to_sync");
        (await tenant.ProblemAsync("startSync", "StartSyncInput", new { connectionId = tenant.ConnectionGlobalId, entityTypes = new[] { "ACCOUNT" }, entityIds = ids })).ShouldBe("nothing_to_sync");
        (await tenant.ProblemAsync("startSync", "StartSyncInput", new { connectionId = ids[0] })).ShouldBe("invalid_id");

        Task<JsonNode> SyncAsync(object input) => tenant.MutateAsync("startSync", "StartSyncInput", input, Jobs);
        static IEnumerable<string> Kinds(JsonNode payload) => payload["jobs"]!.AsArray().Select(j => $"{j!["kind"]} {j["total"]}");
    }

    [Fact]
    public async Task A_bulk_sync_takes_a_span_of_days_and_the_statuses_named()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var ids = await tenant.ImportAsync(6);
        (await tenant.MutateAsync("setTransactionStatus", "SetTransactionStatusInput", new { transactionIds = new[] { ids[2], ids[5] }, status = "EXCLUDED" }, "transactions { id status }"))
            ["transactions"]!.ToJsonString().ShouldBe($$"""[{"id":"{{ids[2]}}","status":"EXCLUDED"},{"id":"{{ids[5]}}","status":"EXCLUDED"}]""");

        (await BulkAsync(new { connectionId = tenant.ConnectionGlobalId, entityType = "BANK_TRANSACTION", from = "2026-03-02", to = "2026-03-05" })).ShouldBe(3);
        (await BulkAsync(new { connectionId = tenant.ConnectionGlobalId, entityType = "BANK_TRANSACTION", from = "2026-03-02" })).ShouldBe(3);
        (await BulkAsync(new { connectionId = tenant.ConnectionGlobalId, entityType = "BANK_TRANSACTION", to = "2026-03-03", statuses = new[] { "EXCLUDED", "COMPLETED" } })).ShouldBe(3);
        (await tenant.ProblemAsync("startBulkSync", "StartBulkSyncInput", new { connectionId = tenant.ConnectionGlobalId, entityType = "BANK_TRANSACTION", from = "2026-03-05", to = "2026-03-02" })).ShouldBe("invalid_span");
        (await tenant.ProblemAsync("startBulkSync", "StartBulkSyncInput", new { connectionId = tenant.ConnectionGlobalId, entityType = "ACCOUNT" })).ShouldBe("not_exported");

        async Task<int> BulkAsync(object input) => (await tenant.MutateAsync("startBulkSync", "StartBulkSyncInput", input, Job))["job"]!["total"]!.GetValue<int>();
    }

    [Fact]
    public async Task A_repeated_request_gives_the_first_ones_job_and_its_key_is_refused_for_other_work()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.ImportAsync(2);
        var export = new { connectionId = tenant.ConnectionGlobalId, idempotencyKey = "march" };
        var first = Id(await tenant.MutateAsync("exportTransactions", "ExportTransactionsInput", export, Job));
        await tenant.ImportAsync(3);

        Id(await tenant.MutateAsync("exportTransactions", "ExportTransactionsInput", export, Job)).ShouldBe(first, "though it would come to three documents now");
        (await tenant.ProblemAsync("exportTransactions", "ExportTransactionsInput", new { connectionId = tenant.ConnectionGlobalId, idempotencyKey = "march", force = true })).ShouldBe("idempotency_key_reused");
        (await tenant.ProblemAsync("testConnection", "ConnectionCommandInput", new { connectionId = tenant.ConnectionGlobalId, idempotencyKey = "march" })).ShouldBe("idempotency_key_reused");
        (await tenant.ProblemAsync("testConnection", "ConnectionCommandInput", new { connectionId = tenant.ConnectionGlobalId, idempotencyKey = "" })).ShouldBe("invalid_idempotency_key");

        var sync = new { connectionId = tenant.ConnectionGlobalId, idempotencyKey = "nightly" };
        var started = (await tenant.MutateAsync("startSync", "StartSyncInput", sync, Jobs))["jobs"]!.ToJsonString();
        (await tenant.MutateAsync("startSync", "StartSyncInput", sync, Jobs))["jobs"]!.ToJsonString().ShouldBe(started);
        var command = new { connectionId = tenant.ConnectionGlobalId, idempotencyKey = "once" };
        Id(await tenant.MutateAsync("refreshTaxCodes", "ConnectionCommandInput", command, Job)).ShouldBe(Id(await tenant.MutateAsync("refreshTaxCodes", "ConnectionCommandInput", command, Job)));
        (await api.CountAsync("job")).ShouldBe(4);
    }

    [Fact]
    public async Task A_retry_takes_what_was_left_when_the_job_was_cancelled()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.ImportAsync(3);
        var job = Id(await tenant.MutateAsync("exportTransactions", "ExportTransactionsInput", new { connectionId = tenant.ConnectionGlobalId }, Job));
        await tenant.ExecuteAsync("update job_document set outcome = (array['synced', 'cancelled', 'cancelled'])[ordinal], settled_at = now()");
        await tenant.ExecuteAsync("update job set status = 'cancelled', cancel_requested = true, started_at = now(), finished_at = now()");

        (await tenant.MutateAsync("retryJob", "RetryJobInput", new { jobId = job }, Job))["job"]!["total"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task A_retry_takes_what_failed_or_was_parked_and_nothing_else()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.ImportAsync(4);
        var job = Id(await tenant.MutateAsync("exportTransactions", "ExportTransactionsInput", new { connectionId = tenant.ConnectionGlobalId }, Job));
        (await tenant.ProblemAsync("retryJob", "RetryJobInput", new { jobId = job })).ShouldBe("not_finished");
        await tenant.ExecuteAsync("update job_document set outcome = (array['synced', 'failed', 'parked', 'unchanged'])[ordinal], detail = 'No such account.', settled_at = now()");
        await tenant.ExecuteAsync("update job set status = 'completed', started_at = now(), finished_at = now()");
        await StandsAsync(tenant, "t-2", "failed");

        var retry = await tenant.MutateAsync("retryJob", "RetryJobInput", new { jobId = job, idempotencyKey = "again" }, "job { id total results { nodes { sourceReference } } }");
        retry["job"]!["results"]!["nodes"]!.AsArray().Select(n => n!["sourceReference"]!.GetValue<string>()).ShouldBe(["t-2", "t-3"]);
        Id(await tenant.MutateAsync("retryJob", "RetryJobInput", new { jobId = job, idempotencyKey = "again" }, Job)).ShouldBe(Id(retry));
        (await tenant.MutateAsync("retryFailed", "RetryFailedInput", new { connectionId = tenant.ConnectionGlobalId }, Job))["job"]!["total"]!.GetValue<int>().ShouldBe(1);
        await tenant.ExecuteAsync("update sync_record set state = 'synced'");
        (await tenant.ProblemAsync("retryFailed", "RetryFailedInput", new { connectionId = tenant.ConnectionGlobalId })).ShouldBe("nothing_to_retry");
        (await tenant.ProblemAsync("retryFailed", "RetryFailedInput", new { connectionId = tenant.ConnectionGlobalId, entityType = "TAX_CODE" })).ShouldBe("not_exported");

        var seen = await tenant.Client.FieldAsync(
            "job",
            """
            query ($id: ID!) { job(id: $id) { kind progress { open synced failed parked unchanged } estimatedEndAt connection { provider }
              results(first: 1, filter: { outcomes: [FAILED, PARKED] }) { totalCount pageInfo { hasNextPage } nodes { ordinal outcome detail document { sourceReference ... on BankTransaction { amount } } } } } }
            """,
            new { id = job });
        seen!.ToJsonString().ShouldBe(
            """
            {"kind":"EXPORT_TRANSACTIONS","progress":{"open":0,"synced":1,"failed":1,"parked":1,"unchanged":1},"estimatedEndAt":null,"connection":{"provider":"quickbooks"},
            """.Trim() + """
            "results":{"totalCount":2,"pageInfo":{"hasNextPage":true},"nodes":[{"ordinal":2,"outcome":"FAILED","detail":"No such account.","document":{"sourceReference":"t-2","amount":-2}}]}}
            """.Trim());
    }

    [Fact]
    public async Task A_command_that_was_given_up_is_asked_for_again()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var job = Id(await tenant.MutateAsync("refreshAccounts", "ConnectionCommandInput", new { connectionId = tenant.ConnectionGlobalId }, Job));
        await tenant.ExecuteAsync("update job set status = 'discarded', finished_at = now()");

        var again = await tenant.MutateAsync("retryJob", "RetryJobInput", new { jobId = job }, Job);

        again["job"]!["kind"]!.GetValue<string>().ShouldBe("REFRESH_ACCOUNTS");
        Id(again).ShouldNotBe(job);
        await tenant.ExecuteAsync("update job set status = 'completed', finished_at = now()");
        (await tenant.ProblemAsync("retryJob", "RetryJobInput", new { jobId = job })).ShouldBe("nothing_to_retry");
    }

    [Fact]
    public async Task A_document_that_is_synced_alone_is_waited_for_until_its_job_ends()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var ids = await tenant.ImportAsync(2);
        const string Answer = "done job { id status } result { sourceReference outcome } syncRecords { state remoteId }";

        var waiting = tenant.MutateAsync("syncDocument", "SyncDocumentInput", new { connectionId = tenant.ConnectionGlobalId, documentId = ids[1] }, Answer);
        await Eventually.HoldsAsync("the job is asked for and its end listened for", async () => await api.CountAsync("job") == 1 && api.Service<EventFeed>().Looks, Cancelled);
        waiting.IsCompleted.ShouldBeFalse();
        await StandsAsync(tenant, "t-2", "synced");
        await tenant.ExecuteAsync("update job_document set outcome = 'synced', settled_at = now()");
        await tenant.ExecuteAsync("update job set status = 'completed', finished_at = now()");
        await tenant.TellOfJobsAsync();
        var looks = 0;
        await Eventually.HoldsAsync(
            "the end is heard",
            () =>
            {
                // So often that the feed looks, and not so long that the patience of the request is at its end.
                if (looks++ < 20)
                {
                    api.Clock.Advance(TimeSpan.FromMilliseconds(500));
                }

                return waiting.IsCompleted;
            },
            Cancelled);

        var answer = await waiting;
        answer["done"]!.GetValue<bool>().ShouldBeTrue();
        answer["result"]!.ToJsonString().ShouldBe("""{"sourceReference":"t-2","outcome":"SYNCED"}""");
        answer["syncRecords"]!.ToJsonString().ShouldBe("""[{"state":"SYNCED","remoteId":"remote-t-2"}]""");
        var soon = await tenant.MutateAsync("syncDocument", "SyncDocumentInput", new { connectionId = tenant.ConnectionGlobalId, documentId = ids[0], timeoutSeconds = 0 }, Answer);
        (soon["done"]!.GetValue<bool>(), soon["job"]!["status"]!.GetValue<string>()).ShouldBe((false, "AVAILABLE"));
        (await tenant.ProblemAsync("syncDocument", "SyncDocumentInput", new { connectionId = tenant.ConnectionGlobalId, documentId = ids[0], timeoutSeconds = 60 })).ShouldBe("invalid_timeout");
    }

    private static string Id(JsonNode payload) => payload["job"]!["id"]!.GetValue<string>();

    /// <summary>What a silo would have left of an export.</summary>
    private static Task StandsAsync(GraphTenant tenant, string reference, string state) => tenant.ExecuteAsync(
        $"""
        insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, remote_id, synced_at, updated_at)
        select gen_random_uuid(), tenant_id, '{tenant.Connection}', 'company-1', 'bank_transaction', id, 1, 'booking', 'OL-{reference}', '{state}', 1, 'remote-{reference}', now(), now()
        from bank_transaction where source_reference = '{reference}'
        """);
}
