using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansLedger.Providers.Contract;

/// <summary>Text from a provider as it is shown to people: plain, in one line, short.</summary>
public static partial class ProviderWords
{
    public const int LongestText = 500;

    /// <summary>Characters that are looked at; what follows is never shown.</summary>
    private const int MostRead = 64 * 1024;

    private static readonly string[] s_hidden = ["script", "style", "head", "template", "noscript"];

    /// <summary>
    /// The words of a text or an HTML page: no tags, no scripts or styles, no control or format characters, white space collapsed, at most
    /// <paramref name="length"/> characters. Empty where no words are left.
    /// </summary>
    public static string Plain(string? text, int length = LongestText)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        text = text.Length <= MostRead ? text : text[..MostRead];

        // Twice: a page may carry tags written as entities, and decoding must not bring them back.
        var words = Collapsed(WithoutTags(WebUtility.HtmlDecode(WithoutTags(text))));
        return words.Length <= length ? words : words[..(char.IsHighSurrogate(words[length - 2]) ? length - 2 : length - 1)] + "…";
    }

    /// <summary>The text without what may be a token: unbroken runs longer than any id, key or word that providers quote.</summary>
    public static string Redacted(string text) => Secret().Replace(text, "[redacted]");

    private static string WithoutTags(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        var words = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '<' && IsTag(text, i))
            {
                i = EndOfMarkup(text, i);
                words.Append(' ');
            }
            else
            {
                words.Append(text[i++]);
            }
        }

        return words.ToString();
    }

    /// <summary>A lone "less than" is text.</summary>
    private static bool IsTag(string text, int at) => at + 1 < text.Length && (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!' or '?');

    /// <summary>Where the tag at a position ends: for an element that shows nothing, where its content ends too.</summary>
    private static int EndOfMarkup(string text, int at)
    {
        if (text.AsSpan(at).StartsWith("<!--", StringComparison.Ordinal))
        {
            return After(text, "-->", at);
        }

        foreach (var name in s_hidden)
        {
            if (IsElement(text, at, name))
            {
                var close = text.IndexOf($"</{name}", at, StringComparison.OrdinalIgnoreCase);
                return close < 0 ? text.Length : After(text, ">", close);
            }
        }

        return After(text, ">", at);
    }

    private static bool IsElement(string text, int at, string name) =>
        text.AsSpan(at + 1).StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (at + 1 + name.Length == text.Length || !char.IsLetterOrDigit(text[at + 1 + name.Length]));

    private static int After(string text, string end, int from) => text.IndexOf(end, from, StringComparison.Ordinal) is >= 0 and var found ? found + end.Length : text.Length;

    private static string Collapsed(string text)
    {
        var words = new StringBuilder(Math.Min(text.Length, LongestText * 2));
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                words.Append(words.Length > 0 && words[^1] != ' ' ? " " : "");
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                words.Append(rune.ToString());
            }
        }

        return words.ToString().TrimEnd();
    }

    [GeneratedRegex(@"[A-Za-z0-9_\-.=+/]{48,}", RegexOptions.None, 1000)]
    private static partial Regex Secret();
}
