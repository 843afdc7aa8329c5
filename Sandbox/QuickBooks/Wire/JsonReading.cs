using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.QuickBooks.Wire;

/// <summary>Reads members of entities, whatever made the node (a parsed body, saved state or our own code).</summary>
internal static class JsonReading
{
    public static string? Text(this JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.ToString(),
        JsonValue value => value.ToJsonString(),
        _ => null,
    };

    public static string? Text(this JsonObject entity, string member) => entity[member].Text();

    public static decimal? Number(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.String
        && decimal.TryParse(node.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public static decimal? Number(this JsonObject entity, string member) => entity[member].Number();

    public static bool? Flag(this JsonNode? node) => node.Text() switch { "true" => true, "false" => false, _ => null };

    public static bool? Flag(this JsonObject entity, string member) => entity[member].Flag();

    /// <summary>The id a reference points to; null when there is none.</summary>
    public static string? Reference(this JsonObject entity, string member) =>
        entity[member] is JsonObject reference && reference.Text("value") is { Length: > 0 } id ? id : null;

    public static JsonObject? Part(this JsonObject entity, string member) => entity[member] as JsonObject;

    public static IEnumerable<JsonObject> Parts(this JsonObject entity, string member) =>
        entity[member] is JsonArray array ? array.OfType<JsonObject>() : [];

    public static DateOnly? Day(this JsonObject entity, string member) =>
        DateOnly.TryParseExact(entity.Text(member), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static JsonObject Clone(this JsonObject entity) => (JsonObject)entity.DeepClone();
}
