using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.AppHost.Tests.Guide;

/// <summary>
/// Compares an answer with the one that the guide shows: the same fields in the same order, the same values. Where values vary from run to run it is kind
/// that counts: names in braces, "…", points in time, days, and the numbers of the fields listed here. A list that ends with "…" goes on.
/// </summary>
internal sealed class Shape(Placeholders placeholders)
{
    private const string AndSoOn = "…";

    /// <summary>Numbers that no run repeats.</summary>
    private static readonly HashSet<string> s_measured = new(["durationMs", "averageMs", "p95Ms", "averageDurationMs", "p95DurationMs", "left"], StringComparer.Ordinal);

    /// <summary>What is not as shown, each with its place; nothing when all is.</summary>
    public IReadOnlyList<string> Differences(JsonNode? shown, JsonNode? actual)
    {
        List<string> differences = [];
        Compare("$", "", shown, actual, differences);
        return differences;
    }

    private void Compare(string path, string field, JsonNode? shown, JsonNode? actual, List<string> differences)
    {
        switch (shown, actual)
        {
            case (JsonObject expected, JsonObject given):
                var (wanted, there) = (expected.Select(pair => pair.Key).ToList(), given.Select(pair => pair.Key).ToList());
                if (!wanted.SequenceEqual(there, StringComparer.Ordinal))
                {
                    differences.Add($"{path} has the fields {string.Join(", ", there)}, and the guide shows {string.Join(", ", wanted)}.");
                }

                foreach (var name in wanted.Intersect(there, StringComparer.Ordinal))
                {
                    Compare($"{path}.{name}", name, expected[name], given[name], differences);
                }

                break;
            case (JsonArray expected, JsonArray given):
                var goesOn = expected.Count > 0 && expected[^1] is JsonValue last && last.GetValueKind() == JsonValueKind.String && last.GetValue<string>() == AndSoOn;
                var count = goesOn ? expected.Count - 1 : expected.Count;
                if (given.Count < count || (!goesOn && given.Count > count))
                {
                    differences.Add($"{path} has {given.Count} items, and the guide shows {(goesOn ? $"{count} and more" : count)}.");
                }

                for (var i = 0; i < Math.Min(count, given.Count); i++)
                {
                    Compare($"{path}[{i}]", field, expected[i], given[i], differences);
                }

                break;
            case (JsonValue expected, JsonValue given) when expected.GetValueKind() == given.GetValueKind() && IsSame(field, expected, given):
            case (null, null):
                break;
            default:
                differences.Add($"{path} is {actual?.ToJsonString() ?? "null"}, and the guide shows {shown?.ToJsonString() ?? "null"}.");
                break;
        }
    }

    private bool IsSame(string field, JsonValue shown, JsonValue actual) => shown.GetValueKind() switch
    {
        JsonValueKind.String => IsSame(shown.GetValue<string>(), actual.GetValue<string>()),
        JsonValueKind.Number => s_measured.Contains(field) || decimal.Parse(shown.ToJsonString(), NumberStyles.Float) == decimal.Parse(actual.ToJsonString(), NumberStyles.Float),
        _ => true,
    };

    private bool IsSame(string shown, string actual) => (IsInstant(shown) && IsInstant(actual)) || (IsDay(shown) && IsDay(actual)) || placeholders.Matches(shown, actual);

    private static bool IsInstant(string text) => text.Contains('T') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDay(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
