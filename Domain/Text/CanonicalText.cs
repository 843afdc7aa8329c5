using System.Globalization;
using System.Text;

namespace OrleansLedger.Domain.Text;

/// <summary>
/// One form for texts that look the same: composed (NFC), without format characters such as zero-width spaces, every run of white space one space,
/// trimmed. Names and mapping keys are stored and looked up in this form.
/// </summary>
public static class CanonicalText
{
    /// <summary>The form to store and to send. Keeps upper and lower case.</summary>
    public static string Of(string text)
    {
        if (IsPlainAscii(text))
        {
            return text;
        }

        // Format characters first: one may separate a letter from its accent.
        var composed = UnicodeComposition.Compose(Without(text, static rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format));
        var collapsed = new StringBuilder(composed.Length);
        foreach (var character in composed)
        {
            if (!IsSpace(character))
            {
                collapsed.Append(character);
            }
            else if (collapsed.Length > 0 && collapsed[^1] != ' ')
            {
                collapsed.Append(' ');
            }
        }

        if (collapsed.Length > 0 && collapsed[^1] == ' ')
        {
            collapsed.Length--;
        }

        return collapsed.ToString();
    }

    /// <summary>The form to compare by: <see cref="Of"/> with case folded and without the characters that show nothing. Never shown or sent.</summary>
    public static string Key(string text)
    {
        var visible = IsPlainAscii(text) ? text : Of(Without(text, IsInvisible));
        // To upper case first: the Greek final sigma has the same upper case as the other one.
        return UnicodeComposition.Compose(visible.ToUpperInvariant().ToLowerInvariant());
    }

    /// <summary>True where two texts differ in nothing but case, spacing, composition and invisible characters.</summary>
    public static bool Same(string? one, string? other) => one is null || other is null ? one == other : Key(one) == Key(other);

    /// <summary>Already in the canonical form, as most texts are: printable ASCII, single spaces, none at the ends.</summary>
    private static bool IsPlainAscii(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~' || (text[i] == ' ' && (i == 0 || i == text.Length - 1 || text[i - 1] == ' ')))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>White space, and the control characters that separate words or lines.</summary>
    private static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\u001C' and <= '\u001F';

    /// <summary>Characters of other categories than Format that Unicode lists as ignored when text is displayed: fillers and variation selectors.</summary>
    private static bool IsInvisible(Rune rune) => rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164
        or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>The text without some characters. Half a surrogate pair is kept as it is.</summary>
    private static string Without(string text, Func<Rune, bool> dropped)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var length = Rune.TryGetRuneAt(text, i, out var rune) ? rune.Utf16SequenceLength : 0;
            if (length == 0 || !dropped(rune))
            {
                kept.Append(text, i, Math.Max(length, 1));
            }

            i += Math.Max(length, 1);
        }

        return kept.ToString();
    }
}
