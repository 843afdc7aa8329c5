using System.Text.Json;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Types.Definition;

/// <summary>Values of schemas that have no C# types of their own: dictionaries and JSON objects.</summary>
internal static class SourceValues
{
    /// <summary>The resolver that reads a member by the field's name.</summary>
    public static FieldResolver ResolverOf(string fieldName) => FieldResolver.Of(context => Read(context.Source, fieldName));

    /// <summary>The object type a value names as its own, null when it names none.</summary>
    public static string? TypeNameOf(object value) => Read(value, "__typename") switch
    {
        string name => name,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        _ => null,
    };

    private static object? Read(object? source, string name) => source switch
    {
        IReadOnlyDictionary<string, object?> members => Plain(members.GetValueOrDefault(name)),
        IDictionary<string, object?> members => members.TryGetValue(name, out var value) ? Plain(value) : null,
        JsonElement { ValueKind: JsonValueKind.Object } json => json.TryGetProperty(name, out var value) ? Plain(value) : null,
        _ => null,
    };

    private static object? Plain(object? value) => value is JsonElement json ? Plain(json) : value;

    private static object? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Array => json.EnumerateArray().Select(Plain).ToList(),
        _ => json,
    };
}
