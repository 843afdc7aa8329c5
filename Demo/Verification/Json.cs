using System.Globalization;
using System.Text.Json;

namespace OrleansLedger.Demo.Verification;

/// <summary>Reads members that may be absent, and numbers that some providers write as strings.</summary>
internal static class Json
{
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static string? Text(this JsonElement element, string name) => element.Member(name)?.ToString();

    public static decimal? Number(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 } text ? decimal.Parse(text, NumberStyles.Number | NumberStyles.AllowExponent, CultureInfo.InvariantCulture) : null;

    /// <summary>A day, also where a time stands behind it.</summary>
    public static DateOnly Day(this JsonElement element, string name) =>
        DateOnly.ParseExact((element.Text(name) ?? throw new DemoException($"The provider's answer has no {name}."))[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The texts that are there.</summary>
    public static IReadOnlyList<string> Texts(params IEnumerable<string?> texts) => [.. texts.OfType<string>().Where(text => text.Length > 0)];
}
