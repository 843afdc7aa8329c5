using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>A type as it is written: a name, or a list or non-null of a type.</summary>
internal sealed record TypeRef(string Kind, string? Name, TypeRef? Of)
{
    public bool IsNonNull => Kind == "NON_NULL";

    public bool IsList => Kind == "LIST";

    /// <summary>Without lists and non-null.</summary>
    public string Named => Name ?? Of!.Named;

    /// <summary>Without non-null at the outside.</summary>
    public TypeRef Nullable => IsNonNull ? Of! : this;

    public override string ToString() => Kind switch { "NON_NULL" => $"{Of}!", "LIST" => $"[{Of}]", _ => Name! };

    public static TypeRef Read(JsonNode node) =>
        new((string)node["kind"]!, (string?)node["name"], node["ofType"] is { } of ? Read(of) : null);
}

internal sealed record InputModel(string Name, TypeRef Type, bool HasDefault)
{
    public bool Needed => Type.IsNonNull && !HasDefault;
}

internal sealed record FieldModel(string Name, TypeRef Type, InputModel[] Arguments);

internal sealed record TypeModel(string Name, string Kind, FieldModel[] Fields, InputModel[] Inputs, string[] Values, string[] Possible, bool OneOf)
{
    public bool IsComposite => Kind is "OBJECT" or "INTERFACE" or "UNION";

    public bool IsAbstract => Kind is "INTERFACE" or "UNION";
}

internal sealed record DirectiveModel(string Name, string[] Locations, InputModel[] Arguments, bool Repeatable);

/// <summary>A schema as the result of the introspection query tells it.</summary>
internal sealed class SchemaModel
{
    private readonly Dictionary<string, TypeModel> _types;

    private SchemaModel(JsonNode schema)
    {
        _types = schema["types"]!.AsArray().Select(node => Type(node!)).ToDictionary(type => type.Name);
        Query = (string)schema["queryType"]!["name"]!;
        Mutation = (string?)schema["mutationType"]?["name"];
        Subscription = (string?)schema["subscriptionType"]?["name"];
        Directives = [.. schema["directives"]!.AsArray().Select(node => Directive(node!))];
        Composites = [.. _types.Values.Where(type => type.IsComposite && !type.Name.StartsWith("__", StringComparison.Ordinal))];
        InputNames = [.. _types.Values.Where(type => type.Kind is "SCALAR" or "ENUM" or "INPUT_OBJECT" && !type.Name.StartsWith("__", StringComparison.Ordinal)).Select(type => type.Name)];
    }

    public string Query { get; }

    public string? Mutation { get; }

    public string? Subscription { get; }

    public DirectiveModel[] Directives { get; }

    /// <summary>Objects, interfaces and unions, without those of the introspection.</summary>
    public TypeModel[] Composites { get; }

    public string[] InputNames { get; }

    /// <param name="introspection">The result, with <c>data</c>.</param>
    public static SchemaModel Read(JsonObject introspection) => new(introspection["data"]!["__schema"]!);

    public TypeModel this[string name] => _types[name];

    public TypeModel this[TypeRef type] => _types[type.Named];

    /// <summary>The objects that a value of the type can be.</summary>
    public string[] ObjectsOf(TypeModel type) => type.IsAbstract ? type.Possible : [type.Name];

    private static TypeModel Type(JsonNode node) => new(
        (string)node["name"]!,
        (string)node["kind"]!,
        [.. Each(node["fields"], field => new FieldModel((string)field["name"]!, TypeRef.Read(field["type"]!), Inputs(field["args"])))],
        Inputs(node["inputFields"]),
        [.. Each(node["enumValues"], value => (string)value["name"]!)],
        [.. Each(node["possibleTypes"], possible => (string)possible["name"]!)],
        (bool?)node["isOneOf"] == true);

    private static DirectiveModel Directive(JsonNode node) => new(
        (string)node["name"]!, [.. Each(node["locations"], location => (string)location!)], Inputs(node["args"]), (bool)node["isRepeatable"]!);

    private static InputModel[] Inputs(JsonNode? nodes) =>
        [.. Each(nodes, node => new InputModel((string)node["name"]!, TypeRef.Read(node["type"]!), node["defaultValue"] is not null))];

    private static IEnumerable<T> Each<T>(JsonNode? nodes, Func<JsonNode, T> read) => (nodes as JsonArray ?? []).Select(node => read(node!));
}
