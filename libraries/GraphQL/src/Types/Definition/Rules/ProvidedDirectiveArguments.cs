using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>Directives are applied with all arguments they require.</summary>
internal sealed class ProvidedDirectiveArguments(SdlContext context) : SdlRule(context)
{
    public override void Leave(DirectiveNode node)
    {
        if (!Context.Directives.TryGetValue(node.Name.Value, out var known))
        {
            return;
        }

        foreach (var missing in known.Arguments.Where(a => a.IsRequired && node.Arguments.All(given => given.Name.Value != a.Name)))
        {
            Context.Report($"Argument \"@{node.Name.Value}({missing.Name}:)\" of type \"{missing.Type}\" is required, but it was not provided.", node);
        }
    }
}
