using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>A directive is of the schema, and stands where its definition says.</summary>
internal sealed class KnownDirectives(ValidationContext context) : ValidationRule(context), IEnter<DirectiveNode>
{
    public void Enter(DirectiveNode node)
    {
        var locations = Context.Directive?.Locations;
        if (Context.DirectiveDefinedHere(node) is { } defined)
        {
            locations = [.. defined.Locations.Select(l => l.Value)];
        }

        if (locations is null)
        {
            Context.Report($"Unknown directive \"@{node.Name}\".", node);
        }
        else if (!locations.Contains(Context.DirectiveLocation))
        {
            Context.Report($"Directive \"@{node.Name}\" may not be used on {Context.DirectiveLocation}.", node);
        }
    }
}
