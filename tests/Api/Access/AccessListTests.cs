using System.Text.Json.Nodes;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Tenants;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Access;

/// <summary>The lists of tenants, keys and the audit record, and renaming a tenant, over real HTTP.</summary>
public sealed class AccessListTests(LedgerFixture fixture)
{
    private const string Tenants = "query ($first: Int, $after: String, $last: Int, $before: String, $filter: TenantFilterInput, $by: TenantOrderInput) { tenants(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $by) { edges { node { name } } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

    private readonly ApiKeyText _platform = ApiKeyText.Create(ApiKeyId.New());

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tenants_are_paged_both_ways_ordered_and_searched()
    {
        await using var api = await StartAsync();
        var platform = new GraphClient(api, _platform.Reveal());
        foreach (var name in (string[])["Cedar", "Alder", "Birch"])
        {
            await TenantStore.CreateAsync(api.Service<LedgerDatabase>(), name, Cancelled);
        }

        var byName = new { field = "NAME", direction = "ASC" };
        var first = await platform.FieldAsync("tenants", Tenants, new { first = 2, by = byName });
        var second = await platform.FieldAsync("tenants", Tenants, new { first = 2, by = byName, after = Cursor(first, "endCursor") });
        var back = await platform.FieldAsync("tenants", Tenants, new { last = 2, by = byName, before = Cursor(second, "startCursor") });

        Names(first).ShouldBe(["Alder", "Birch"]);
        first!["totalCount"]!.GetValue<int>().ShouldBe(3);
        first["pageInfo"]!["hasNextPage"]!.GetValue<bool>().ShouldBeTrue();
        Names(second).ShouldBe(["Cedar"]);
        second!["pageInfo"]!["hasNextPage"]!.GetValue<bool>().ShouldBeFalse();
        Names(back).ShouldBe(["Alder", "Birch"]);
        Names(await platform.FieldAsync("tenants", Tenants)).ShouldBe(["Cedar", "Alder", "Birch"]);
        Names(await platform.FieldAsync("tenants", Tenants, new { filter = new { search = "ALD" } })).ShouldBe(["Alder"]);
        Names(await platform.FieldAsync("tenants", Tenants, new { filter = new { search = "Al\0" } })).ShouldBeEmpty();
        (await platform.CodeAsync(Tenants, new { first = 2, after = Cursor(first, "endCursor") })).ShouldBe("CURSOR_OF_OTHER_ORDER");
        (await platform.CodeAsync(Tenants, new { after = "nonsense" })).ShouldBe("INVALID_CURSOR");
        (await platform.CodeAsync(Tenants, new { first = 501 })).ShouldBe("BAD_USER_INPUT");
        var ofKeys = new GraphClient(api, (await api.CreateKeyAsync(await api.CreateTenantAsync())).Reveal());
        var keys = await ofKeys.FieldAsync("apiKeys", "{ apiKeys { pageInfo { endCursor } } }");
        (await platform.CodeAsync(Tenants, new { after = keys!["pageInfo"]!["endCursor"]!.GetValue<string>() })).ShouldBe("CURSOR_OF_OTHER_LIST");
    }

    [Fact]
    public async Task Keys_are_listed_for_admins_of_their_tenant_alone_and_those_that_ended_when_asked_for()
    {
        await using var api = await StartAsync();
        var tenant = await api.CreateTenantAsync();
        var admin = new GraphClient(api, (await api.CreateKeyAsync(tenant)).Reveal());
        var viewer = await api.CreateKeyAsync(tenant, AccessRole.Viewer);
        await api.CreateKeyAsync(await api.CreateTenantAsync());
        var keys = await admin.FieldAsync("apiKeys", "{ apiKeys(filter: { roles: [VIEWER] }) { nodes { id role } totalCount } }");
        keys!["nodes"]!.AsArray().ShouldHaveSingleItem();
        await admin.FieldAsync("revokeApiKey", "mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { errors { __typename } } }", new { id = keys["nodes"]![0]!["id"]!.GetValue<string>() });

        (await TotalAsync(admin, "{ apiKeys { totalCount } }", "apiKeys")).ShouldBe(1);
        (await TotalAsync(admin, "{ apiKeys(filter: { includeRevoked: true }) { totalCount } }", "apiKeys")).ShouldBe(2);
        (await TotalAsync(new GraphClient(api, _platform.Reveal()), "{ apiKeys { totalCount } }", "apiKeys")).ShouldBe(0, "the platform's own key is a setting");
        (await new GraphClient(api, viewer.Reveal()).CodeAsync("{ apiKeys { totalCount } }")).ShouldBe("AUTH_NOT_AUTHENTICATED", "it was revoked");
        var other = new GraphClient(api, (await api.CreateKeyAsync(tenant, AccessRole.Operator)).Reveal());
        (await other.CodeAsync("{ apiKeys { totalCount } }")).ShouldBe("AUTH_NOT_AUTHORIZED");
    }

    [Fact]
    public async Task A_platform_renames_a_tenant_and_that_is_on_its_own_record_and_the_tenants()
    {
        await using var api = await StartAsync();
        var (platform, tenant) = (new GraphClient(api, _platform.Reveal()), await api.CreateTenantAsync());
        var admin = new GraphClient(api, (await api.CreateKeyAsync(tenant)).Reveal());
        var id = (await admin.FieldAsync("viewer", "{ viewer { tenantId } }"))!["tenantId"]!.GetValue<string>();
        const string Rename = "mutation ($id: ID!, $name: String!) { renameTenant(input: { tenantId: $id, name: $name }) { tenant { name } errors { ... on NotFoundProblem { code } ... on InvalidInputProblem { code } } } }";

        (await platform.FieldAsync("renameTenant", Rename, new { id, name = " Harbour Kitchen " }))!["tenant"]!["name"]!.GetValue<string>().ShouldBe("Harbour Kitchen");
        (await CodeAsync(new { id, name = "a\0b" })).ShouldBe("invalid_name");
        (await CodeAsync(new { id, name = "" })).ShouldBe("invalid_name");
        (await CodeAsync(new { id = GlobalId.Of(GlobalId.Tenant, Guid.NewGuid()), name = "Nobody" })).ShouldBe("unknown_tenant");
        (await admin.CodeAsync(Rename, new { id, name = "Mine" })).ShouldBe("AUTH_NOT_AUTHORIZED");

        (await TenantStore.FindAsync(api.Service<LedgerDatabase>(), tenant, Cancelled))!.Name.ShouldBe("Harbour Kitchen");
        const string Log = "query ($filter: AuditFilterInput) { auditLog(filter: $filter) { nodes { action outcome code target actorName } totalCount } }";
        var ofPlatform = await platform.FieldAsync("auditLog", Log, new { filter = new { actions = new[] { "renameTenant" }, outcomes = new[] { "OK" } } });
        ofPlatform!.ToJsonString().ShouldBe($$"""{"nodes":[{"action":"renameTenant","outcome":"OK","code":null,"target":"{{id}}","actorName":"Access:PlatformKey"}],"totalCount":1}""");
        (await admin.FieldAsync("auditLog", Log))!["nodes"]!.AsArray().Select(n => $"{n!["actorName"]} {n["outcome"]} {n["code"]}").ShouldBe(["office REFUSED auth_not_authorized", "Access:PlatformKey OK "]);

        async Task<string?> CodeAsync(object variables) => (await platform.FieldAsync("renameTenant", Rename, variables))!["errors"]![0]!["code"]!.GetValue<string>();
    }

    [Fact]
    public async Task The_record_is_filtered_by_who_and_when()
    {
        await using var api = await StartAsync();
        var tenant = await api.CreateTenantAsync();
        var (one, other) = (new GraphClient(api, (await api.CreateKeyAsync(tenant)).Reveal()), new GraphClient(api, (await api.CreateKeyAsync(tenant)).Reveal()));
        const string Create = "mutation ($n: String!) { createApiKey(input: { name: $n, role: VIEWER }) { apiKey { id } } }";
        const string Log = "query ($filter: AuditFilterInput, $first: Int, $after: String) { auditLog(filter: $filter, first: $first, after: $after) { nodes { sequence actorKeyId } pageInfo { endCursor } } }";
        await one.FieldAsync("createApiKey", Create, new { n = "a" });
        var between = api.Clock.GetUtcNow().AddMinutes(1);
        api.Clock.AdvanceTo(between);
        await other.FieldAsync("createApiKey", Create, new { n = "b" });

        (await SequencesAsync(new { })).ShouldBe([2, 1]);
        (await SequencesAsync(new { from = between })).ShouldBe([2]);
        (await SequencesAsync(new { to = between })).ShouldBe([1]);
        (await SequencesAsync(new { actor = "office" })).ShouldBe([2, 1]);
        var entries = await one.FieldAsync("auditLog", Log);
        (await SequencesAsync(new { actor = entries!["nodes"]![1]!["actorKeyId"]!.GetValue<string>() })).ShouldBe([1]);
        var first = await one.FieldAsync("auditLog", Log, new { first = 1 });
        (await one.FieldAsync("auditLog", Log, new { first = 1, after = first!["pageInfo"]!["endCursor"]!.GetValue<string>() }))!["nodes"]![0]!["sequence"]!.GetValue<int>().ShouldBe(1);

        async Task<IEnumerable<int>> SequencesAsync(object filter) => (await one.FieldAsync("auditLog", Log, new { filter }))!["nodes"]!.AsArray().Select(n => n!["sequence"]!.GetValue<int>());
    }

    private Task<RunningApi> StartAsync() => RunningApi.StartAsync(fixture, ("Access:PlatformKey", _platform.Reveal()));

    private static IEnumerable<string> Names(JsonNode? page) => page!["edges"]!.AsArray().Select(e => e!["node"]!["name"]!.GetValue<string>());

    private static string Cursor(JsonNode? page, string which) => page!["pageInfo"]![which]!.GetValue<string>();

    private static async Task<int> TotalAsync(GraphClient client, string query, string field) => (await client.FieldAsync(field, query))!["totalCount"]!.GetValue<int>();
}
