using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OrleansLedger.GraphQL.Transports;

/// <summary>Halves of surrogate pairs that JSON strings have as escapes, such as <c>\ud800</c>.</summary>
internal static class LoneSurrogates
{
    /// <summary>Characters of an escape: a backslash, the letter u, and four hexadecimal digits.</summary>
    private const int EscapeLength = 6;

    /// <summary>
    /// The JSON with an escape of <paramref name="replacement"/> for every half in a string value; itself where there is none. Names of
    /// members are left alone.
    /// </summary>
    public static ReadOnlyMemory<byte> Replaced(ReadOnlyMemory<byte> json, char replacement)
    {
        byte[]? copy = null;
        var reader = new Utf8JsonReader(json.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
            {
                var start = (int)reader.TokenStartIndex + 1;
                foreach (var place in PlacesIn(reader.ValueSpan))
                {
                    copy ??= json.ToArray();
                    Encoding.ASCII.GetBytes($"\\u{(int)replacement:x4}", copy.AsSpan(start + place));
                }
            }
        }

        return copy ?? json;
    }

    private static List<int> PlacesIn(ReadOnlySpan<byte> text)
    {
        var places = new List<int>();
        for (var at = text.IndexOf((byte)'\\'); at >= 0 && at < text.Length;)
        {
            if (CodeUnitAt(text, at) is not { } unit)
            {
                // Another character, or an escape of two characters.
                at += text[at] == '\\' && text[at + 1] != 'u' ? 2 : 1;
                continue;
            }

            if (char.IsHighSurrogate(unit) && CodeUnitAt(text, at + EscapeLength) is { } next && char.IsLowSurrogate(next))
            {
                at += 2 * EscapeLength;
                continue;
            }

            if (char.IsSurrogate(unit))
            {
                places.Add(at);
            }

            at += EscapeLength;
        }

        return places;
    }

    /// <summary>The code unit that is escaped at a place; null where none is.</summary>
    private static char? CodeUnitAt(ReadOnlySpan<byte> text, int at) =>
        at + EscapeLength <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && ushort.TryParse(text.Slice(at + 2, EscapeLength - 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
