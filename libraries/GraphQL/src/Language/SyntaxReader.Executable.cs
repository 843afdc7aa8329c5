namespace OrleansLedger.GraphQL.Language;

/// <summary>Operations, fragments, selections and directives: sections 2.3 to 2.8 and 2.12 of the specification.</summary>
internal ref partial struct SyntaxReader
{
    private DefinitionNode? ReadExecutableDefinition(int start, StringValueNode? description)
    {
        if (OperationKindHere() is { } operation)
        {
            _lexer.Advance();
            return ReadOperation(start, description, operation);
        }

        return Skip("fragment"u8) ? ReadFragment(start, description) : null;
    }

    private readonly OperationKind? OperationKindHere() =>
        _lexer.IsName("query"u8) ? OperationKind.Query
        : _lexer.IsName("mutation"u8) ? OperationKind.Mutation
        : _lexer.IsName("subscription"u8) ? OperationKind.Subscription
        : null;

    private OperationDefinitionNode ReadOperation(int start, StringValueNode? description, OperationKind operation)
    {
        var name = _lexer.Kind == TokenKind.Name ? ReadName() : null;
        var variables = ReadVariableDefinitions();
        var directives = ReadDirectives(constant: false);
        var selectionSet = ReadSelectionSet();
        return new OperationDefinitionNode(Span(start), description, operation, name, variables, directives, selectionSet);
    }

    private FragmentDefinitionNode ReadFragment(int start, StringValueNode? description)
    {
        if (_lexer.IsName("on"u8))
        {
            FailUnexpected();
        }

        var name = ReadName();
        ExpectOn();
        var typeCondition = ReadNamedType();
        var directives = ReadDirectives(constant: false);
        var selectionSet = ReadSelectionSet();
        return new FragmentDefinitionNode(Span(start), description, name, typeCondition, directives, selectionSet);
    }

    private IReadOnlyList<VariableDefinitionNode> ReadVariableDefinitions()
    {
        if (!Skip(TokenKind.ParenthesisOpen))
        {
            return [];
        }

        var first = _pendingCount;
        do
        {
            Add(ReadVariableDefinition());
        }
        while (!Skip(TokenKind.ParenthesisClose));

        return Take<VariableDefinitionNode>(first);
    }

    private VariableDefinitionNode ReadVariableDefinition()
    {
        var start = _lexer.Start;
        var description = ReadDescription();
        var variable = ReadVariable();
        Expect(TokenKind.Colon);
        var type = ReadType();
        var defaultValue = Skip(TokenKind.Equals) ? ReadValue(constant: true) : null;
        var directives = ReadDirectives(constant: true);
        return new VariableDefinitionNode(Span(start), description, variable, type, defaultValue, directives);
    }

    private SelectionSetNode ReadSelectionSet()
    {
        var start = _lexer.Start;
        if (_lexer.Kind != TokenKind.BraceOpen)
        {
            FailExpected(TokenKind.BraceOpen);
        }

        Enter();
        _lexer.Advance();
        var first = _pendingCount;
        do
        {
            Add(_lexer.Kind == TokenKind.Spread ? ReadSpread() : ReadField());
        }
        while (!Skip(TokenKind.BraceClose));

        Leave();
        return new SelectionSetNode(Span(start), Take<SelectionNode>(first));
    }

    private FieldNode ReadField()
    {
        var start = _lexer.Start;
        var name = ReadName();
        NameNode? alias = null;
        if (Skip(TokenKind.Colon))
        {
            alias = name;
            name = ReadName();
        }

        var arguments = ReadArguments(constant: false);
        var directives = ReadDirectives(constant: false);
        var selectionSet = _lexer.Kind == TokenKind.BraceOpen ? ReadSelectionSet() : null;
        return new FieldNode(Span(start), alias, name, arguments, directives, selectionSet);
    }

    private SelectionNode ReadSpread()
    {
        var start = _lexer.Start;
        _lexer.Advance();
        var typeCondition = Skip("on"u8) ? ReadNamedType() : null;
        if (typeCondition is null && _lexer.Kind == TokenKind.Name)
        {
            var name = ReadName();
            var spreadDirectives = ReadDirectives(constant: false);
            return new FragmentSpreadNode(Span(start), name, spreadDirectives);
        }

        var directives = ReadDirectives(constant: false);
        var selectionSet = ReadSelectionSet();
        return new InlineFragmentNode(Span(start), typeCondition, directives, selectionSet);
    }

    private IReadOnlyList<ArgumentNode> ReadArguments(bool constant)
    {
        if (!Skip(TokenKind.ParenthesisOpen))
        {
            return [];
        }

        var first = _pendingCount;
        do
        {
            var start = _lexer.Start;
            var name = ReadName();
            Expect(TokenKind.Colon);
            var value = ReadValue(constant);
            Add(new ArgumentNode(Span(start), name, value));
        }
        while (!Skip(TokenKind.ParenthesisClose));

        return Take<ArgumentNode>(first);
    }

    private IReadOnlyList<DirectiveNode> ReadDirectives(bool constant)
    {
        if (_lexer.Kind != TokenKind.At)
        {
            return [];
        }

        var first = _pendingCount;
        do
        {
            var start = _lexer.Start;
            _lexer.Advance();
            var name = ReadName();
            var arguments = ReadArguments(constant);
            Add(new DirectiveNode(Span(start), name, arguments));
        }
        while (_lexer.Kind == TokenKind.At);

        return Take<DirectiveNode>(first);
    }
}
