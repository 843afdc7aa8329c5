using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrleansLedger.Domain.Text;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>What QuickBooks takes as text: lengths, forbidden characters, and for US companies ISO-8859-1 only.</summary>
internal static class QuickBooksText
{
    public const int MaxNote = 4000;

    private const int MaxName = 100;

    private const int MaxFileName = 100;

    /// <summary>Each word: a replacement in ISO-8859-1, then the characters it stands for. Normalization does nothing in the invariant globalization mode this product runs in.</summary>
    private const string Replacements =
        "AĀĂĄǍ aāăąǎ CĆĈĊČ cćĉċč DĎĐ dďđ EĒĔĖĘĚ eēĕėęě GĜĞĠĢ gĝğġģ HĤĦ hĥħ IĨĪĬĮİ iĩīĭįı JĴ jĵ KĶ kķĸ LĹĻĽĿŁ lĺļľŀł NŃŅŇŊ nńņňŉŋ "
        + "OŌŎŐ oōŏő RŔŖŘ rŕŗř SŚŜŞŠȘ sśŝşšșſ TŢŤŦȚ tţťŧț UŨŪŬŮŰŲ uũūŭůűų WŴ wŵ YŶŸ yŷ ZŹŻŽ zźżž '‘’‚‛ \"“”„‟ -‐‑‒–—―− .․ *•";

    private static readonly FrozenDictionary<int, string> s_replacements = Replacements.Split(' ')
        .SelectMany(word => word[1..].Select(character => KeyValuePair.Create((int)character, word[..1])))
        .Concat([
            KeyValuePair.Create(0x2026, "..."), KeyValuePair.Create(0x20AC, "EUR"), KeyValuePair.Create(0x152, "OE"), KeyValuePair.Create(0x153, "oe"),
            KeyValuePair.Create(0x2122, "TM"), KeyValuePair.Create(0x2009, " "), KeyValuePair.Create(0x202F, " "), KeyValuePair.Create(0x1E9E, "SS"),
        ])
        .ToFrozenDictionary();

    /// <summary>The text as a company takes it, cut to <paramref name="length"/> with an ellipsis.</summary>
    public static string Fit(string text, int length, bool latin1Only)
    {
        var clean = latin1Only ? Latin1(text, out _) : WithoutControls(text);
        return Cut(clean, length, latin1Only ? "..." : "…");
    }

    /// <summary>The note of an entry. The key comes last, so that people read the words first; see <see cref="KeyOf"/>.</summary>
    public static string Note(string sourceReference, string description, string entryKey, bool latin1Only)
    {
        var tail = $" [{entryKey}]";
        return Fit($"{sourceReference}: {description}", MaxNote - tail.Length, latin1Only) + tail;
    }

    /// <summary>The key at the end of a note of ours, or null: a key inside the text belongs to whoever quoted it.</summary>
    public static string? KeyOf(string? note) =>
        note is not null && note.EndsWith(']') && note.LastIndexOf('[') is >= 0 and var at
            ? Domain.SyncRecords.EntryKey.FindIn(note[at..])
            : null;

    /// <summary>A name as every company could store it; null where nothing is left.</summary>
    public static string? Name(string text)
    {
        var words = new string([.. CanonicalText.Of(text).Select(c => c == ':' || char.IsControl(c) ? ' ' : c)])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? null : Cut(string.Join(' ', words), MaxName, "…");
    }

    /// <summary>A name as this company takes it. Where ISO-8859-1 loses letters, a hash keeps two different names apart.</summary>
    public static string NameFor(string name, bool latin1Only)
    {
        if (!latin1Only)
        {
            return name;
        }

        var latin = Latin1(name, out var lossy);
        if (!lossy)
        {
            return Cut(latin, MaxName, "...");
        }

        var mark = $" #{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)), 0, 4)}";
        return Cut(latin, MaxName - mark.Length, "...") + mark;
    }

    /// <summary><c>receipt-tag.pdf</c>: plain ASCII without anything that means something in a header, a path or a query.</summary>
    public static string FileName(string fileName, string tag)
    {
        var extension = Extension(fileName);
        var stem = extension.Length == 0 ? fileName : fileName[..^(extension.Length + 1)];
        var safe = new string([.. Latin1(stem, out _).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ' ' ? c : '_')]).Trim(' ', '.', '_');
        var tail = extension.Length == 0 ? $"-{tag}" : $"-{tag}.{extension}";
        return (safe.Length == 0 ? "file" : safe[..Math.Min(safe.Length, MaxFileName - tail.Length)]) + tail;
    }

    /// <summary>In lower case without the dot; empty where there is none worth the name.</summary>
    public static string Extension(string fileName)
    {
        var dot = fileName.LastIndexOf('.');
        var extension = dot < 0 ? "" : fileName[(dot + 1)..].ToLowerInvariant();
        return extension.Length is > 0 and <= 8 && extension.All(char.IsAsciiLetterOrDigit) ? extension : "";
    }

    /// <summary>A value in a query: quotes and backslashes are escaped by a backslash.</summary>
    public static string Quoted(string value) =>
        $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    public static string QuotedList(IEnumerable<string> values) => $"({string.Join(", ", values.Select(Quoted))})";

    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Latin1(string text, out bool lossy)
    {
        lossy = false;
        var result = new StringBuilder(text.Length);
        foreach (var rune in WithoutControls(text).EnumerateRunes())
        {
            if (rune.Value <= 0xFF)
            {
                result.Append((char)rune.Value);
            }
            else if (s_replacements.TryGetValue(rune.Value, out var replacement))
            {
                result.Append(replacement);
            }
            else
            {
                lossy = true;
                result.Append('?');
            }
        }

        return result.ToString();
    }

    /// <summary>Line ends of every kind and tabs become spaces; other control characters are refused by QuickBooks (2040) and go.</summary>
    private static string WithoutControls(string text) => text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')
        ? new string([.. text.Replace("\r\n", " ", StringComparison.Ordinal).Select(c => IsLineEnd(c) ? ' ' : c).Where(c => !char.IsControl(c))])
        : text;

    private static bool IsLineEnd(char character) => character is '\n' or '\r' or '\t' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029';

    private static string Cut(string text, int length, string ellipsis)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var end = length - ellipsis.Length;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + ellipsis;
    }
}
