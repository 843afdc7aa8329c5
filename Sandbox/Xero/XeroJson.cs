using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero;

/// <summary>Reading and writing Xero's JSON: members in any case, Microsoft dates out, decimals with their scale.</summary>
internal static class XeroJson
{
    public static JsonElement? Member(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (element.TryGetProperty(name, out var exact)) return exact.ValueKind == JsonValueKind.Null ? null : exact;
        foreach (var member in element.EnumerateObject())
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase)) return member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
        return null;
    }

    public static string? Text(this JsonElement element, string name) => element.Member(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Wrong(name, "a string"),
    };

    /// <summary>Amounts come as numbers or, from older clients, as strings.</summary>
    public static decimal? Amount(this JsonElement element, string name)
    {
        if (element.Member(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)) return number;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text)
        {
            if (text.Length == 0) return null;
            if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var parsed)) return parsed;
        }

        throw Wrong(name, "a decimal number");
    }

    public static Guid? Id(this JsonElement element, string name) => element.Text(name) is not { Length: > 0 } text ? null : Guid.TryParse(text, out var id) ? id : throw Wrong(name, "a GUID");

    public static bool? Flag(this JsonElement element, string name) => element.Member(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(value.GetString(), out var parsed) => parsed,
        _ => throw Wrong(name, "a boolean"),
    };

    /// <summary><c>2026-03-04</c>, the same with a time, or <c>/Date(1772582400000+0000)/</c>.</summary>
    public static DateOnly? Day(this JsonElement element, string name)
    {
        if (element.Text(name) is not { Length: > 0 } text) return null;
        if (text.StartsWith("/Date(", StringComparison.Ordinal))
        {
            var digits = text["/Date(".Length..].TakeWhile((character, index) => char.IsAsciiDigit(character) || (index == 0 && character == '-')).ToArray();
            return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
                ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime)
                : throw Wrong(name, "a date");
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        return DateTime.TryParseExact(text, ["yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? DateOnly.FromDateTime(instant)
            : throw Wrong(name, "a date (YYYY-MM-DD)");
    }

    /// <summary>One of the exact strings, else the whole call is refused, as Xero's deserializer does.</summary>
    public static string? OneOf(this JsonElement element, string name, params ReadOnlySpan<string> allowed)
    {
        if (element.Text(name) is not { Length: > 0 } text) return null;
        foreach (var value in allowed)
            if (string.Equals(value, text, StringComparison.Ordinal)) return value;
        throw new XeroRefusalException(XeroErrors.PostData($"The string '{text}' is not a valid {name} value."));
    }

    public static string Date(DateTime utc) => $"/Date({new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeMilliseconds()}+0000)/";

    public static string Date(DateOnly day) => Date(day.ToDateTime(TimeOnly.MinValue));

    public static string DateString(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T00:00:00";

    /// <summary>The companion members <c>...UTCString</c>.</summary>
    public static string IsoDate(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonObject WithoutNulls(this JsonObject json)
    {
        foreach (var empty in json.Where(member => member.Value is null).Select(member => member.Key).ToList()) json.Remove(empty);
        return json;
    }

    public static JsonValue Money(decimal amount) => JsonValue.Create(decimal.Round(amount, 2, MidpointRounding.AwayFromZero) + 0.00m);

    public static JsonValue Quantity(decimal amount) => JsonValue.Create(decimal.Round(amount, 4, MidpointRounding.AwayFromZero) + 0.0000m);

    public static JsonValue UnitPrice(decimal amount, int decimals) => decimals == 4 ? Quantity(amount) : Money(amount);

    public static decimal Round(decimal amount, int decimals = 2) => decimal.Round(amount, decimals, MidpointRounding.AwayFromZero);

    /// <summary><c>{Id, Status, ProviderName, DateTimeUTC, [pagination], Plural: [...]}</c></summary>
    public static XeroReply Envelope(XeroCall call, string plural, IEnumerable<JsonObject> elements, JsonObject? pagination = null)
    {
        var envelope = new JsonObject
        {
            ["Id"] = Guid.CreateVersion7().ToString(),
            ["Status"] = "OK",
            ["ProviderName"] = call.ClientId,
            ["DateTimeUTC"] = Date(call.Now),
        };
        if (pagination is not null) envelope["pagination"] = pagination;
        envelope[plural] = new JsonArray([.. elements]);
        return new XeroReply(StatusCodes.Status200OK, envelope);
    }

    private static XeroRefusalException Wrong(string name, string expected) => new(XeroErrors.PostData($"JSON for post data was invalid: {name} must be {expected}."));
}
