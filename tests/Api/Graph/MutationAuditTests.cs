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
    public async Task A_client_that_hangs_up_in_the_middle_of_a_mutation_leaves_a_row()
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
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(answer);

        await Eventually.HoldsAsync("the mutation is on the record", async () => await api.CountAsync("audit_entry") == 1, Cancelled);
        (await EntryAsync(api)).ShouldBe("createTenant failed cancelled 127.0.0.1 Access:PlatformKey {\"name\": \"Harbour Cafe\"}");
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

    private static async Task<string?> EntryAsync(RunningApi api)
    {
        await using var command = api.Admin.CreateCommand("select concat_ws(' ', action, outcome, code, host(remote_address), actor_name, detail) from audit_entry");
        return (string?)await command.ExecuteScalarAsync(Cancelled);
    }
}
