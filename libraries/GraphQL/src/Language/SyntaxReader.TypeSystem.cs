namespace OrleansLedger.GraphQL.Language;

/// <summary>Definitions of types and extensions of them: section 3 of the specification.</summary>
internal ref partial struct SyntaxReader
{
    private static readonly HashSet<string> DirectiveLocations = new(StringComparer.Ordinal)
    {
        "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION",
        "SCHEMA", "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT", "INPUT_FIELD_DEFINITION",
    };

    private DefinitionNode? ReadTypeSystemDefinition(int start, StringValueNode? description)
    {
        if (Skip("schema"u8))
        {
            var directives = ReadDirectives(constant: true);
            if (_lexer.Kind != TokenKind.BraceOpen)
            {
                FailExpected(TokenKind.BraceOpen);
            }

            var operationTypes = ReadOperationTypes();
            return new SchemaDefinitionNode(Span(start), description, directives, operationTypes);
        }

        return Skip("directive"u8) ? ReadDirectiveDefinition(start, description) : ReadTypeDefinition(start, description, isExtension: false);
    }

    private DefinitionNode ReadExtension(int start)
    {
        if (Skip("schema"u8))
        {
            var directives = ReadDirectives(constant: true);
            var operationTypes = ReadOperationTypes();
            RefuseEmptyExtension(directives.Count + operationTypes.Count);
            return new SchemaExtensionNode(Span(start), directives, operationTypes);
        }

        if (ReadTypeDefinition(start, null, isExtension: true) is { } extension)
        {
            return extension;
        }

        FailUnexpected();
        return null;
    }

    private TypeDefinitionNode? ReadTypeDefinition(int start, StringValueNode? description, bool isExtension) =>
        Skip("type"u8) ? ReadObjectType(start, description, isExtension)
        : Skip("input"u8) ? ReadInputObjectType(start, description, isExtension)
        : Skip("enum"u8) ? ReadEnumType(start, description, isExtension)
        : Skip("interface"u8) ? ReadInterfaceType(start, description, isExtension)
        : Skip("union"u8) ? ReadUnionType(start, description, isExtension)
        : Skip("scalar"u8) ? ReadScalarType(start, description, isExtension)
        : null;

    /// <summary>An extension must add something.</summary>
    private readonly void RefuseEmptyExtension(int additions)
    {
        if (additions == 0)
        {
            FailUnexpected();
        }
    }

    private IReadOnlyList<OperationTypeNode> ReadOperationTypes()
    {
        if (!Skip(TokenKind.BraceOpen))
        {
            return [];
        }

        var first = _pendingCount;
        do
        {
            Add(ReadOperationType());
        }
        while (!Skip(TokenKind.BraceClose));

        return Take<OperationTypeNode>(first);
    }

    private OperationTypeNode ReadOperationType()
    {
        var start = _lexer.Start;
        var operation = OperationKindHere();
        var word = ReadName();
        if (operation is null)
        {
            _lexer.Fail($"Unexpected Name \"{word}\".", start);
        }

        Expect(TokenKind.Colon);
        var type = ReadNamedType();
        return new OperationTypeNode(Span(start), operation.Value, type);
    }

    private ScalarTypeDefinitionNode ReadScalarType(int start, StringValueNode? description, bool isExtension)
    {
        var name = ReadName();
        var directives = ReadDirectives(constant: true);
        if (isExtension)
        {
            RefuseEmptyExtension(directives.Count);
        }

        return new ScalarTypeDefinitionNode(Span(start), isExtension, description, name, directives);
    }

    private ObjectTypeDefinitionNode ReadObjectType(int start, StringValueNode? description, bool isExtension)
    {
        var name = ReadName();
        var interfaces = ReadInterfaces();
        var directives = ReadDirectives(constant: true);
        var fields = ReadFieldDefinitions();
        if (isExtension)
        {
            RefuseEmptyExtension(interfaces.Count + directives.Count + fields.Count);
        }

        return new ObjectTypeDefinitionNode(Span(start), isExtension, description, name, directives, interfaces, fields);
    }

    private InterfaceTypeDefinitionNode ReadInterfaceType(int start, StringValueNode? description, bool isExtension)
    {
        var name = ReadName();
        var interfaces = ReadInterfaces();
        var directives = ReadDirectives(constant: true);
        var fields = ReadFieldDefinitions();
        if (isExtension)
        {
            RefuseEmptyExtension(interfaces.Count + directives.Count + fields.Count);
        }

        return new InterfaceTypeDefinitionNode(Span(start), isExtension, description, name, directives, interfaces, fields);
    }

    private UnionTypeDefinitionNode ReadUnionType(int start, StringValueNode? description, bool isExtension)
    {
        var name = ReadName();
        var directives = ReadDirectives(constant: true);
        var types = Skip(TokenKind.Equals) ? ReadNamedTypes(TokenKind.Pipe) : [];
        if (isExtension)
        {
            RefuseEmptyExtension(directives.Count + types.Count);
        }

        return new UnionTypeDefinitionNode(Span(start), isExtension, description, name, directives, types);
    }

    private EnumTypeDefinitionNode ReadEnumType(int start, StringValueNode? description, bool isExtension)
    {
        var name = ReadName();
        var directives = ReadDirectives(constant: true);
        var values = ReadEnumValues();
        if (isExtension)
        {
            RefuseEmptyExtension(directives.Count + values.Count);
        }

        return new EnumTypeDefinitionNode(Span(start), isExtension, description, name, directives, values);
    }

    private InputObjectTypeDefinitionNode ReadInputObjectType(int start, StringValueNode? description, bool isExtension)
    {
        var name = ReadName();
        var directives = ReadDirectives(constant: true);
        var fields = ReadInputValues(TokenKind.BraceOpen, TokenKind.BraceClose);
        if (isExtension)
        {
            RefuseEmptyExtension(directives.Count + fields.Count);
        }

        return new InputObjectTypeDefinitionNode(Span(start), isExtension, description, name, directives, fields);
    }

    private DirectiveDefinitionNode ReadDirectiveDefinition(int start, StringValueNode? description)
    {
        Expect(TokenKind.At);
        var name = ReadName();
        var arguments = ReadInputValues(TokenKind.ParenthesisOpen, TokenKind.ParenthesisClose);
        var repeatable = Skip("repeatable"u8);
        ExpectOn();
        Skip(TokenKind.Pipe);
        var first = _pendingCount;
        do
        {
            var location = ReadName();
            if (!DirectiveLocations.Contains(location.Value))
            {
                _lexer.Fail($"Unexpected Name \"{location}\".", location.Span.Start);
            }

            Add(location);
        }
        while (Skip(TokenKind.Pipe));

        return new DirectiveDefinitionNode(Span(start), description, name, arguments, repeatable, Take<NameNode>(first));
    }

    private IReadOnlyList<NamedTypeNode> ReadInterfaces() => Skip("implements"u8) ? ReadNamedTypes(TokenKind.Ampersand) : [];

    private IReadOnlyList<NamedTypeNode> ReadNamedTypes(TokenKind separator)
    {
        Skip(separator);
        var first = _pendingCount;
        do
        {
            Add(ReadNamedType());
        }
        while (Skip(separator));

        return Take<NamedTypeNode>(first);
    }

    private IReadOnlyList<FieldDefinitionNode> ReadFieldDefinitions()
    {
        if (!Skip(TokenKind.BraceOpen))
        {
            return [];
        }

        var first = _pendingCount;
        do
        {
            Add(ReadFieldDefinition());
        }
        while (!Skip(TokenKind.BraceClose));

        return Take<FieldDefinitionNode>(first);
    }

    private FieldDefinitionNode ReadFieldDefinition()
    {
        var start = _lexer.Start;
        var description = ReadDescription();
        var name = ReadName();
        var arguments = ReadInputValues(TokenKind.ParenthesisOpen, TokenKind.ParenthesisClose);
        Expect(TokenKind.Colon);
        var type = ReadType();
        var directives = ReadDirectives(constant: true);
        return new FieldDefinitionNode(Span(start), description, name, arguments, type, directives);
    }

    private IReadOnlyList<InputValueDefinitionNode> ReadInputValues(TokenKind open, TokenKind close)
    {
        if (!Skip(open))
        {
            return [];
        }

        var first = _pendingCount;
        do
        {
            Add(ReadInputValue());
        }
        while (!Skip(close));

        return Take<InputValueDefinitionNode>(first);
    }

    private InputValueDefinitionNode ReadInputValue()
    {
        var start = _lexer.Start;
        var description = ReadDescription();
        var name = ReadName();
        Expect(TokenKind.Colon);
        var type = ReadType();
        var defaultValue = Skip(TokenKind.Equals) ? ReadValue(constant: true) : null;
        var directives = ReadDirectives(constant: true);
        return new InputValueDefinitionNode(Span(start), description, name, type, defaultValue, directives);
    }

    private IReadOnlyList<EnumValueDefinitionNode> ReadEnumValues()
    {
        if (!Skip(TokenKind.BraceOpen))
        {
            return [];
        }

        var first = _pendingCount;
        do
        {
            Add(ReadEnumValue());
        }
        while (!Skip(TokenKind.BraceClose));

        return Take<EnumValueDefinitionNode>(first);
    }

    private EnumValueDefinitionNode ReadEnumValue()
    {
        var start = _lexer.Start;
        var description = ReadDescription();
        if (_lexer.IsName("true"u8) || _lexer.IsName("false"u8) || _lexer.IsName("null"u8))
        {
            _lexer.Fail($"{_lexer.Describe()} is reserved and cannot be used for an enum value.", _lexer.Start);
        }

        var name = ReadName();
        var directives = ReadDirectives(constant: true);
        return new EnumValueDefinitionNode(Span(start), description, name, directives);
    }
}
