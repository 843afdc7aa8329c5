using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansLedger.GraphQL.Diagnostics;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Types.Scalars;
using OrleansLedger.GraphQL.Validation;

namespace OrleansLedger.GraphQL.Tests.Validation;

public sealed class CostTests
{
    private static readonly Schema Shop = CreateShop();

    [Theory]
    [InlineData("{ name }", 0)]
    [InlineData("{ slow }", 10)]
    [InlineData("{ dear }", 7)]
    [InlineData("{ item { name } }", 1)]
    [InlineData("{ item { item { slow } } }", 1 + 1 + 10)]
    [InlineData("{ thing { slow } }", 1 + 10)]
    [InlineData("{ __typename __schema { types { name fields { name } } } }", 1)]
    public void A_field_weighs_ten_when_it_awaits_one_when_it_is_an_object_and_nothing_else_unless_it_says_so(string document, int cost) =>
        CostOf(document).ShouldBe(cost);

    [Theory]
    [InlineData("{ items { item { name } } }", 1 + (10 * 1))]
    [InlineData("{ items { items { item { name } } } }", 1 + (10 * (1 + (10 * 1))))]
    [InlineData("{ few { item { name } } }", 1 + (3 * 1))]
    [InlineData("{ grid { item { name } } }", 1 + (10 * 10 * 1))]
    [InlineData("{ sliced(first: 4) { item { name } } }", 1 + (4 * 1))]
    [InlineData("{ sliced(first: 4, last: 6) { item { name } } }", 1 + (6 * 1))]
    [InlineData("{ sliced { item { name } } }", 1 + (20 * 1))]
    [InlineData("{ sliced(first: null) { item { name } } }", 1 + (5 * 1))]
    [InlineData("{ sliced(first: -4) { item { name } } }", 1)]
    public void What_is_below_a_list_counts_as_often_as_the_list_is_long(string document, int cost) =>
        CostOf(document).ShouldBe(cost);

    [Theory]
    [InlineData("{ page(first: 6) { nodes { item { name } } } }", 1 + 1 + (6 * 1))]
    [InlineData("{ page(first: 6) { edges { node { item { name } } } } }", 1 + 1 + (6 * (1 + 1)))]
    [InlineData("{ page(first: 6) { nodes { item { name } } others { item { name } } } }", 1 + 1 + (6 * 1) + 1 + (10 * 1))]
    [InlineData("{ page(first: 6) { ...P } b: page(first: 2) { ...P } } fragment P on Page { nodes { item { name } } others { item { name } } }", (1 + 1 + (6 * 1) + 1 + (10 * 1)) + (1 + 1 + (2 * 1) + 1 + (10 * 1)))]
    [InlineData("{ page(first: 6) { ...P } pages { ...P } } fragment P on Page { nodes { item { name } } }", (1 + 1 + (6 * 1)) + (1 + (3 * (1 + (10 * 1)))))]
    [InlineData("{ pages { nodes { item { name } } } }", 1 + (3 * (1 + (10 * 1))))]
    public void A_connections_size_is_that_of_its_edges_and_nodes_also_through_fragments(string document, int cost) =>
        CostOf(document).ShouldBe(cost);

    [Theory]
    [InlineData("""{"n": 3}""", 1 + (3 * 1))]
    [InlineData("""{"n": 1000}""", 1 + (1000 * 1))]
    [InlineData("""{}""", 1 + (20 * 1))]
    [InlineData("""{"n": null}""", 1 + (5 * 1))]
    public void A_list_is_as_long_as_the_variable_says_or_else_the_arguments_default_or_else_what_is_assumed(string variables, int cost) =>
        CostOf("query ($n: Int) { sliced(first: $n) { item { name } } }", variables).ShouldBe(cost);

    [Fact]
    public void A_variables_default_counts_where_none_is_given() =>
        CostOf("query ($n: Int = 8) { sliced(first: $n) { item { name } } }").ShouldBe(1 + (8 * 1));

    [Fact]
    public void Sizes_by_variables_multiply_through_fragments_and_connections() =>
        CostOf(
            "query ($n: Int!, $m: Int!) { page(first: $n) { ...P } ...Q } fragment P on Page { nodes { sliced(first: $m) { item { name } } } } fragment Q on Query { item { ...R ...R } } fragment R on Item { sliced(first: $m) { slow } }",
            """{"n": 3, "m": 7}""")
        .ShouldBe(1 + 1 + (3 * (1 + (7 * 1))) + 1 + (2 * (1 + (7 * 10))));

    [Fact]
    public async Task Cost_that_is_too_great_to_count_is_refused()
    {
        var nested = string.Concat(Enumerable.Repeat("sliced(first: 2000000000) { ", 10)) + "name" + new string('}', 10);

        CostOf($"{{ {nested} }}").ShouldBe(int.MaxValue);
        (await ErrorsAsync($"{{ {nested} }}", "{}", new GraphQLOptions())).ShouldHaveSingleItem().GetProperty("message").GetString()
            .ShouldBe("The operation costs over two billion, and 50000 is allowed: ask for shorter lists, nest fewer lists in each other, or ask in several requests.");
    }

    [Fact]
    public async Task An_operation_dearer_than_allowed_is_refused_with_cost_limit_and_advice_and_a_cheaper_one_is_not()
    {
        const string Document = "query ($n: Int) { sliced(first: $n) { item { name } } }";
        var options = new GraphQLOptions { MaxCost = 100 };

        (await ErrorsAsync(Document, """{"n": 99}""", options)).ShouldBeEmpty();
        var error = (await ErrorsAsync(Document, """{"n": 100}""", options)).ShouldHaveSingleItem();
        error.GetProperty("message").GetString().ShouldBe("The operation costs 101, and 100 is allowed: ask for shorter lists, nest fewer lists in each other, or ask in several requests.");
        var extensions = error.GetProperty("extensions");
        extensions.GetProperty("code").GetString().ShouldBe(ErrorCodes.TooComplex);
        extensions.GetProperty("cost").GetInt64().ShouldBe(101);
        extensions.GetProperty("maxCost").GetInt64().ShouldBe(100);
    }

    [Theory]
    [InlineData("item", "Item", "sliced(first: $n) { item { name } }")]
    [InlineData("page(first: $n)", "Page", "nodes { item { name } }")]
    public void Fragments_that_spread_each_other_twice_are_added_up_once_each(string field, string type, string below)
    {
        var bomb = new StringBuilder($"query ($n: Int) {{ {field} {{ ...F0 }} }}");
        for (var i = 0; i < 200; i++)
        {
            bomb.Append($" fragment F{i} on {type} {{ ...F{i + 1} ... {{ ...F{i + 1} }} }}");
        }

        bomb.Append($" fragment F200 on {type} {{ {below} }}");

        CostOf(bomb.ToString(), """{"n": 1}""").ShouldBe(int.MaxValue);
    }

    [Fact]
    public async Task The_cost_of_an_operation_is_a_tag_of_its_activity()
    {
        var costs = new ConcurrentQueue<object?>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == GraphQLDiagnostics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("graphql.operation.name"), "TheCostIsATag"))
                {
                    costs.Enqueue(activity.GetTagItem("graphql.operation.cost"));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await ErrorsAsync("query TheCostIsATag { items { item { name } } }", "{}", new GraphQLOptions());

        costs.ShouldHaveSingleItem().ShouldBe(11L);
    }

    private static long CostOf(string document, string variables = "{}")
    {
        var node = Parser.Parse(document);
        new DocumentValidator(Shop, Checked.Unlimited()).Validate(node).ShouldBeEmpty();
        var operation = new CompiledDocument(Shop, node).Find(null, out _)!;
        var values = VariableValues.Coerce(operation.Variables, node, JsonElement.Parse(variables), null, suggests: true, out var problems);
        problems.ShouldBeNull();
        return operation.CostWith(values, Checked.Unlimited());
    }

    private static async Task<List<JsonElement>> ErrorsAsync(string document, string variables, GraphQLOptions options)
    {
        var executor = new RequestExecutor(Shop, options, TimeProvider.System, NullLogger<RequestExecutor>.Instance);
        await using var services = new ServiceCollection().BuildServiceProvider();
        var request = new GraphQLRequest { Query = Encoding.UTF8.GetBytes(document), Variables = JsonElement.Parse(variables), Services = services };
        await using var result = await executor.ExecuteAsync(request, TestContext.Current.CancellationToken);
        var answer = JsonElement.Parse(((OperationResult)result).Json.Span);
        return answer.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateArray()] : [];
    }

    private static Schema CreateShop()
    {
        var query = new ObjectType("Query");
        var item = new ObjectType("Item");
        var page = new ObjectType("Page");
        var edge = new ObjectType("Edge");
        var thing = new InterfaceType("Thing");
        thing.Fields = new([new Field("slow", ScalarTypes.String)]);
        item.Interfaces = new([thing]);
        List<InputValue> slices = [new InputValue("first", ScalarTypes.Int) { DefaultValue = new IntValueNode(default, "20") }, new InputValue("last", ScalarTypes.Int)];
        Field[] fields =
        [
            Null("name", ScalarTypes.String),
            new Field("slow", ScalarTypes.String) { Resolver = FieldResolver.OfTask(_ => ValueTask.FromResult<string?>(null)) },
            Null("dear", ScalarTypes.String, new FieldCost(7, null, [], [])),
            Null("item", item),
            Null("thing", thing),
            Null("items", new ListType(item)),
            Null("few", new ListType(item), new FieldCost(null, 3, [], [])),
            Null("grid", new ListType(new ListType(item))),
            new Field("sliced", new ListType(item)) { Resolver = FieldResolver.Of<object?>(_ => null), Arguments = new(slices), Cost = new FieldCost(null, 5, ["first", "last"], []) },
            new Field("page", page) { Resolver = FieldResolver.Of<object?>(_ => null), Arguments = new(slices), Cost = new FieldCost(null, null, ["first", "last"], ["edges", "nodes"]) },
            Null("pages", new ListType(page), new FieldCost(null, 3, [], [])),
        ];
        query.Fields = new(fields);
        item.Fields = new(fields);
        page.Fields = new([Null("nodes", new ListType(item)), Null("edges", new ListType(edge)), Null("others", new ListType(item))]);
        edge.Fields = new([Null("node", item)]);
        var parts = new SchemaParts { Query = query };
        parts.Types.AddRange([query, item, page, edge, thing]);
        return new Schema(parts);

        static Field Null(string name, GraphQLType type, FieldCost? cost = null) =>
            new(name, type) { Resolver = FieldResolver.Of<object?>(_ => null), Cost = cost ?? FieldCost.Default };
    }
}
