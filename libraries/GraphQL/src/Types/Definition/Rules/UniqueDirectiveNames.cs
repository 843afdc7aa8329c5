using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>No two directives of one name.</summary>
internal sealed class UniqueDirectiveNames(SdlContext context) : SdlRule(context)
{
    private readonly Dictionary<string, NameNode> first = new(StringComparer.Ordinal);

    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        if (node is DirectiveDefinitionNode directive && !first.TryAdd(directive.Name.Value, directive.Name))
        {
            Context.Report($"There can be only one directive named \"@{directive.Name.Value}\".", first[directive.Name.Value], directive.Name);
        }
    }
}
