using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace OrleansLedger.GraphQL.Language;

/// <summary>A recursive-descent parser: one method for each rule of the grammar, each beginning at its first token and ending after its last.</summary>
internal ref partial struct SyntaxReader
{
    // Below this depth no stack is too small; beyond it every level looks whether there is room.
    private const int SafeDepth = 256;

    private readonly int _maxDepth;
    private Lexer _lexer;
    private int _depth;

    // Lists of unknown length grow here, one on top of the other, until they are copied into arrays of their size.
    private SyntaxNode[] _pending;
    private int _pendingCount;
    private int _pendingUsed;

    public SyntaxReader(ReadOnlySpan<byte> source, ParserOptions options)
    {
        _maxDepth = options.MaxDepth;
        _lexer = new Lexer(source, options.MaxTokens);
        _pending = ArrayPool<SyntaxNode>.Shared.Rent(64);
    }

    public void Dispose()
    {
        _pending.AsSpan(0, Math.Max(_pendingUsed, _pendingCount)).Clear();
        ArrayPool<SyntaxNode>.Shared.Return(_pending);
    }

    public DocumentNode ReadDocument(ReadOnlyMemory<byte> source)
    {
        var first = _pendingCount;
        do
        {
            Add(ReadDefinition());
        }
        while (_lexer.Kind != TokenKind.EndOfFile);

        return new DocumentNode(new SourceSpan(0, source.Length), source, Take<DefinitionNode>(first));
    }

    public ValueNode ReadLoneValue()
    {
        var value = ReadValue(constant: false);
        Expect(TokenKind.EndOfFile);
        return value;
    }

    public TypeNode ReadLoneType()
    {
        var type = ReadType();
        Expect(TokenKind.EndOfFile);
        return type;
    }

    private DefinitionNode ReadDefinition()
    {
        if (_lexer.Kind == TokenKind.BraceOpen)
        {
            var start = _lexer.Start;
            var selectionSet = ReadSelectionSet();
            return new OperationDefinitionNode(Span(start), null, OperationKind.Query, null, [], [], selectionSet);
        }

        return ReadNamedDefinition();
    }

    private DefinitionNode ReadNamedDefinition()
    {
        var start = _lexer.Start;
        var description = ReadDescription();
        if (description is not null && _lexer.Kind == TokenKind.BraceOpen)
        {
            _lexer.Fail("Unexpected description, descriptions are not supported on shorthand queries.", start);
        }

        if (_lexer.Kind == TokenKind.Name)
        {
            var definition = ReadExecutableDefinition(start, description) ?? ReadTypeSystemDefinition(start, description);
            if (definition is not null)
            {
                return definition;
            }

            if (description is not null)
            {
                _lexer.Fail("Unexpected description, only GraphQL definitions support descriptions.", start);
            }

            if (Skip("extend"u8))
            {
                return ReadExtension(start);
            }
        }

        FailUnexpected();
        return null;
    }

    private NameNode ReadName()
    {
        if (_lexer.Kind != TokenKind.Name)
        {
            FailExpected(TokenKind.Name);
        }

        var start = _lexer.Start;
        var name = _lexer.Text;
        _lexer.Advance();
        return new NameNode(Span(start), name);
    }

    private StringValueNode? ReadDescription() =>
        _lexer.Kind is TokenKind.String or TokenKind.BlockString ? ReadString() : null;

    private bool Skip(TokenKind kind)
    {
        if (_lexer.Kind != kind)
        {
            return false;
        }

        _lexer.Advance();
        return true;
    }

    private bool Skip(ReadOnlySpan<byte> keyword)
    {
        if (!_lexer.IsName(keyword))
        {
            return false;
        }

        _lexer.Advance();
        return true;
    }

    private void Expect(TokenKind kind)
    {
        if (!Skip(kind))
        {
            FailExpected(kind);
        }
    }

    private void ExpectOn()
    {
        if (!Skip("on"u8))
        {
            _lexer.Fail($"Expected \"on\", found {_lexer.Describe()}.", _lexer.Start);
        }
    }

    [DoesNotReturn]
    private readonly void FailExpected(TokenKind kind) =>
        _lexer.Fail($"Expected {kind.Describe()}, found {_lexer.Describe()}.", _lexer.Start);

    [DoesNotReturn]
    private readonly void FailUnexpected() => _lexer.Fail($"Unexpected {_lexer.Describe()}.", _lexer.Start);

    /// <summary>From where a node began to the end of the last token read.</summary>
    private readonly SourceSpan Span(int start) => new(start, _lexer.PreviousEnd);

    /// <summary>Goes one level deeper, into the brackets the current token opens.</summary>
    private void Enter()
    {
        if (++_depth > _maxDepth)
        {
            _lexer.Fail($"Document is nested deeper than {_maxDepth} levels. Parsing aborted.", _lexer.Start);
        }

        if (_depth > SafeDepth && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _lexer.Fail($"Document is nested deeper than the stack allows, {_depth} levels. Parsing aborted.", _lexer.Start);
        }
    }

    private void Leave() => _depth--;

    private void Add(SyntaxNode node)
    {
        if (_pendingCount == _pending.Length)
        {
            Grow();
        }

        _pending[_pendingCount++] = node;
    }

    private void Grow()
    {
        var larger = ArrayPool<SyntaxNode>.Shared.Rent(_pending.Length * 2);
        _pending.CopyTo(larger, 0);
        ArrayPool<SyntaxNode>.Shared.Return(_pending, clearArray: true);
        _pending = larger;
        _pendingUsed = _pendingCount;
    }

    private T[] Take<T>(int first)
        where T : SyntaxNode
    {
        var taken = new T[_pendingCount - first];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = (T)_pending[first + i];
        }

        _pendingUsed = Math.Max(_pendingUsed, _pendingCount);
        _pendingCount = first;
        return taken;
    }
}
