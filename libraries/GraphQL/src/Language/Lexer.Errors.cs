using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace OrleansLedger.GraphQL.Language;

/// <summary>What is said about text that is no token.</summary>
internal ref partial struct Lexer
{
    [DoesNotReturn]
    private readonly void FailAtCharacter(int position)
    {
        var first = _text[position];
        if (first == '\'')
        {
            Fail("Unexpected single quote character ('), did you mean to use a double quote (\")?", position);
        }

        if (first == '.' && At(position + 1) == '.')
        {
            Fail("Unexpected \"..\", did you mean \"...\"?", position);
        }

        if (first == '.' && Characters.IsDigit(At(position + 1)))
        {
            var digits = _text[(position + 1)..EndOfDigits(position + 1)];
            Fail($"Invalid number, expected digit before \".\", did you mean \"0.{Encoding.ASCII.GetString(digits)}\"?", position);
        }

        Fail($"Unexpected character: {DescribeCharacter(position)}.", position);
    }

    [DoesNotReturn]
    private readonly void FailAtDigit(int position) =>
        Fail($"Invalid number, expected digit but got: {DescribeCharacter(position)}.", position);

    [DoesNotReturn]
    private readonly void FailUnterminated(int position)
    {
        if (position == _text.Length && _text.Length < _source.Length)
        {
            FailAtInvalidByte("Invalid character within String");
        }

        Fail("Unterminated string.", position);
    }

    [DoesNotReturn]
    private readonly void FailEscape(int position, int length) =>
        Fail($"Invalid Unicode escape sequence: \"{Excerpt(position, length)}\".", position);

    [DoesNotReturn]
    private readonly void FailAtInvalidByte(string what)
    {
        var position = _text.Length;
        Fail(
            Utf8Text.SurrogateAt(_source[position..]) is { } surrogate
                ? $"{what}: U+{surrogate:X4}."
                : $"Invalid UTF-8: byte 0x{_source[position]:X2} does not begin or continue a character here.",
            position);
    }

    /// <summary>The character at a position, as a quoted sign when it is one everybody can see.</summary>
    private readonly string DescribeCharacter(int position)
    {
        if (position >= _text.Length)
        {
            return _text.Length == _source.Length ? "<EOF>"
                : Utf8Text.SurrogateAt(_source[position..]) is { } surrogate ? $"U+{surrogate:X4}"
                : $"byte 0x{_source[position]:X2}, which is not UTF-8";
        }

        Rune.DecodeFromUtf8(_text[position..], out var character, out _);
        return character.Value switch
        {
            '"' => "'\"'",
            >= ' ' and <= '~' => $"\"{character}\"",
            _ => $"U+{character.Value:X4}",
        };
    }

    /// <summary>Some UTF-16 code units of the text, one more when that would cut a character in two, fewer at its end.</summary>
    private readonly string Excerpt(int position, int length)
    {
        var excerpt = new StringBuilder();
        while (excerpt.Length < length && position < _text.Length)
        {
            Rune.DecodeFromUtf8(_text[position..], out var character, out var consumed);
            excerpt.Append(character.ToString());
            position += consumed;
        }

        return excerpt.ToString();
    }
}
