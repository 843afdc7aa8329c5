using System.Text;

namespace OrleansLedger.GraphQL.Language;

/// <summary>The text between three quotes, read and written.</summary>
internal static class BlockString
{
    private const int LongestSingleLine = 70;

    /// <summary>The string a block string means: escaped quotes replaced, common indentation and blank first and last lines removed.</summary>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw);
        if (!text.AsSpan().ContainsAny('\n', '\r', '\\') && !IsBlank(text))
        {
            return text;
        }

        var lines = SplitLines(text.Replace("\\\"\"\"", "\"\"\"", StringComparison.Ordinal));
        var indentation = CommonIndentation(lines);
        var first = lines.FindIndex(line => !IsBlank(line));
        if (first < 0)
        {
            return string.Empty;
        }

        var last = lines.FindLastIndex(line => !IsBlank(line));
        var decoded = new StringBuilder(text.Length);
        for (var i = first; i <= last; i++)
        {
            var line = lines[i].AsSpan();
            decoded.Append(i == first ? "" : "\n").Append(i == 0 ? line : line[Math.Min(indentation, line.Length)..]);
        }

        return decoded.ToString();
    }

    /// <summary>The block string that means this text.</summary>
    public static string Encode(string value)
    {
        var escaped = value.Replace("\"\"\"", "\\\"\"\"", StringComparison.Ordinal);
        var isSingleLine = !value.AsSpan().ContainsAny('\n', '\r');

        // A quote or backslash at the end would join the closing quotes.
        var isSpread = !isSingleLine || value.Length > LongestSingleLine || value.EndsWith('"') || value.EndsWith('\\');

        // The first line keeps its indentation only where it follows the opening quotes.
        var keepsIndentation = isSingleLine && value.Length > 0 && value[0] is ' ' or '\t';
        return $"\"\"\"{(isSpread && !keepsIndentation ? "\n" : "")}{escaped}{(isSpread ? "\n" : "")}\"\"\"";
    }

    private static List<string> SplitLines(string text)
    {
        var lines = new List<string>();
        var rest = text.AsSpan();
        while (true)
        {
            var end = rest.IndexOfAny('\n', '\r');
            if (end < 0)
            {
                lines.Add(rest.ToString());
                return lines;
            }

            lines.Add(rest[..end].ToString());
            rest = rest[(rest[end..].StartsWith("\r\n") ? end + 2 : end + 1)..];
        }
    }

    private static int CommonIndentation(List<string> lines)
    {
        var common = int.MaxValue;
        foreach (var line in lines.Skip(1))
        {
            var indentation = line.AsSpan().IndexOfAnyExcept(' ', '\t');
            if (indentation >= 0)
            {
                common = Math.Min(common, indentation);
            }
        }

        return common;
    }

    private static bool IsBlank(string line) => !line.AsSpan().ContainsAnyExcept(' ', '\t');
}
