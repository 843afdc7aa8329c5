namespace OrleansLedger.GraphQL.Language;

/// <summary>Values and references to types: sections 2.9 to 2.11 of the specification.</summary>
internal ref partial struct SyntaxReader
{
    private ValueNode ReadValue(bool constant)
    {
        var start = _lexer.Start;
        switch (_lexer.Kind)
        {
            case TokenKind.BracketOpen:
                return ReadListValue(start, constant);
            case TokenKind.BraceOpen:
                return ReadObjectValue(start, constant);
            case TokenKind.Int:
                var integer = _lexer.Text;
                _lexer.Advance();
                return new IntValueNode(Span(start), integer);
            case TokenKind.Float:
                var number = _lexer.Text;
                _lexer.Advance();
                return new FloatValueNode(Span(start), number);
            case TokenKind.String or TokenKind.BlockString:
                return ReadString();
            case TokenKind.Name:
                return ReadNameValue(start);
            case TokenKind.Dollar:
                return constant ? RefuseVariable(start) : ReadVariable();
            default:
                FailUnexpected();
                return null;
        }
    }

    private StringValueNode ReadString()
    {
        var start = _lexer.Start;
        var block = _lexer.Kind == TokenKind.BlockString;
        var value = _lexer.StringValue;
        _lexer.Advance();
        return new StringValueNode(Span(start), value, block);
    }

    private ValueNode ReadNameValue(int start)
    {
        var name = _lexer.Text;
        _lexer.Advance();
        return name switch
        {
            "true" => new BooleanValueNode(Span(start), true),
            "false" => new BooleanValueNode(Span(start), false),
            "null" => new NullValueNode(Span(start)),
            _ => new EnumValueNode(Span(start), name),
        };
    }

    private VariableNode ReadVariable()
    {
        var start = _lexer.Start;
        Expect(TokenKind.Dollar);
        var name = ReadName();
        return new VariableNode(Span(start), name);
    }

    private VariableNode RefuseVariable(int start)
    {
        _lexer.Advance();
        _lexer.Fail(
            _lexer.Kind == TokenKind.Name ? $"Unexpected variable \"${_lexer.Text}\" in constant value." : "Unexpected \"$\".",
            start);
        return null;
    }

    private ListValueNode ReadListValue(int start, bool constant)
    {
        Enter();
        _lexer.Advance();
        var first = _pendingCount;
        while (!Skip(TokenKind.BracketClose))
        {
            Add(ReadValue(constant));
        }

        Leave();
        return new ListValueNode(Span(start), Take<ValueNode>(first));
    }

    private ObjectValueNode ReadObjectValue(int start, bool constant)
    {
        Enter();
        _lexer.Advance();
        var first = _pendingCount;
        while (!Skip(TokenKind.BraceClose))
        {
            var fieldStart = _lexer.Start;
            var name = ReadName();
            Expect(TokenKind.Colon);
            var value = ReadValue(constant);
            Add(new ObjectFieldNode(Span(fieldStart), name, value));
        }

        Leave();
        return new ObjectValueNode(Span(start), Take<ObjectFieldNode>(first));
    }

    private TypeNode ReadType()
    {
        var start = _lexer.Start;
        TypeNode type = _lexer.Kind == TokenKind.BracketOpen ? ReadListType(start) : ReadNamedType();
        return Skip(TokenKind.Bang) ? new NonNullTypeNode(Span(start), type) : type;
    }

    private ListTypeNode ReadListType(int start)
    {
        Enter();
        _lexer.Advance();
        var type = ReadType();
        Expect(TokenKind.BracketClose);
        Leave();
        return new ListTypeNode(Span(start), type);
    }

    private NamedTypeNode ReadNamedType()
    {
        var name = ReadName();
        return new NamedTypeNode(name.Span, name);
    }
}
