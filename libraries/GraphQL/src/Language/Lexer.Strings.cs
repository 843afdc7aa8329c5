using System.Buffers;
using System.Globalization;
using System.Text;

namespace OrleansLedger.GraphQL.Language;

/// <summary>Strings and block strings.</summary>
internal ref partial struct Lexer
{
    private const int ShortestBracedEscape = 5;
    private const int LongestBracedEscape = 12;
    private const int FixedEscape = 6;

    private static readonly SearchValues<byte> EndsPlainText = SearchValues.Create("\"\\\n\r"u8);

    private void ReadString(int start)
    {
        if (_text[start..].StartsWith("\"\"\""u8))
        {
            ReadBlockString(start);
            return;
        }

        Kind = TokenKind.String;
        _decoded = null;
        StringBuilder? decoded = null;
        var position = start + 1;
        while (true)
        {
            var plain = _text[position..].IndexOfAny(EndsPlainText);
            var end = plain < 0 ? _text.Length : position + plain;
            decoded?.Append(Encoding.UTF8.GetString(_text[position..end]));
            if (plain < 0 || _text[end] is (byte)'\n' or (byte)'\r')
            {
                FailUnterminated(end);
            }

            if (_text[end] == '"')
            {
                _decoded = decoded?.ToString();
                _position = end + 1;
                return;
            }

            decoded ??= new StringBuilder(Encoding.UTF8.GetString(_text[position..end]));
            position = end + ReadEscape(end, decoded);
        }
    }

    private void ReadBlockString(int start)
    {
        Kind = TokenKind.BlockString;
        var position = start + 3;
        while (true)
        {
            var quotes = _text[position..].IndexOf("\"\"\""u8);
            if (quotes < 0)
            {
                FailUnterminated(_text.Length);
            }

            var isEscaped = quotes > 0 && _text[position + quotes - 1] == '\\';
            position += quotes + 3;
            if (!isEscaped)
            {
                _position = position;
                return;
            }
        }
    }

    /// <summary>Decodes the escape sequence at the position and gives its length.</summary>
    private readonly int ReadEscape(int position, StringBuilder decoded)
    {
        var letter = At(position + 1);
        var meaning = letter switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => (char)letter,
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => '\0',
        };
        if (meaning != '\0')
        {
            decoded.Append(meaning);
            return 2;
        }

        if (letter != 'u')
        {
            Fail($"Invalid character escape sequence: \"{Excerpt(position, 2)}\".", position);
        }

        return At(position + 2) == '{' ? ReadBracedEscape(position, decoded) : ReadFixedEscape(position, decoded);
    }

    private readonly int ReadBracedEscape(int position, StringBuilder decoded)
    {
        var codePoint = 0u;
        for (var length = 3; length < LongestBracedEscape; length++)
        {
            var current = At(position + length);
            if (current == '}')
            {
                if (length + 1 < ShortestBracedEscape || !Rune.IsValid(codePoint))
                {
                    FailEscape(position, length + 1);
                }

                decoded.Append(new Rune(codePoint).ToString());
                return length + 1;
            }

            codePoint = (codePoint << 4) | HexValue(current);
            if (!char.IsAsciiHexDigit((char)current) || codePoint > int.MaxValue)
            {
                FailEscape(position, length + 1);
            }
        }

        FailEscape(position, LongestBracedEscape);
        return 0;
    }

    private readonly int ReadFixedEscape(int position, StringBuilder decoded)
    {
        if (!TryReadCodeUnit(position, out var unit))
        {
            FailEscape(position, FixedEscape);
        }

        if (!char.IsSurrogate(unit))
        {
            decoded.Append(unit);
            return FixedEscape;
        }

        // A character above U+FFFF may be written as the two escapes of its UTF-16 form; half of it is no character.
        var next = position + FixedEscape;
        if (!char.IsHighSurrogate(unit) || At(next) != '\\' || At(next + 1) != 'u' || !TryReadCodeUnit(next, out var low) || !char.IsLowSurrogate(low))
        {
            FailEscape(position, FixedEscape);
            return 0;
        }

        decoded.Append(unit).Append(low);
        return 2 * FixedEscape;
    }

    private readonly bool TryReadCodeUnit(int position, out char unit)
    {
        unit = '\0';
        return position + FixedEscape <= _text.Length
            && ushort.TryParse(_text.Slice(position + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && (unit = (char)value) == value;
    }

    private static uint HexValue(byte digit) => digit <= '9' ? (uint)(digit - '0') : (uint)((digit | 0x20) - 'a' + 10);
}
