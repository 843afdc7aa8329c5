using System.Text.Json.Nodes;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Regressions;

public sealed class StartedWorkTests(LedgerFixture fixture)
{
    private const string Jobs = "jobs { id kind total }";

    /// <summary>Import and export each had a key made from the client's: a sync of other things under the same key began beside the first.</summary>
    [Fact]
    public async Task The_key_of_a_sync_is_refused_for_any_other_work()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var ids = await tenant.ImportAsync(2);
        var connectionId = tenant.ConnectionGlobalId;
        var everything = new { connectionId, idempotencyKey = "all" };
        var accounts = new { connectionId, idempotencyKey = "accounts", entityTypes = new[] { "ACCOUNT" } };
        var transactions = new { connectionId, idempotencyKey = "transactions", entityTypes = new[] { "BANK_TRANSACTION" } };

        foreach (var (first, kinds) in new (object, string[])[] { (everything, ["REFRESH_ACCOUNTS", "EXPORT_TRANSACTIONS"]), (accounts, ["REFRESH_ACCOUNTS"]), (transactions, ["EXPORT_TRANSACTIONS"]) })
        {
            var started = await SyncAsync(tenant, first);
            started.Select(j => j!["kind"]!.GetValue<string>()).ShouldBe(kinds);
            (await SyncAsync(tenant, first)).ToJsonString().ShouldBe(started.ToJsonString());
        }

        object[] others =
        [
            new { connectionId, idempotencyKey = "accounts" },
            new { connectionId, idempotencyKey = "accounts", entityTypes = new[] { "BANK_TRANSACTION" } },
            new { connectionId, idempotencyKey = "accounts", entityTypes = new[] { "TAX_CODE" } },
            new { connectionId, idempotencyKey = "all", entityTypes = new[] { "ACCOUNT" } },
            new { connectionId, idempotencyKey = "all", force = true },
            new { connectionId, idempotencyKey = "transactions", entityIds = ids },
            new { connectionId, idempotencyKey = "transactions" },
        ];
        foreach (var other in others)
        {
            (await tenant.ProblemAsync("startSync", "StartSyncInput", other)).ShouldBe("idempotency_key_reused", other.ToString());
        }

        (await tenant.ProblemAsync("exportTransactions", "ExportTransactionsInput", new { connectionId, idempotencyKey = "transactions" })).ShouldBe("idempotency_key_reused");
        (await tenant.ProblemAsync("refreshAccounts", "ConnectionCommandInput", new { connectionId, idempotencyKey = "all" })).ShouldBe("idempotency_key_reused");
        (await api.CountAsync("job")).ShouldBe(4);
    }

    /// <summary>The consent was withdrawn in the middle: after a new one the job is to be had again, and not only what had failed before.</summary>
    [Fact]
    public async Task A_retry_of_a_job_that_was_given_up_takes_what_it_never_came_to()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.ImportAsync(4);
        var job = (await tenant.MutateAsync("exportTransactions", "ExportTransactionsInput", new { connectionId = tenant.ConnectionGlobalId }, "job { id }"))["job"]!["id"]!.GetValue<string>();
        await tenant.ExecuteAsync("update job_document set outcome = (array['synced', 'failed', null, null])[ordinal], settled_at = now()");
        await tenant.ExecuteAsync("update job set status = 'discarded', error_code = 'consent_lost', started_at = now(), finished_at = now()");

        var retry = await tenant.MutateAsync("retryJob", "RetryJobInput", new { jobId = job }, "job { results { nodes { sourceReference } } }");

        retry["job"]!["results"]!["nodes"]!.AsArray().Select(n => n!["sourceReference"]!.GetValue<string>()).ShouldBe(["t-2", "t-3", "t-4"]);
    }

    /// <summary>They are kept without the blanks around them.</summary>
    [Fact]
    public async Task Source_references_may_have_blanks_around_them_as_when_they_were_sent()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.ImportAsync(2);

        var job = await tenant.MutateAsync("exportTransactions", "ExportTransactionsInput", new { connectionId = tenant.ConnectionGlobalId, sourceReferences = new[] { " t-1 ", "t-1" } }, "job { total }");

        job["job"]!["total"]!.GetValue<int>().ShouldBe(1);
    }

    private static async Task<JsonArray> SyncAsync(GraphTenant tenant, object input) => (await tenant.MutateAsync("startSync", "StartSyncInput", input, Jobs))["jobs"]!.AsArray();
}
