using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation;

/// <summary>A definition of the type system, or a part of one, that stands in a document where only operations and fragments belong.</summary>
internal readonly record struct TypeSystemElement(SyntaxNode Node, IReadOnlyList<DirectiveNode> Directives);

/// <summary>Type definitions among operations. Such a document is never executed; the rules say what else is wrong with it.</summary>
internal sealed partial class DocumentWalker
{
    private void Visit(TypeSystemNode definition)
    {
        Enter(enterElement, new TypeSystemElement(definition, definition.Directives));
        switch (definition)
        {
            case SchemaDefinitionNode node:
                Visit(node.Directives, "SCHEMA");
                Visit(node.OperationTypes.Select(t => t.Type));
                break;
            case SchemaExtensionNode node:
                Visit(node.Directives, "SCHEMA");
                Visit(node.OperationTypes.Select(t => t.Type));
                break;
            case DirectiveDefinitionNode node:
                Visit(node.Arguments, "ARGUMENT_DEFINITION");
                break;
            case ScalarTypeDefinitionNode node:
                Visit(node.Directives, "SCALAR");
                break;
            case ObjectTypeDefinitionNode node:
                Visit(node.Interfaces);
                Visit(node.Directives, "OBJECT");
                Visit(node.Fields);
                break;
            case InterfaceTypeDefinitionNode node:
                Visit(node.Interfaces);
                Visit(node.Directives, "INTERFACE");
                Visit(node.Fields);
                break;
            case UnionTypeDefinitionNode node:
                Visit(node.Directives, "UNION");
                Visit(node.Types);
                break;
            case EnumTypeDefinitionNode node:
                Visit(node.Directives, "ENUM");
                foreach (var value in node.Values)
                {
                    Enter(enterElement, new TypeSystemElement(value, value.Directives));
                    Visit(value.Directives, "ENUM_VALUE");
                }

                break;
            case InputObjectTypeDefinitionNode node:
                Visit(node.Directives, "INPUT_OBJECT");
                Visit(node.Fields, "INPUT_FIELD_DEFINITION");
                break;
        }
    }

    private void Visit(IReadOnlyList<FieldDefinitionNode> fields)
    {
        foreach (var field in fields)
        {
            Enter(enterElement, new TypeSystemElement(field, field.Directives));
            Visit(field.Arguments, "ARGUMENT_DEFINITION");
            Visit(field.Type);
            Visit(field.Directives, "FIELD_DEFINITION");
        }
    }

    private void Visit(IReadOnlyList<InputValueDefinitionNode> inputs, string location)
    {
        foreach (var input in inputs)
        {
            Enter(enterElement, new TypeSystemElement(input, input.Directives));
            Visit(input.Type);
            if (input.DefaultValue is { } value)
            {
                Enter(enterValue, value);
            }

            Visit(input.Directives, location);
        }
    }

    private void Visit(IEnumerable<NamedTypeNode> types)
    {
        foreach (var type in types)
        {
            Enter(enterNamedType, type);
        }
    }
}
