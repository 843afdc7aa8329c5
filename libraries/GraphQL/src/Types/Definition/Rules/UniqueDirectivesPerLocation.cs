using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>Directives that are not repeatable are applied once; a definition and its extensions are one place.</summary>
internal sealed class UniqueDirectivesPerLocation(SdlContext context) : SdlRule(context)
{
    private readonly Dictionary<string, DirectiveNode> onSchema = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, DirectiveNode>> onTypes = new(StringComparer.Ordinal);

    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        var directives = node switch
        {
            DefinitionNode n => n.Directives,
            FieldDefinitionNode n => n.Directives,
            InputValueDefinitionNode n => n.Directives,
            EnumValueDefinitionNode n => n.Directives,
            _ => [],
        };
        if (directives.Count == 0)
        {
            return;
        }

        var seen = SeenAt(node);
        foreach (var directive in directives)
        {
            var name = directive.Name.Value;
            var isUnique = Context.Directives.TryGetValue(name, out var known) && !known.IsRepeatable;
            if (isUnique && !seen.TryAdd(name, directive))
            {
                Context.Report($"The directive \"@{name}\" can only be used once at this location.", seen[name], directive);
            }
        }
    }

    private Dictionary<string, DirectiveNode> SeenAt(SyntaxNode node)
    {
        if (node is SchemaDefinitionNode or SchemaExtensionNode)
        {
            return onSchema;
        }

        if (node is not TypeDefinitionNode type)
        {
            return new(StringComparer.Ordinal);
        }

        if (!onTypes.TryGetValue(type.Name.Value, out var seen))
        {
            onTypes[type.Name.Value] = seen = new(StringComparer.Ordinal);
        }

        return seen;
    }
}
