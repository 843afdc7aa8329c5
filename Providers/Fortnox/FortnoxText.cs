using System.Globalization;
using System.Text;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>
/// Text as Fortnox takes it. It refuses a whole voucher over one character outside its documented class (error 2000359), so every
/// character outside is shown by one inside: its nearest likeness where it has one, else a question mark.
/// https://www.fortnox.se/developer/guides-and-good-to-know/formats-and-encoding
/// </summary>
internal static class FortnoxText
{
    /// <summary>Stands for what has no likeness, such as an emoji.</summary>
    private const string Substitute = "?";

    private const string Ellipsis = "...";

    // The documented class beside letters of any language and the digits 0 to 9. It prints the straight apostrophe as a typographic one;
    // which of the two it means is unclear, so only the one that is printed is used.
    private const string Allowed = "\u2019\\\u0308\u030a \u2013:.`\u00b4,;^\u00a4#%\u00a7\u00a3$\u20ac\u00a2\u00a5\u00a9\u2122\u00b0&/()=+-*_!?\u00b2\u00b3\u00ae\u00bd@\u00a0\n\r";

    private static readonly Dictionary<char, string> s_likeness = new()
    {
        ['\''] = "\u2019", ['"'] = "\u2019", ['\u2018'] = "\u2019", ['\u201a'] = "\u2019", ['\u201c'] = "\u2019", ['\u201d'] = "\u2019", ['\u201e'] = "\u2019",
        ['\u00ab'] = "\u2019", ['\u00bb'] = "\u2019", ['\u2039'] = "\u2019", ['\u203a'] = "\u2019",
        ['['] = "(", [']'] = ")", ['{'] = "(", ['}'] = ")", ['<'] = "(", ['>'] = ")",
        ['|'] = "/", ['\u2044'] = "/", ['~'] = "-", ['\u2010'] = "-", ['\u2011'] = "-", ['\u2212'] = "-", ['\u2014'] = "\u2013", ['\u2015'] = "\u2013",
        ['\u2026'] = Ellipsis, ['\u2022'] = "*", ['\u00b7'] = "*", ['\u00d7'] = "*", ['\u00f7'] = "/",
        ['\u00b9'] = "1", ['\u00bc'] = "1/4", ['\u00be'] = "3/4", ['\u00b1'] = "+-", ['\u00bf'] = "?", ['\u00a1'] = "!",
        ['\u2116'] = "No.", ['\u00ad'] = "-",
    };

    /// <summary>One line of at most <paramref name="maxLength"/> characters, ended by three dots where it was cut; empty where nothing visible is left.</summary>
    public static string Line(string text, int maxLength) => Cut(CollapseSpaces(Clean(text)), maxLength);

    /// <summary>Keeps line ends; cut like <see cref="Line"/>.</summary>
    public static string Lines(IEnumerable<string> lines, int maxLength) =>
        Cut(string.Join('\n', lines.Select(line => CollapseSpaces(Clean(line)))), maxLength);

    private static string Clean(string text)
    {
        var cleaned = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // An e with a combining accent is outside the class, the letter é is inside.
            if (rune.IsBmp && cleaned.Length > 0 && LatinLetters.Compose(cleaned[^1], (char)rune.Value) is { } composed)
            {
                cleaned[^1] = composed;
            }
            else
            {
                cleaned.Append(Shown(rune));
            }
        }

        return cleaned.ToString();
    }

    private static string Shown(Rune rune)
    {
        if (Rune.IsLetter(rune) || (rune.IsAscii && Rune.IsDigit(rune)) || (rune.IsBmp && Allowed.Contains((char)rune.Value)))
        {
            return rune.ToString();
        }

        if (rune.IsBmp && s_likeness.TryGetValue((char)rune.Value, out var likeness))
        {
            return likeness;
        }

        if (Rune.IsDigit(rune))
        {
            return Rune.GetNumericValue(rune).ToString(CultureInfo.InvariantCulture);
        }

        if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
        {
            return " ";
        }

        // Joiners and variation selectors only tie other characters together; the characters they tie are shown.
        return IsInvisible(rune) ? "" : Substitute;
    }

    private static bool IsInvisible(Rune rune) =>
        rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0000 and <= 0xE01EF || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    private static string CollapseSpaces(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        var end = maxLength - Ellipsis.Length;
        if (char.IsHighSurrogate(text[end - 1]))
        {
            end--;
        }

        return string.Concat(text.AsSpan(0, end).TrimEnd(), Ellipsis);
    }
}
