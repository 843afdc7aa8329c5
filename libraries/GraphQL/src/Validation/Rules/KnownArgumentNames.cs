using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Arguments are those of the field or directive.</summary>
internal sealed class KnownArgumentNames(ValidationContext context) : ValidationRule(context), IEnter<ArgumentNode>, IEnter<DirectiveNode>
{
    public void Enter(ArgumentNode node)
    {
        if (!Context.IsInDirective && Context.Field is { } field && Context.Argument is null)
        {
            Context.Report($"Unknown argument \"{node.Name}\" on field \"{Context.FieldCoordinate}\".{Context.Suggest(node.Name.Value, field.Arguments.Select(a => a.Name))}", node);
        }
    }

    public void Enter(DirectiveNode node)
    {
        if (node.Arguments.Count == 0)
        {
            return;
        }

        var defined = Context.DirectiveDefinedHere(node);
        if (defined is null && Context.Directive is null)
        {
            return;
        }

        foreach (var argument in node.Arguments)
        {
            var name = argument.Name.Value;
            if (defined is null ? Context.Directive!.Arguments.Find(name) is null : defined.Arguments.All(a => a.Name.Value != name))
            {
                var names = defined?.Arguments.Select(a => a.Name.Value) ?? Context.Directive!.Arguments.Select(a => a.Name);
                Context.Report($"Unknown argument \"{name}\" on directive \"@{node.Name}\".{Context.Suggest(name, names)}", argument);
            }
        }
    }
}
