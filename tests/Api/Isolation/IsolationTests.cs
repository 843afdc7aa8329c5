using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.Storage.Events;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>
/// A key of one tenant can neither read nor touch nor hear what is another's, through any field of the schema that is served. Nothing is listed by hand:
/// the requests are generated from the schema, so that a field that is added is attacked with the others.
/// </summary>
public sealed class IsolationTests(LedgerFixture fixture, ITestOutputHelper output)
{
    /// <summary>Fields that give nothing of a tenant's, whoever asks. One that does after all, or is no longer there, must leave this table.</summary>
    private static readonly Dictionary<string, string> s_sayNothingOfATenant = new(StringComparer.Ordinal)
    {
        ["latestEventId"] = "a number",
        ["provider"] = "what this installation can connect to",
        ["providers"] = "what this installation can connect to",
    };

    /// <summary>Text that has one of a few meanings and cannot tell tenants apart.</summary>
    private static readonly string[] s_closedVocabularies =
    [
        "account.currency", "account.kind", "connection.provider", "event.kind", "job.kind", "oauth_state.provider", "sync_log.method", "sync_log.outcome", "sync_record.document_kind",
    ];

    private static readonly ApiKeyText s_platform = ApiKeyText.Create(ApiKeyId.New());

    [Fact]
    public async Task No_query_gives_a_tenant_what_is_anothers()
    {
        await using var api = await StartAsync(fixture);
        var (check, populate) = await PrepareAsync(api);

        await check.QueriesAsync(await populate(), await populate());

        Report(check.Findings);
        check.Findings.Leaks.ShouldBeEmpty();
        check.Findings.Broken.ShouldBeEmpty();
        var schema = api.Service<Schema>();
        Unproven(check.Findings, Route.Roots(schema, "query").Concat(Route.Nested(schema))).ShouldBe(s_sayNothingOfATenant.Keys, ignoreOrder: true, "asked by the owner itself, these showed none of its data: the attacks on them prove nothing");
    }

    [Fact]
    public async Task No_mutation_touches_what_is_anothers()
    {
        await using var api = await StartAsync(fixture);
        var (check, populate) = await PrepareAsync(api);

        await check.MutationsAsync(populate);

        Report(check.Findings);
        check.Findings.Leaks.ShouldBeEmpty();
        check.Findings.Broken.ShouldBeEmpty();
        Route.Roots(api.Service<Schema>(), "mutation").Select(r => r.Name).Except(check.Findings.Proven).ShouldBeEmpty("asked by the owner itself, these changed nothing: the attacks on them prove nothing");
    }

    [Fact]
    public async Task No_subscription_tells_a_tenant_what_happens_to_another()
    {
        await using var api = await StartAsync(fixture);
        var (check, populate) = await PrepareAsync(api);

        await check.SubscriptionsAsync(await populate(), await populate());

        Report(check.Findings);
        check.Findings.Leaks.ShouldBeEmpty();
        check.Findings.Broken.ShouldBeEmpty();
        Route.Roots(api.Service<Schema>(), "subscription").Select(r => r.Name).Except(check.Findings.Proven).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_other_endpoint_gives_a_tenant_what_is_anothers()
    {
        await using var api = await StartAsync(fixture);
        var (_, populate) = await PrepareAsync(api);
        var (attacker, victim) = (await populate(), await populate());
        var traces = await Traces.OfAsync(victim.Tenant, await TenantTables.ReadAsync(api.Admin));
        var routes = api.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.RoutePattern.Parameters.Count == 1 && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true).ToList();
        var given = new List<string>();
        foreach (var (route, id) in routes.SelectMany(r => victim.Ids.SelectMany(k => k.Value.Take(2)).Select(id => (r, id))))
        {
            var path = route.RoutePattern.RawText!.Replace($"{{{route.RoutePattern.Parameters[0].Name}}}", id, StringComparison.Ordinal);
            if ((await GetAsync(api, victim.Tenant.Key, path)).Contains(victim.Tenant.Mark, StringComparison.Ordinal))
            {
                given.Add(route.RoutePattern.RawText!);
            }

            foreach (var key in new[] { attacker.Tenant.Key, s_platform.Reveal() })
            {
                traces.In(JsonValue.Create(await GetAsync(api, key, path)), [id]).ShouldBeEmpty(path);
            }
        }

        given.Distinct(StringComparer.Ordinal).ShouldBe(routes.Select(r => r.RoutePattern.RawText!).Where(r => r != "/oauth/{provider}/callback"), "asked by the owner itself, the others gave nothing");
    }

    [Fact]
    public async Task The_tenants_of_these_tests_have_something_of_their_own_in_every_column()
    {
        await using var api = await StartAsync(fixture);
        var tables = await TenantTables.ReadAsync(api.Admin);
        var tenant = await PopulatedTenant.CreateAsync(api, tables);
        var bare = new List<string>();
        foreach (var table in tables.All)
        {
            (await tables.RowsAsync($"select 1 from {table.Name} where {table.TenantColumn} = $1 limit 1", tenant.Id.Value)).ShouldNotBeEmpty($"{nameof(PopulatedTenant)} puts nothing into {table.Name}");
            foreach (var column in table.Columns.Where(c => c is { Type: "text", IsConstrained: false }))
            {
                if ((await tables.TextsAsync(tenant.Id.Value, table, column)).TrueForAll(t => !t.Contains(tenant.Mark, StringComparison.Ordinal)))
                {
                    bare.Add($"{table.Name}.{column.Name}");
                }
            }
        }

        bare.ShouldBe(s_closedVocabularies, ignoreOrder: true, $"{nameof(PopulatedTenant)} should put a marked text into them, so that it is seen where they leak");
        var kinds = typeof(EventKinds).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
        (await tables.RowsAsync("select distinct kind from event where tenant_id = $1", tenant.Id.Value)).Select(r => (string)r[0]!).ShouldBe(kinds, ignoreOrder: true);
    }

    internal static Task<RunningApi> StartAsync(LedgerFixture fixture, Action<IServiceCollection, TestDatabase>? services = null) => RunningApi.StartAsync(
        fixture,
        endpoints: null,
        (own, database) =>
        {
            services?.Invoke(own, database);
            // What is generated selects everything: dearer than a client may be.
            own.Configure<GraphQLOptions>(o => (o.MaxCost, o.MaxAliases, o.MaxDepth, o.Parser) = (int.MaxValue, 10_000, 40, new ParserOptions { MaxTokens = 200_000 }));
        },
        ("Access:PlatformKey", s_platform.Reveal()),
        ("Api:RateLimit:RequestsPerMinute", "10000000"),
        ("Api:RateLimit:Burst", "1000000"));

    internal static async Task<(IsolationCheck Check, Func<Task<Belongings>> Populate)> PrepareAsync(RunningApi api)
    {
        var tables = await TenantTables.ReadAsync(api.Admin);
        return (new IsolationCheck(api, tables, api.Service<Schema>(), s_platform.Reveal()), async () => await Belongings.ReadAsync(await PopulatedTenant.CreateAsync(api, tables), tables));
    }

    private static async Task<string> GetAsync(RunningApi api, string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await api.Browser.SendAsync(request, TestContext.Current.CancellationToken);
        return $"{string.Join(' ', response.Content.Headers.Concat(response.Headers).SelectMany(h => h.Value))} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }

    private static List<string> Unproven(Findings findings, IEnumerable<Route> routes) =>
        [.. routes.Select(r => r.Name).Distinct(StringComparer.Ordinal).Except(findings.Proven).Except(findings.OfThePlatform)];

    private void Report(Findings findings) => output.WriteLine(
        $"{findings.Attacks} attacks; proven: {string.Join(", ", findings.Proven.Order(StringComparer.Ordinal))}; for the platform: {string.Join(", ", findings.OfThePlatform.Order(StringComparer.Ordinal))}");
}
