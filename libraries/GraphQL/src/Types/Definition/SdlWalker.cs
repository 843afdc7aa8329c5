using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition;

/// <summary>A rule of documents of type definitions. It sees the nodes in the order of the text.</summary>
internal abstract class SdlRule(SdlContext context)
{
    protected SdlContext Context { get; } = context;

    /// <summary>A node begins.</summary>
    public virtual void Enter(SyntaxNode node, SyntaxNode? parent)
    {
    }

    /// <summary>A directive that is applied ends.</summary>
    public virtual void Leave(DirectiveNode node)
    {
    }
}

/// <summary>Leads rules through a document, all of them at once, so that errors come in the order of the text.</summary>
internal sealed class SdlWalker(IReadOnlyList<SdlRule> rules)
{
    public void Walk(DocumentNode document)
    {
        foreach (var definition in document.Definitions.OfType<TypeSystemNode>())
        {
            Visit(definition, null);
        }
    }

    private void Visit(SyntaxNode node, SyntaxNode? parent)
    {
        foreach (var rule in rules)
        {
            rule.Enter(node, parent);
        }

        foreach (var child in Children(node))
        {
            Visit(child, node);
        }

        if (node is DirectiveNode directive)
        {
            foreach (var rule in rules)
            {
                rule.Leave(directive);
            }
        }
    }

    private static IEnumerable<SyntaxNode> Children(SyntaxNode node) => node switch
    {
        SchemaDefinitionNode n => [.. n.Directives, .. n.OperationTypes],
        SchemaExtensionNode n => [.. n.Directives, .. n.OperationTypes],
        OperationTypeNode n => [n.Type],
        DirectiveDefinitionNode n => n.Arguments,
        ScalarTypeDefinitionNode n => n.Directives,
        ObjectTypeDefinitionNode n => [.. n.Interfaces, .. n.Directives, .. n.Fields],
        InterfaceTypeDefinitionNode n => [.. n.Interfaces, .. n.Directives, .. n.Fields],
        UnionTypeDefinitionNode n => [.. n.Directives, .. n.Types],
        EnumTypeDefinitionNode n => [.. n.Directives, .. n.Values],
        InputObjectTypeDefinitionNode n => [.. n.Directives, .. n.Fields],
        FieldDefinitionNode n => [.. n.Arguments, n.Type, .. n.Directives],
        InputValueDefinitionNode n => n.DefaultValue is null ? [n.Type, .. n.Directives] : [n.Type, n.DefaultValue, .. n.Directives],
        EnumValueDefinitionNode n => n.Directives,
        DirectiveNode n => n.Arguments,
        ArgumentNode n => [n.Value],
        ListValueNode n => n.Values,
        ObjectValueNode n => n.Fields,
        ObjectFieldNode n => [n.Value],
        NonNullTypeNode n => [n.Type],
        ListTypeNode n => [n.Type],
        _ => [],
    };
}
