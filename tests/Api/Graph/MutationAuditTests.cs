using System.Net.Http.Headers;
using System.Net.Http.Json;
using Dapper;
using OrleansLedger.Domain.Access;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Graph;

public sealed class MutationAuditTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mutation_whose_client_hangs_up_is_carried_out_and_on_the_record_as_it_was()
    {
        var platform = ApiKeyText.Create(ApiKeyId.New());
        await using var api = await RunningApi.StartAsync(fixture, ("Access:PlatformKey", platform.Reveal()));
        await using var blocker = await api.Admin.OpenConnectionAsync(Cancelled);
        await using var hold = await blocker.BeginTransactionAsync(Cancelled);
        await blocker.ExecuteAsync("lock table tenant in exclusive mode", transaction: hold);
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = "mutation { createTenant(input: { name: \"Harbour Cafe\" }) { adminKey } }" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", platform.Reveal());

        var answer = api.Browser.SendAsync(request, hangUp.Token);
        await Eventually.HoldsAsync("the mutation waits for the table", async () => await WaitingAsync(api) == 1, Cancelled);
        (await IntentAsync(api)).ShouldBe("createTenant 127.0.0.1 Access:PlatformKey {\"name\": \"Harbour Cafe\"}", "a process that ended here would leave that");
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(answer);
        await hold.RollbackAsync(Cancelled);

        await Eventually.HoldsAsync("the mutation is on the record", async () => await api.CountAsync("audit_entry where chain = ledger_platform()") == 1, Cancelled);
        (await EntryAsync(api)).ShouldBe("createTenant ok 127.0.0.1 Access:PlatformKey {\"name\": \"Harbour Cafe\"}");
        (await IntentAsync(api)).ShouldBeNull();
        (await api.CountAsync("tenant")).ShouldBe(1);
    }

    [Fact]
    public async Task A_mutation_that_cannot_be_put_on_the_record_is_not_done()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await api.CreateTenantAsync();
        var key = await api.CreateKeyAsync(tenant);
        await using (var command = api.Admin.CreateCommand("revoke insert on audit_intent from ledger_app"))
        {
            await command.ExecuteNonQueryAsync(Cancelled);
        }

        (await new GraphClient(api, key.Reveal()).CodeAsync("mutation { createApiKey(input: { name: \"x\", role: VIEWER }) { secret } }")).ShouldBe("INTERNAL_SERVER_ERROR");

        (await api.CountAsync("api_key")).ShouldBe(1);
    }

    [Fact]
    public async Task What_the_platform_does_to_a_tenant_is_on_the_tenants_record_too()
    {
        var platform = ApiKeyText.Create(ApiKeyId.New());
        await using var api = await RunningApi.StartAsync(fixture, ("Access:PlatformKey", platform.Reveal()));
        var asPlatform = new GraphClient(api, platform.Reveal());
        var made = (await asPlatform.FieldAsync("createTenant", "mutation { createTenant(input: { name: \"Harbour Cafe\" }) { tenant { id } adminKey } }"))!;
        var id = made["tenant"]!["id"]!.GetValue<string>();
        await asPlatform.FieldAsync("createTenantKey", "mutation ($id: ID!) { createTenantKey(input: { tenantId: $id, name: \"found again\" }) { secret } }", new { id });
        await asPlatform.FieldAsync("renameTenant", "mutation ($id: ID!) { renameTenant(input: { tenantId: $id, name: \"\" }) { tenant { id } } }", new { id });

        const string Log = "{ auditLog(last: 10) { nodes { action actorName outcome input } } }";
        var tenants = (await new GraphClient(api, made["adminKey"]!.GetValue<string>()).FieldAsync("auditLog", Log))!["nodes"]!.AsArray();
        tenants.Select(e => $"{e!["action"]} {e["actorName"]} {e["outcome"]}").ShouldBe(["createTenantKey Access:PlatformKey OK", "createTenant Access:PlatformKey OK"]);
        tenants[1]!["input"]!["name"]!.GetValue<string>().ShouldBe("Harbour Cafe");
        (await asPlatform.FieldAsync("auditLog", Log))!["nodes"]!.AsArray().Select(e => $"{e!["action"]} {e["outcome"]}").ShouldBe(["renameTenant REFUSED", "createTenantKey OK", "createTenant OK"]);
    }

    [Fact]
    public async Task A_record_that_is_not_the_one_noted_before_is_told()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var admin = new GraphClient(api, (await api.CreateKeyAsync(await api.CreateTenantAsync())).Reveal());
        await admin.FieldAsync("createApiKey", "mutation { createApiKey(input: { name: \"x\", role: VIEWER }) { secret } }");
        var noted = (await admin.FieldAsync("verifyAudit", "{ verifyAudit { whole entries hash } }"))!;
        const string Verify = "query ($entries: Long!, $hash: String!) { verifyAudit(known: { entries: $entries, hash: $hash }) { whole problem } }";
        Task<System.Text.Json.Nodes.JsonNode?> VerifyAsync(string hash) => admin.FieldAsync("verifyAudit", Verify, new { entries = noted["entries"]!.GetValue<long>(), hash });

        (await VerifyAsync(noted["hash"]!.GetValue<string>()))!.ToJsonString().ShouldBe("""{"whole":true,"problem":null}""");
        (await VerifyAsync(new string('0', 64)))!["problem"]!.GetValue<string>().ShouldContain("written anew");
        (await admin.CodeAsync(Verify, new { entries = 1, hash = "nonsense" })).ShouldBe("BAD_USER_INPUT");
    }

    [Fact]
    public async Task Input_that_no_database_takes_is_on_the_record_all_the_same_and_keys_are_not()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());

        var response = await new GraphClient(api, key.Reveal()).FieldAsync(
            "revokeApiKey", "mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { errors { ... on InvalidInputProblem { code } } } }", new { id = $"x\0y {key.Reveal()}" });

        response!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("invalid_id");
        (await EntryAsync(api)).ShouldBe("revokeApiKey refused invalid_id 127.0.0.1 office {\"id\": \"x\uFFFDy (removed)\"}");
        await using var command = api.Admin.CreateCommand("select target from audit_entry");
        (await command.ExecuteScalarAsync(Cancelled)).ShouldBe("x\uFFFDy (removed)");
    }

    [Fact]
    public async Task An_address_is_on_the_record_without_the_user_and_query_in_it()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());

        await new GraphClient(api, key.Reveal()).FieldAsync(
            "beginAuthorization", "mutation { beginAuthorization(input: { provider: \"xero\", returnUrl: \"https://ann:hunter2@app.example:8443/back?ticket=abc#done\" }) { errors { __typename } } }");

        (await EntryAsync(api)).ShouldBe("beginAuthorization ok 127.0.0.1 office {\"provider\": \"xero\", \"returnUrl\": \"https://app.example:8443/back\"}");
    }

    private static async Task<long> WaitingAsync(RunningApi api)
    {
        await using var command = api.Admin.CreateCommand(
            "select count(*) from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and l.relation = 'tenant'::regclass and not l.granted");
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private static async Task<string?> IntentAsync(RunningApi api)
    {
        await using var command = api.Admin.CreateCommand("select concat_ws(' ', action, host(remote_address), actor_name, detail) from audit_intent");
        return (string?)await command.ExecuteScalarAsync(Cancelled);
    }

    private static async Task<string?> EntryAsync(RunningApi api)
    {
        await using var command = api.Admin.CreateCommand("select concat_ws(' ', action, outcome, code, host(remote_address), actor_name, detail) from audit_entry");
        return (string?)await command.ExecuteScalarAsync(Cancelled);
    }
}
