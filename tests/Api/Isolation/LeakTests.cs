using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Api.Graph;
using OrleansLedger.GraphQL;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>The attacks of <see cref="IsolationTests"/> on a schema that does leak: each way to leak is found by itself.</summary>
public sealed class LeakTests(LedgerFixture fixture)
{
    private static readonly string[] s_leaking = ["AccountingConnection.namesOfAccounts", "connectionOf", "everyDescription", "eventsOf", "stopAnyJob"];

    [Fact]
    public async Task A_field_that_gives_changes_or_tells_what_is_anothers_is_found_without_being_named()
    {
        await using var api = await StartAsync(typeof(LeakingQueries), typeof(LeakingConnection), typeof(LeakingMutations), typeof(LeakingSubscriptions));
        var (check, populate) = await IsolationTests.PrepareAsync(api);
        var (attacker, victim) = (await populate(), await populate());

        await check.QueriesAsync(attacker, victim);
        // Of the mutations and subscriptions one each that is well: all of them are attacked elsewhere.
        await check.MutationsAsync(populate, name => s_leaking.Contains(name) || name == "cancelJob");
        await check.SubscriptionsAsync(attacker, victim, name => s_leaking.Contains(name) || name == "jobsChanged");

        var found = check.Findings.Leaks.Select(l => l.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        s_leaking.Except(found).ShouldBeEmpty();
        found.ShouldNotContain("cancelJob");
        found.ShouldNotContain("jobsChanged");
        check.Findings.Leaks.ShouldContain(l => l.StartsWith("stopAnyJob changed job", StringComparison.Ordinal));
        check.Findings.Leaks.ShouldContain(l => l.StartsWith("eventsOf told", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_resolver_that_forgets_its_filter_sees_the_callers_rows_and_no_others_in_any_table()
    {
        await using var api = await StartAsync(typeof(ForgetfulQueries));
        var tables = await TenantTables.ReadAsync(api.Admin);
        var (own, other) = (await PopulatedTenant.CreateAsync(api, tables), await PopulatedTenant.CreateAsync(api, tables, connections: 3));
        var traces = await Traces.OfAsync(other, tables);
        foreach (var table in tables.All)
        {
            var operation = new Operation("query ($t: String!) { everythingIn(table: $t) }", new JsonObject { ["t"] = table.Name }, []);
            var response = await api.AskAsync(own.Key, operation);

            response["errors"].ShouldBeNull($"{table.Name}: {response.ToJsonString()}");
            var expected = (long)(await tables.RowsAsync($"select count(*) from {table.Name} where {table.TenantColumn} = $1", own.Id.Value))[0][0]!;
            response["data"]!["everythingIn"]!.AsArray().Count.ShouldBe((int)expected, table.Name);
            expected.ShouldBeGreaterThan(0);
            traces.In(response, []).ShouldBeEmpty(table.Name);
        }
    }

    private Task<RunningApi> StartAsync(params Type[] types) => IsolationTests.StartAsync(fixture, (services, database) =>
    {
        services.AddSingleton(new OwnersWay(database.AdminConnectionString));
        var server = services.AddGraphQLServer().AddTypes(typeof(GraphRegistration).Assembly).WrapMutations(MutationAudit.RecordAsync);
        foreach (var type in types)
        {
            server.AddType(type);
        }
    });
}
