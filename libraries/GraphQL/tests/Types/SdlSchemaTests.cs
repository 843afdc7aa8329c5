using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Types.Scalars;

namespace OrleansLedger.GraphQL.Tests.Types;

public sealed class SdlSchemaTests
{
    [Fact]
    public void Types_are_listed_as_declared_each_before_the_standard_ones_it_is_first_to_mention() =>
        Schema.Parse("extend type Query { c: Float } directive @d(a: In) on FIELD type Query { a(b: ID): Int u: U } input In { a: String } union U = B type B { c: Boolean }")
            .Types.Select(t => t.Name).ShouldBe(
            [
                "Query", "Int", "ID", "Float", "In", "String", "U", "B", "Boolean",
                "__Schema", "__Type", "__TypeKind", "__Field", "__InputValue", "__EnumValue", "__Directive", "__DirectiveLocation",
            ]);

    [Fact]
    public void A_schema_has_its_own_directives_and_then_the_standard_ones_it_does_not_declare() =>
        Schema.Parse("directive @d on FIELD directive @skip on FIELD type Query { a: Int }").Directives.Select(d => d.Name)
            .ShouldBe(["d", "skip", "include", "deprecated", "specifiedBy", "oneOf"]);

    [Fact]
    public void Extensions_add_to_what_is_defined()
    {
        var schema = Schema.Parse("""
            extend type Query implements Node { id: ID }
            type Query { a: E s: S u: U i(i: I): Int }
            interface Node { id: ID }
            extend enum E { B }
            enum E { A @deprecated }
            union U = Query
            extend union U = Other
            type Other { a: Int }
            input I { a: Int }
            extend input I { b: Int = 5 }
            scalar S
            extend scalar S @specifiedBy(url: "https://example.com/s")
            """);

        schema.Query!.Fields.Select(f => f.Name).ShouldBe(["a", "s", "u", "i", "id"]);
        schema.Query.Interfaces.Single().Name.ShouldBe("Node");
        var values = ((EnumType)schema.Types.Find("E")!).Values;
        values.Select(v => v.Name).ShouldBe(["A", "B"]);
        values[0].DeprecationReason.ShouldBe("No longer supported");
        ((UnionType)schema.Types.Find("U")!).Types.Count.ShouldBe(2);
        ((InputObjectType)schema.Types.Find("I")!).Fields[1].DefaultValue.ShouldNotBeNull();
        ((ScalarType)schema.Types.Find("S")!).SpecifiedByUrl.ShouldBe("https://example.com/s");
    }

    [Fact]
    public async Task Values_come_from_dictionaries_and_JSON_objects_by_name()
    {
        using var json = JsonDocument.Parse("""{"int": 1, "list": [{"name": "a"}, null], "nothing": null, "kind": "B", "any": {"x": [1.50]}, "node": {"__typename": "Item", "name": "n"}}""");
        const string Sdl = """
            type Query { fromJson: Values fromDictionary: Values }
            type Values { int: Int list: [Item] nothing: Int missing: Int kind: Kind any: Any node: Node }
            interface Node { name: String }
            type Item implements Node { name: String }
            enum Kind { A B }
            scalar Any
            """;
        var root = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["fromJson"] = json.RootElement,
            ["fromDictionary"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["int"] = 2,
                ["kind"] = "A",
                ["node"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["__typename"] = "Item", ["name"] = "m" },
            },
        };

        var result = await ExecuteAsync(Schema.Parse(Sdl), "{ fromJson { ...V } fromDictionary { ...V } } fragment V on Values { int list { name } nothing missing kind any node { __typename name } }", root);

        result.ShouldBe("""{"data":{"fromJson":{"int":1,"list":[{"name":"a"},null],"nothing":null,"missing":null,"kind":"B","any":{"x":[1.50]},"node":{"__typename":"Item","name":"n"}},"fromDictionary":{"int":2,"list":null,"nothing":null,"missing":null,"kind":"A","any":null,"node":{"__typename":"Item","name":"m"}}}}""");
    }

    [Fact]
    public async Task Resolvers_and_scalars_can_be_given()
    {
        var schema = Schema.Parse("type Query { sum(a: Int!, b: Int!): Int price: Decimal } scalar Decimal", options =>
        {
            options.Scalars.Add(ScalarTypes.Decimal);
            options.Resolver = (type, field) => (type, field) switch
            {
                ("Query", "sum") => FieldResolver.Of(context => context.Argument<int>("a") + context.Argument<int>("b")),
                ("Query", "price") => FieldResolver.Of(_ => 1.10m),
                _ => null,
            };
        });

        (await ExecuteAsync(schema, "{ sum(a: 1, b: 2) price }", null)).ShouldBe("""{"data":{"sum":3,"price":1.10}}""");
    }

    [Fact]
    public async Task A_schema_describes_itself()
    {
        var schema = Schema.Parse("""
            type Query { a(b: [Int!] = [1], old: Int @deprecated): Node @deprecated(reason: "r") c: Int }
            interface Node { id: ID }
            type Item implements Node { id: ID }
            input Choice @oneOf { a: Int }
            """);

        var result = await ExecuteAsync(
            schema,
            """
            {
              __typename
              query: __type(name: "Query") { fields { name } all: fields(includeDeprecated: true) { name deprecationReason args { name } allArgs: args(includeDeprecated: true) { name defaultValue type { kind ofType { kind ofType { name } } } } } }
              node: __type(name: "Node") { kind possibleTypes { name } interfaces { name } enumValues { name } }
              choice: __type(name: "Choice") { isOneOf inputFields { name } fields { name } }
              none: __type(name: "None") { name }
              __schema { queryType { name } mutationType { name } directives { name isRepeatable } }
            }
            """,
            null);

        result.ShouldBe("""
            {"data":{"__typename":"Query",
            "query":{"fields":[{"name":"c"}],"all":[{"name":"a","deprecationReason":"r","args":[{"name":"b"}],"allArgs":[{"name":"b","defaultValue":"[1]","type":{"kind":"LIST","ofType":{"kind":"NON_NULL","ofType":{"name":"Int"}}}},{"name":"old","defaultValue":null,"type":{"kind":"SCALAR","ofType":null}}]},{"name":"c","deprecationReason":null,"args":[],"allArgs":[]}]},
            "node":{"kind":"INTERFACE","possibleTypes":[{"name":"Item"}],"interfaces":[],"enumValues":null},
            "choice":{"isOneOf":true,"inputFields":[{"name":"a"}],"fields":null},
            "none":null,
            "__schema":{"queryType":{"name":"Query"},"mutationType":null,"directives":[{"name":"include","isRepeatable":false},{"name":"skip","isRepeatable":false},{"name":"deprecated","isRepeatable":false},{"name":"specifiedBy","isRepeatable":false},{"name":"oneOf","isRepeatable":false}]}}}
            """.ReplaceLineEndings(""));
    }

    private static async Task<string> ExecuteAsync(Schema schema, string document, object? root)
    {
        var executor = new RequestExecutor(schema, new GraphQLOptions(), TimeProvider.System, NullLogger<RequestExecutor>.Instance);
        await using var services = new ServiceCollection().BuildServiceProvider();
        var request = new GraphQLRequest { Query = Encoding.UTF8.GetBytes(document), RootValue = root, Services = services };
        await using var result = await executor.ExecuteAsync(request, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(((OperationResult)result).Json.Span);
    }
}
