namespace OrleansLedger.GraphQL.Language;

/// <summary>Definitions of types and extensions of them.</summary>
internal sealed partial class SyntaxWriter
{
    private void WriteTypeDefinition(TypeDefinitionNode definition)
    {
        WriteDescription(definition.Description);
        Write(definition.IsExtension ? "extend " : "");
        switch (definition)
        {
            case ScalarTypeDefinitionNode:
                WriteHead("scalar ", definition, []);
                break;
            case ObjectTypeDefinitionNode type:
                WriteHead("type ", type, type.Interfaces);
                WriteMembers(type.Fields);
                break;
            case InterfaceTypeDefinitionNode type:
                WriteHead("interface ", type, type.Interfaces);
                WriteMembers(type.Fields);
                break;
            case UnionTypeDefinitionNode union:
                WriteHead("union ", union, []);
                Write(union.Types.Count == 0 ? "" : " = ");
                WriteAll(union.Types, " | ");
                break;
            case EnumTypeDefinitionNode type:
                WriteHead("enum ", type, []);
                WriteMembers(type.Values);
                break;
            case InputObjectTypeDefinitionNode input:
                WriteHead("input ", input, []);
                WriteMembers(input.Fields);
                break;
        }
    }

    private void WriteHead(string keyword, TypeDefinitionNode definition, IReadOnlyList<NamedTypeNode> interfaces)
    {
        Write(keyword);
        Write(definition.Name.Value);
        Write(interfaces.Count == 0 ? "" : " implements ");
        WriteAll(interfaces, " & ");
        WriteDirectives(definition.Directives);
    }

    private void WriteMembers(IReadOnlyList<SyntaxNode> members)
    {
        if (members.Count > 0)
        {
            Write(" ");
            WriteBlock(members);
        }
    }

    private void WriteFieldDefinition(FieldDefinitionNode field)
    {
        WriteDescription(field.Description);
        Write(field.Name.Value);
        WriteParameters(field.Arguments);
        Write(": ");
        WriteType(field.Type);
        WriteDirectives(field.Directives);
    }

    /// <summary>Arguments on one line, unless one of them takes several.</summary>
    private void WriteParameters(IReadOnlyList<InputValueDefinitionNode> parameters)
    {
        if (parameters.Count == 0)
        {
            return;
        }

        var texts = TextsOf(parameters);
        if (HasLineBreak(texts))
        {
            WriteLines("(", texts, ")");
        }
        else
        {
            Write($"({string.Join(", ", texts)})");
        }
    }

    private void WriteInputValue(InputValueDefinitionNode input)
    {
        WriteDescription(input.Description);
        Write(input.Name.Value);
        Write(": ");
        WriteType(input.Type);
        WriteDefault(input.DefaultValue);
        WriteDirectives(input.Directives);
    }

    private void WriteSchema(string keyword, IReadOnlyList<DirectiveNode> directives, IReadOnlyList<OperationTypeNode> operationTypes)
    {
        Write(keyword);
        WriteDirectives(directives);
        WriteMembers(operationTypes);
    }

    private void WriteDirectiveDefinition(DirectiveDefinitionNode directive)
    {
        WriteDescription(directive.Description);
        Write("directive @");
        Write(directive.Name.Value);
        WriteParameters(directive.Arguments);
        Write(directive.Repeatable ? " repeatable on " : " on ");
        WriteAll(directive.Locations, " | ");
    }
}
