using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>No argument is given twice.</summary>
internal sealed class UniqueArgumentNames(SdlContext context) : SdlRule(context)
{
    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        if (node is not DirectiveNode directive)
        {
            return;
        }

        foreach (var group in directive.Arguments.GroupBy(a => a.Name.Value, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
        {
            Context.Report($"There can be only one argument named \"{group.Key}\".", group.Select(a => a.Name));
        }
    }
}
