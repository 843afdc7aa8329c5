using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>Directives are applied with arguments they have.</summary>
internal sealed class KnownDirectiveArguments(SdlContext context) : SdlRule(context)
{
    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        if (node is not DirectiveNode directive || !Context.Directives.TryGetValue(directive.Name.Value, out var known))
        {
            return;
        }

        foreach (var argument in directive.Arguments.Where(a => known.Arguments.All(k => k.Name != a.Name.Value)))
        {
            var name = argument.Name.Value;
            var suggestion = Suggestions.DidYouMean("", Suggestions.For(name, known.Arguments.Select(a => a.Name)), quote: true);
            Context.Report($"Unknown argument \"{name}\" on directive \"@{directive.Name.Value}\".{suggestion}", argument);
        }
    }
}
