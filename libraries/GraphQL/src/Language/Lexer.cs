using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace OrleansLedger.GraphQL.Language;

/// <summary>
/// Splits UTF-8 text into tokens, one at a time and without allocating (only strings with escapes are decoded on the spot).
/// Everything after the first byte that is not UTF-8 is out of reach: whoever gets there is told so.
/// </summary>
internal ref partial struct Lexer
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<byte> _source;
    private readonly int _maxTokens;
    private int _position;
    private int _tokens;
    private string? _decoded;

    public Lexer(ReadOnlySpan<byte> source, int maxTokens)
    {
        _source = source;
        _text = Utf8Text.ValidPart(source);
        _maxTokens = maxTokens;
        Advance();
    }

    /// <summary>What the current token is.</summary>
    public TokenKind Kind { get; private set; }

    /// <summary>The byte the current token begins at.</summary>
    public int Start { get; private set; }

    /// <summary>The byte after the last one of the token before the current one.</summary>
    public int PreviousEnd { get; private set; }

    /// <summary>The current token as written.</summary>
    public readonly ReadOnlySpan<byte> Raw => _text[Start.._position];

    /// <summary>The current name or number.</summary>
    public readonly string Text => NameTable.Get(Raw);

    /// <summary>What the current string or block string means.</summary>
    public readonly string StringValue => Kind == TokenKind.BlockString
        ? BlockString.Decode(_text[(Start + 3)..(_position - 3)])
        : _decoded ?? Encoding.UTF8.GetString(_text[(Start + 1)..(_position - 1)]);

    /// <summary>Goes to the next token; at the end of the text it stays there.</summary>
    public void Advance()
    {
        PreviousEnd = _position;
        var position = SkipIgnored();
        Start = position;
        if (position >= _text.Length)
        {
            if (_text.Length < _source.Length)
            {
                FailAtInvalidByte("Invalid character");
            }

            _position = position;
            Kind = TokenKind.EndOfFile;
            return;
        }

        var first = _text[position];
        var punctuator = Characters.Punctuator(first);
        if (Characters.IsNameStart(first))
        {
            Kind = TokenKind.Name;
            _position = EndOfName(position + 1);
        }
        else if (punctuator != TokenKind.EndOfFile)
        {
            Kind = punctuator;
            _position = position + 1;
        }
        else if (first == '"')
        {
            ReadString(position);
        }
        else if (Characters.IsDigit(first) || first == '-')
        {
            ReadNumber(position);
        }
        else if (first == '.' && _text[position..].StartsWith("..."u8))
        {
            Kind = TokenKind.Spread;
            _position = position + 3;
        }
        else
        {
            FailAtCharacter(position);
        }

        if (++_tokens > _maxTokens)
        {
            Fail($"Document contains more than {_maxTokens} tokens. Parsing aborted.", position);
        }
    }

    /// <summary>Whether the current token is this name.</summary>
    public readonly bool IsName(ReadOnlySpan<byte> name) => Kind == TokenKind.Name && Raw.SequenceEqual(name);

    /// <summary>The current token for an error message: its kind, and what it says where the kind does not tell.</summary>
    public readonly string Describe() => Kind switch
    {
        TokenKind.Name or TokenKind.Int or TokenKind.Float => $"{Kind.Describe()} \"{Text}\"",
        TokenKind.String or TokenKind.BlockString => $"{Kind.Describe()} \"{StringValue}\"",
        _ => Kind.Describe(),
    };

    /// <summary>Refuses the text.</summary>
    [DoesNotReturn]
    public readonly void Fail(string description, int offset) => throw new GraphQLSyntaxException(description, SourceLocation.Of(_text, offset));

    private readonly int SkipIgnored()
    {
        var text = _text;
        var position = _position;
        while ((uint)position < (uint)text.Length)
        {
            var current = text[position];
            if (Characters.IsIgnored(current))
            {
                position++;
            }
            else if (current == '#')
            {
                var length = text[position..].IndexOfAny((byte)'\n', (byte)'\r');
                position = length < 0 ? text.Length : position + length;
            }
            else if (current == 0xEF && text[position..].StartsWith("\uFEFF"u8))
            {
                position += 3;
            }
            else
            {
                break;
            }
        }

        return position;
    }

    private readonly int EndOfName(int position)
    {
        var text = _text;
        while ((uint)position < (uint)text.Length && Characters.IsNameContinue(text[position]))
        {
            position++;
        }

        return position;
    }

    private void ReadNumber(int position)
    {
        Kind = TokenKind.Int;
        if (At(position) == '-')
        {
            position++;
        }

        if (At(position) == '0')
        {
            position++;
            if (Characters.IsDigit(At(position)))
            {
                Fail($"Invalid number, unexpected digit after 0: {DescribeCharacter(position)}.", position);
            }
        }
        else
        {
            position = EndOfDigits(position);
        }

        if (At(position) == '.')
        {
            Kind = TokenKind.Float;
            position = EndOfDigits(position + 1);
        }

        if (At(position) is (byte)'e' or (byte)'E')
        {
            Kind = TokenKind.Float;
            position++;
            position = EndOfDigits(At(position) is (byte)'+' or (byte)'-' ? position + 1 : position);
        }

        // A number may not run into what could be read as its continuation.
        if (At(position) == '.' || Characters.IsNameStart(At(position)))
        {
            FailAtDigit(position);
        }

        _position = position;
    }

    private readonly int EndOfDigits(int position)
    {
        if (!Characters.IsDigit(At(position)))
        {
            FailAtDigit(position);
        }

        do
        {
            position++;
        }
        while (Characters.IsDigit(At(position)));

        return position;
    }

    private readonly byte At(int position) => (uint)position < (uint)_text.Length ? _text[position] : (byte)0;
}
