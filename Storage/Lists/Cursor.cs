using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansLedger.Storage.Lists;

/// <summary>
/// A place in a list, opaque to callers: base64url of the list's name, its order, and the values of the keys there.
/// It says where, not which row: a page after it is right also when the row is gone.
/// </summary>
internal static class Cursor
{
    /// <summary>No list gives out longer ones: the longest keys are a name or two.</summary>
    private const int LongestText = 4096;

    /// <summary>Letters as they are and not as six characters each: a long name in another script than Latin must not make a cursor too long to be taken back.</summary>
    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write<TRow>(string list, string order, IReadOnlyList<Key<TRow>> keys, TRow row) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<string[]>([list, order, .. keys.Select(k => k.Write(row))], s_compact));

    /// <returns>The values of the keys.</returns>
    /// <exception cref="ListRequestException">The cursor is not of this list in this order.</exception>
    public static IReadOnlyList<object> Read<TRow>(string list, string order, IReadOnlyList<Key<TRow>> keys, string cursor)
    {
        var parts = Parts(cursor);
        if (parts is null || parts.Length < 2)
        {
            throw Malformed(list);
        }

        if (!string.Equals(parts[0], list, StringComparison.Ordinal))
        {
            throw new ListRequestException(
                ListRequestProblem.CursorOfOtherList, $"The cursor belongs to the list '{parts[0]}', not to '{list}'. Take the cursors of a list's own pages.");
        }

        if (!string.Equals(parts[1], order, StringComparison.Ordinal))
        {
            throw new ListRequestException(
                ListRequestProblem.CursorOfOtherOrder,
                $"The cursor belongs to the list '{list}' in the order '{parts[1]}', not '{order}'. Start again without a cursor, or keep the order.");
        }

        if (parts.Length != keys.Count + 2)
        {
            throw Malformed(list);
        }

        try
        {
            return keys.Select((k, i) => k.Read(parts[i + 2])).ToList();
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Malformed(list);
        }
    }

    private static string[]? Parts(string cursor)
    {
        if (cursor.Length > LongestText)
        {
            return null;
        }

        try
        {
            // Strict UTF-8: a cursor is exactly what was given out.
            var parts = JsonSerializer.Deserialize<string?[]>(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(cursor)));
            return parts?.OfType<string>().ToArray() is { } texts && texts.Length == parts.Length ? texts : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static ListRequestException Malformed(string list) =>
        new(ListRequestProblem.CursorMalformed, $"The cursor is not one of the list '{list}'. Pass a cursor as a page gave it, unchanged.");
}
