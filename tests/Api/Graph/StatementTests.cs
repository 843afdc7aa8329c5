using System.Text.Json.Nodes;
using Npgsql;
using OrleansLedger.Api.Tests.Isolation;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Graph;

/// <summary>A page of a list takes as many statements with ten rows as with two, whatever is selected of each row. Lists and fields come from the schema.</summary>
public sealed class StatementTests(LedgerFixture fixture)
{
    private const int Few = 2;
    private const int Many = 10;

    [Fact]
    public async Task A_page_of_many_rows_takes_as_many_statements_as_one_of_few_for_every_list_and_field()
    {
        await using var api = await IsolationTests.StartAsync(fixture);
        var tables = await TenantTables.ReadAsync(api.Admin);
        var tenant = await Belongings.ReadAsync(await PopulatedTenant.CreateAsync(api, tables, connections: Many + 2, rows: Many + 2), tables);
        var schema = api.Service<Schema>();
        using var statements = new StatementCount(new NpgsqlConnectionStringBuilder(api.Admin.ConnectionString).Database!);
        var dearer = new List<string>();
        var looked = 0;
        foreach (var list in Route.Roots(schema, "query").Concat(Route.Nested(schema)).Where(r => Route.IsPage(r.Last.Type.Named)))
        {
            var nodes = ((ObjectType)list.Last.Type.Named).Fields.Find("nodes")!;
            foreach (var field in ((ObjectType)nodes.Type.Named).Fields)
            {
                var way = list with { Fields = [.. list.Fields, nodes, field] };
                var few = await AskAsync(way, Few);
                var many = await AskAsync(way, Many);
                if (few is null || many is null)
                {
                    continue;
                }

                looked++;
                if (few.Count != many.Count)
                {
                    dearer.Add($"{list.Name}.nodes.{field.Name}: {few.Count} statements for {Few} rows, {many.Count} for {Many}; only then: {string.Join("; ", many.Except(few).Select(s => s.ReplaceLineEndings(" ")))}; most often: {many.GroupBy(s => s).MaxBy(g => g.Count())!.Key.ReplaceLineEndings(" ")}");
                }
            }

            async Task<List<string>?> AskAsync(Route way, int rows)
            {
                var operation = Operation.Write(schema, way, new Plan(tenant) { Page = rows }, depth: 2);
                // The first time the document is compiled and connections are opened.
                var response = await api.AskAsync(tenant.Tenant.Key, operation);
                if (response["errors"]?[0]?["extensions"]?["code"]?.GetValue<string>() == "AUTH_NOT_AUTHORIZED")
                {
                    return null;
                }

                response["errors"].ShouldBeNull($"{list.Name}: {response.ToJsonString()}");
                RowsOf(response["data"], list).ShouldBe(rows, $"{list.Name} of the tenant that was made for this is shorter than a page");
                statements.Take();
                await api.AskAsync(tenant.Tenant.Key, operation);
                var sent = statements.Take();
                sent.ShouldNotBeEmpty();
                return sent;
            }
        }

        looked.ShouldBeGreaterThan(0);
        dearer.ShouldBeEmpty();
    }

    private static int RowsOf(JsonNode? data, Route list) =>
        list.Fields.Aggregate(data, (node, field) => (node is JsonArray items ? items[0] : node)?[field.Name])?["nodes"]?.AsArray().Count ?? 0;
}
