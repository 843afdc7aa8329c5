namespace OrleansLedger.Domain;

/// <summary>What text may hold, wherever it comes from: PostgreSQL refuses U+0000 and half a surrogate pair outright, accounting systems refuse other control characters.</summary>
public static class PlainText
{
    /// <summary>
    /// The noncharacter U+FFFF, which stands for half of a surrogate pair where a text with one was read. No text has it.
    /// </summary>
    public const char BrokenCharacter = '\uFFFF';

    private const int LongestShown = 60;

    /// <summary>The first character that no text has; null where there is none. Tabs and line ends may stand.</summary>
    public static char? Unprintable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (IsBroken(text[i]) || (char.IsControl(text[i]) && text[i] is not ('\t' or '\r' or '\n')))
            {
                return text[i];
            }
        }

        return null;
    }

    /// <summary>True for half of a surrogate pair, or what stands for one.</summary>
    public static bool IsBroken(char character) => char.IsSurrogate(character) || character == BrokenCharacter;

    /// <summary>
    /// The first character that overrides or isolates the direction of text, so that a name is shown in another order than it is stored;
    /// null where there is none.
    /// </summary>
    /// <remarks>https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings</remarks>
    public static char? DirectionControl(string text)
    {
        var place = text.AsSpan().IndexOfAny("\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");
        return place < 0 ? null : text[place];
    }

    /// <summary>As it can be shown and stored: U+FFFD for every character that cannot.</summary>
    public static string Printable(string text)
    {
        while (Unprintable(text) is { } character)
        {
            text = char.IsSurrogate(character) ? WithoutHalves(text) : text.Replace(character, '\uFFFD');
        }

        return text;
    }

    /// <summary>
    /// The same for messages: cut to 60 characters, and without the direction controls that would change how the message is shown.
    /// </summary>
    public static string Shown(string text)
    {
        var shown = text.Length <= LongestShown ? Printable(text) : Printable(text[..LongestShown]) + "…";
        while (DirectionControl(shown) is { } direction)
        {
            shown = shown.Replace(direction, '\uFFFD');
        }

        return shown;
    }

    private static string WithoutHalves(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
