using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>One value that a client can put into a field's arguments, however deep in input objects.</summary>
/// <param name="Path">From the argument down: <c>input.transactions.amount</c>.</param>
/// <param name="FieldName">The field's.</param>
internal sealed record Leaf(string Path, string FieldName, string Name, LeafType Type, bool InList);

/// <summary>What to put into a field's arguments.</summary>
/// <param name="Own">Whose things fill what is not aimed at.</param>
/// <param name="Full">Optional ones too.</param>
/// <param name="Index">Which of the own things.</param>
/// <param name="Column">Which of the columns whose texts an argument could mean.</param>
internal sealed record Plan(Belongings Own, bool Full = false, int Index = 0, int Column = 0)
{
    /// <summary>Where another value stands: a leaf's path.</summary>
    public string? Target { get; init; }

    public JsonNode? Value { get; init; }

    /// <summary>In a list, an own value stands beside it.</summary>
    public bool Mixed { get; init; }

    /// <summary>The kind of id where an argument's name does not say.</summary>
    public string Kind { get; init; } = "Connection";

    /// <summary>Fields that are not selected below the last: <c>AccountingConnection.accounts</c>.</summary>
    public IReadOnlyCollection<string> Without { get; init; } = [];

    /// <summary>Items of a page.</summary>
    public int Page { get; init; } = 10;

    /// <summary>An optional one that is given too: a leaf's path.</summary>
    public string? Also { get; init; }
}

/// <summary>Makes values for arguments from their types.</summary>
internal static class Arguments
{
    private const int Deepest = 5;

    public static IEnumerable<Leaf> LeavesOf(Field field) => field.Arguments.SelectMany(a => LeavesOf(a.Type, a.Name, a.Name, field.Name, inList: false, 0));

    /// <summary>Null where the argument is left out.</summary>
    public static JsonNode? ValueOf(Field field, InputValue argument, Plan plan)
    {
        var aimedHere = IsAimed(plan, argument.Name);
        var pages = field.Arguments.Find("first") is not null && field.Arguments.Find("last") is not null;
        var backwards = pages && plan.Target is "before" or "last";
        return argument.Name switch
        {
            "first" when !backwards => aimedHere ? plan.Value?.DeepClone() : plan.Page,
            "last" when pages => backwards ? plan.Page : null,
            "first" or "after" or "before" when pages && !aimedHere => null,
            _ => argument.IsRequired || plan.Full || aimedHere ? Make(argument.Type, argument.Name, argument.Name, field.Name, plan, 0) : null,
        };
    }

    private static IEnumerable<Leaf> LeavesOf(GraphQLType type, string path, string name, string field, bool inList, int depth) => type.Nullable switch
    {
        ListType list => LeavesOf(list.OfType, path, name, field, inList: true, depth),
        InputObjectType input when depth < Deepest => input.Fields.SelectMany(f => LeavesOf(f.Type, $"{path}.{f.Name}", f.Name, field, inList, depth + 1)),
        LeafType leaf => [new Leaf(path, field, name, leaf, inList)],
        _ => [],
    };

    private static bool IsAimed(Plan plan, string path) =>
        new[] { plan.Target, plan.Also }.Any(a => a is not null && (a == path || a.StartsWith($"{path}.", StringComparison.Ordinal)));

    private static JsonNode? Make(GraphQLType type, string path, string name, string field, Plan plan, int depth)
    {
        switch (type.Nullable)
        {
            case ListType list:
                var items = new JsonArray(Make(list.OfType, path, name, field, plan, depth));
                if (plan.Mixed && plan.Target == path)
                {
                    items.Insert(0, Make(list.OfType, path, name, field, plan with { Target = null }, depth));
                }

                return items;
            case InputObjectType input:
                var made = new JsonObject();
                var one = input.IsOneOf ? input.Fields.FirstOrDefault(f => IsAimed(plan, $"{path}.{f.Name}")) ?? input.Fields[0] : null;
                foreach (var member in input.Fields)
                {
                    var below = $"{path}.{member.Name}";
                    if (one is not null ? one == member : depth < Deepest && (member.IsRequired || plan.Full || IsAimed(plan, below)))
                    {
                        made[member.Name] = Make(member.Type, below, member.Name, field, plan, depth + 1);
                    }
                }

                return made;
            default:
                return plan.Target == path ? plan.Value?.DeepClone() : Own((LeafType)type.Named, name, field, plan);
        }
    }

    private static JsonNode? Own(LeafType type, string name, string field, Plan plan) => type switch
    {
        EnumType words => words.Values[plan.Index % words.Values.Count].Name,
        { Name: "ID" } => At(plan.Own.Ids[plan.Own.KindOf(field, name) ?? plan.Kind], plan.Index),
        { Name: "String" } => plan.Own.TextsOf(field, name) is var columns ? At(columns[plan.Column % columns.Count], plan.Index) : null,
        { Name: "Boolean" } => false,
        { Name: "Int" or "Long" } => name.Contains("imeout", StringComparison.Ordinal) ? 1 : name is "before" ? 1_000_000 : 1,
        { Name: "Float" or "Decimal" } => 12.5m,
        { Name: "Date" } => IsEnd(name) ? "2100-01-01" : "2020-01-01",
        { Name: "DateTime" } => IsEnd(name) ? "2100-01-01T00:00:00Z" : "2020-01-01T00:00:00Z",
        { Name: "URL" } => "https://books.example/return",
        { Name: "UUID" } => Guid.Empty.ToString(),
        { Name: "JSON" } => new JsonObject(),
        // Sent as a file of the request.
        { Name: "Upload" } => null,
        _ => throw new InvalidOperationException($"There is a scalar {type.Name} in the schema. Say here what a client could send for one."),
    };

    private static bool IsEnd(string name) => name is "to" or "until" or "before";

    private static string At(IReadOnlyList<string> values, int index) => values[index % values.Count];
}
