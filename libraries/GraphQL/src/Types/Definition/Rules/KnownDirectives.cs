using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>Every directive that is applied exists and may stand where it does.</summary>
internal sealed class KnownDirectives(SdlContext context) : SdlRule(context)
{
    private SyntaxNode? owner;

    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        if (node is TypeSystemNode)
        {
            owner = node;
        }

        if (node is not DirectiveNode { Name.Value: var name } || parent is null)
        {
            return;
        }

        if (!Context.Directives.TryGetValue(name, out var directive))
        {
            Context.Report($"Unknown directive \"@{name}\".", node);
        }
        else if (LocationOf(parent) is var location && !directive.Locations.Contains(location))
        {
            Context.Report($"Directive \"@{name}\" may not be used on {location}.", node);
        }
    }

    private string LocationOf(SyntaxNode node) => node switch
    {
        SchemaDefinitionNode or SchemaExtensionNode => "SCHEMA",
        ScalarTypeDefinitionNode => "SCALAR",
        ObjectTypeDefinitionNode => "OBJECT",
        FieldDefinitionNode => "FIELD_DEFINITION",
        InputValueDefinitionNode when owner is InputObjectTypeDefinitionNode => "INPUT_FIELD_DEFINITION",
        InputValueDefinitionNode => "ARGUMENT_DEFINITION",
        InterfaceTypeDefinitionNode => "INTERFACE",
        UnionTypeDefinitionNode => "UNION",
        EnumTypeDefinitionNode => "ENUM",
        EnumValueDefinitionNode => "ENUM_VALUE",
        InputObjectTypeDefinitionNode => "INPUT_OBJECT",
        _ => throw new InvalidOperationException($"No directive can stand on {node.GetType().Name}."),
    };
}
