using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>
/// Root values for a schema: objects filled breadth first until a number of them is reached, with nulls, errors, values of a wrong kind, arguments, and values that are there
/// later.
/// </summary>
internal sealed class RootFuzzer(Chance chance, SchemaModel schema)
{
    private const int MostObjects = 60;
    private const int Deepest = 7;

    private readonly Queue<(JsonObject Object, TypeModel Type, int Depth)> _open = new();
    private readonly int _later = chance.Percent(40) ? 0 : chance.Between(5, 40);
    private readonly int _errors = chance.Percent(35) ? 0 : chance.Between(2, 12);
    private readonly int _nulls = chance.Percent(35) ? 0 : chance.Between(2, 16);
    private int _objects;
    private int _depth;

    /// <summary>One object that serves as the root of queries and mutations; the fields of a subscription hold their events.</summary>
    public JsonObject Root()
    {
        var root = new JsonObject();
        foreach (var name in new[] { schema.Query, schema.Mutation }.OfType<string>()) Fill(root, schema[name]);
        if (schema.Subscription is { } subscription) FillEvents(root, schema[subscription]);
        while (_open.TryDequeue(out var next))
        {
            _depth = next.Depth;
            Fill(next.Object, next.Type);
        }

        return root;
    }

    private void Fill(JsonObject into, TypeModel type)
    {
        foreach (var field in type.Fields.Where(field => !into.ContainsKey(field.Name))) into[field.Name] = Value(field.Type, field.Arguments.Length > 0);
    }

    private void FillEvents(JsonObject root, TypeModel type)
    {
        foreach (var field in type.Fields)
        {
            root[field.Name] = new JsonArray([.. Enumerable.Range(0, chance.Next(4)).Select(_ => (JsonNode)new JsonObject { [field.Name] = Value(field.Type, field.Arguments.Length > 0) })]);
        }
    }

    private JsonNode? Value(TypeRef type, bool hasArguments)
    {
        var value = chance.Percent(_errors) ? new JsonObject { [chance.Percent(_later) ? "$asyncError" : "$error"] = $"error {chance.Next(1000)}" } : Plain(type, hasArguments);
        return chance.Percent(_later) ? new JsonObject { ["$async"] = value } : value;
    }

    private JsonNode? Plain(TypeRef type, bool hasArguments)
    {
        if (chance.Percent(type.IsNonNull ? _nulls / 4 : _nulls)) return null;
        var nullable = type.Nullable;
        if (nullable.IsList) return chance.Percent(_errors) ? "no list" : new JsonArray([.. Enumerable.Range(0, chance.Next(4)).Select(_ => Value(nullable.Of!, hasArguments: false))]);
        var named = schema[nullable];
        return named.IsComposite ? Object(named) : Leaf(named, hasArguments);
    }

    private JsonObject? Object(TypeModel type)
    {
        var possible = schema.ObjectsOf(type);
        if (_depth >= Deepest || ++_objects > MostObjects || possible.Length == 0) return null;
        var picked = schema[chance.Percent(_errors) ? schema.Query : chance.Pick(possible)];
        var made = new JsonObject();
        if (type.IsAbstract || chance.Percent(30)) made["__typename"] = picked.Name;
        _open.Enqueue((made, picked, _depth + 1));
        return made;
    }

    private JsonNode Leaf(TypeModel type, bool hasArguments)
    {
        if (hasArguments && type.Name == "String" && chance.Percent(60)) return new JsonObject { ["$args"] = true };
        if (chance.Percent(_errors)) return JsonNode.Parse(chance.Pick("1.5", "\"text\"", "true", "[]", "3000000000"))!;
        return type.Name switch
        {
            "Int" => chance.Next(1000) - 500,
            "Float" => JsonNode.Parse(chance.Pick("0.5", "-1.25", "3", "1e21", "1e-7", "123456.789"))!,
            "Boolean" => chance.Percent(50),
            "String" => chance.Pick("", "text", "é 😀", "quote \" \\ \n"),
            "ID" => chance.Percent(30) ? chance.Next(100) : $"id{chance.Next(100)}",
            _ when type.Kind == "ENUM" => chance.Pick(type.Values),
            _ => JsonNode.Parse(chance.Pick("1", "\"text\"", "[1,{\"a\":null}]", "{\"b\":true}"))!,
        };
    }
}
