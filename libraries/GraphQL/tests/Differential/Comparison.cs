using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>The first place where two answers are not the same.</summary>
/// <param name="Where">For example <c>data.pets[1].name</c>.</param>
internal sealed record Difference(string Where, string Reference, string Engine);

/// <summary>
/// Whether two answers are the same: fields of data in the same order, numbers by value, errors by message, locations and path and in the same order. Where
/// something was asynchronous the order of errors is not fixed, and below a parent that was nulled it is open which of the failing fields is reported.
/// </summary>
internal static class Comparison
{
    private const string NullInNonNull = "Cannot return null for non-nullable field ";
    private static readonly string[] s_ofError = ["message", "locations", "path"];

    /// <summary>Answers of parse, validate, introspect, printSchema and the setting of a schema.</summary>
    public static Difference? Of(JsonObject reference, JsonObject engine) => Members(Plain(reference), Plain(engine), "");

    /// <summary>Answers of execute.</summary>
    public static Difference? OfExecution(JsonObject reference, JsonObject engine)
    {
        if (reference["possibleErrors"] is not JsonArray possible) return Results(reference["result"], engine["result"], "result", Results);
        var reachable = possible.Select(error => Text(Reported(error!))).ToHashSet(StringComparer.Ordinal);
        return Results(reference["result"], engine["result"], "result", (one, other, where) => Unordered(one, other, where, reachable));
    }

    private static Difference? Results(JsonNode? reference, JsonNode? engine, string where, Func<JsonObject, JsonObject, string, Difference?> compare)
    {
        if (reference is not JsonArray events) return reference is JsonObject one && engine is JsonObject other ? compare(one, other, where) : Nodes(reference, engine, where);
        if (engine is not JsonArray answered || events.Count != answered.Count) return new Difference(where, Text(reference), Text(engine));
        return events.Select((_, at) => Results(events[at], answered[at], $"{where}[{at}]", compare)).FirstOrDefault(difference => difference is not null);
    }

    private static Difference? Results(JsonObject reference, JsonObject engine, string where) => Members(Plain(reference), Plain(engine), where);

    private static Difference? Unordered(JsonObject reference, JsonObject engine, string where, HashSet<string> reachable)
    {
        if (DataOnly(reference, engine, where) is { } difference) return difference;
        var (expected, expectedBelow) = Split(reference);
        var (actual, actualBelow) = Split(engine);
        if (!expected.SequenceEqual(actual, StringComparer.Ordinal)) return new Difference($"{where}.errors (in any order)", Lines(expected), Lines(actual));

        var parents = expectedBelow.Select(error => error.Parent).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var answered = actualBelow.Select(error => error.Parent).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        if (!parents.SequenceEqual(answered, StringComparer.Ordinal)) return new Difference($"{where}: nulled parents with an error below", Lines(parents), Lines(answered));

        reachable.UnionWith(expectedBelow.Select(error => error.Text));
        var invented = actualBelow.FirstOrDefault(error => !reachable.Contains(error.Text) && !error.Message.StartsWith(NullInNonNull, StringComparison.Ordinal));
        return invented is null ? null : new Difference($"{where}.errors: one that no field has", Lines(reachable), invented.Text);
    }

    private static Difference? DataOnly(JsonObject reference, JsonObject engine, string where) =>
        reference.ContainsKey("data") == engine.ContainsKey("data")
            ? Nodes(reference["data"], engine["data"], where + ".data")
            : new Difference(where + ".data", Text(reference), Text(engine));

    private sealed record Failure(string Parent, string Message, string Text);

    /// <summary>The errors whose own field stands in the data as null, and those that lie below a parent which was nulled.</summary>
    private static (string[] Own, Failure[] Below) Split(JsonObject result)
    {
        var errors = (result["errors"] as JsonArray ?? []).Select(error => (Reported: Reported(error!), Parent: NulledParent(result["data"], error!["path"] as JsonArray))).ToArray();
        return
        (
            [.. errors.Where(error => error.Parent is null).Select(error => Text(error.Reported)).Order(StringComparer.Ordinal)],
            [.. errors.Where(error => error.Parent is not null).Select(error => new Failure(error.Parent!, (string?)error.Reported["message"] ?? "", Text(error.Reported)))]
        );
    }

    private static string? NulledParent(JsonNode? data, JsonArray? path)
    {
        var at = data;
        for (var depth = 0; depth < (path?.Count ?? 0); depth++)
        {
            if (at is null) return string.Join('.', path!.Take(depth).Select(Text));
            at = (at, path![depth]!.GetValueKind()) switch
            {
                (JsonArray list, JsonValueKind.Number) when (int)path[depth]! < list.Count => list[(int)path[depth]!],
                (JsonObject fields, JsonValueKind.String) => fields[(string)path[depth]!],
                _ => null,
            };
        }

        return null;
    }

    /// <summary>Members in an order of their own are put into one: errors first; of an error only what is compared.</summary>
    private static JsonObject Plain(JsonObject answer)
    {
        var plain = new JsonObject();
        if (answer["error"] is { } error) plain["error"] = Reported(error);
        if (answer["errors"] is JsonArray errors) plain["errors"] = new JsonArray([.. errors.Select(one => (JsonNode)Reported(one!))]);
        foreach (var (name, value) in answer.Where(member => member.Key is not ("error" or "errors" or "extensions"))) plain[name] = value?.DeepClone();
        return plain;
    }

    private static JsonObject Reported(JsonNode error) =>
        new(s_ofError.Where(name => error[name] is not null).Select(name => KeyValuePair.Create(name, error[name]?.DeepClone())));

    private static Difference? Nodes(JsonNode? reference, JsonNode? engine, string where) => (reference, engine) switch
    {
        (JsonObject one, JsonObject other) => Members(one, other, where),
        (JsonArray one, JsonArray other) => Items(one, other, where),
        _ => Same(reference, engine) ? null : new Difference(where, Text(reference), Text(engine)),
    };

    private static Difference? Members(JsonObject reference, JsonObject engine, string where)
    {
        var names = reference.Select(member => member.Key).ToArray();
        foreach (var (at, name) in engine.Select(member => member.Key).Index())
        {
            if (at >= names.Length) return new Difference(Join(where, name), "(no such member)", Text(engine[name]));
            if (names[at] != name) return new Difference($"{where}: the order of members", string.Join(", ", names), string.Join(", ", engine.Select(member => member.Key)));
            if (Nodes(reference[name], engine[name], Join(where, name)) is { } difference) return difference;
        }

        return names.Length == engine.Count ? null : new Difference(Join(where, names[engine.Count]), Text(reference[names[engine.Count]]), "(no such member)");
    }

    private static Difference? Items(JsonArray reference, JsonArray engine, string where)
    {
        for (var at = 0; at < Math.Min(reference.Count, engine.Count); at++)
        {
            if (Nodes(reference[at], engine[at], $"{where}[{at}]") is { } difference) return difference;
        }

        if (reference.Count == engine.Count) return null;
        var first = Math.Min(reference.Count, engine.Count);
        return new Difference($"{where}[{first}]", first < reference.Count ? Text(reference[first]) : "(no such item)", first < engine.Count ? Text(engine[first]) : "(no such item)");
    }

    /// <summary>A number is its value: 1, 1.0 and 1e0 are the same JSON number to every reader.</summary>
    private static bool Same(JsonNode? reference, JsonNode? engine)
    {
        if (reference is null || engine is null) return reference is null && engine is null;
        var (one, other) = (reference.ToJsonString(), engine.ToJsonString());
        if (one == other) return true;
        return reference.GetValueKind() switch
        {
            JsonValueKind.Number when engine.GetValueKind() == JsonValueKind.Number =>
                double.Parse(one, CultureInfo.InvariantCulture).Equals(double.Parse(other, CultureInfo.InvariantCulture)),
            JsonValueKind.String when engine.GetValueKind() == JsonValueKind.String => (string?)reference == (string?)engine,
            _ => false,
        };
    }

    private static string Join(string where, string name) => where.Length == 0 ? name : $"{where}.{name}";

    private static string Lines(IEnumerable<string> lines) => string.Join(Environment.NewLine, lines);

    private static string Text(JsonNode? node) => node is null ? "null" : node.ToJsonString(AnswerText.Compact);
}
