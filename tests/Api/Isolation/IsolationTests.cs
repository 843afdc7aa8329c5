using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
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
        ["providers"] = "what this installation can connect to",
    };

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

    private static List<string> Unproven(Findings findings, IEnumerable<Route> routes) =>
        [.. routes.Select(r => r.Name).Distinct(StringComparer.Ordinal).Except(findings.Proven).Except(findings.OfThePlatform)];

    private void Report(Findings findings) => output.WriteLine(
        $"{findings.Attacks} attacks; proven: {string.Join(", ", findings.Proven.Order(StringComparer.Ordinal))}; for the platform: {string.Join(", ", findings.OfThePlatform.Order(StringComparer.Ordinal))}");
}
