using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>An argument is given once.</summary>
internal sealed class UniqueArgumentNames(ValidationContext context) : ValidationRule(context), IEnter<FieldNode>, IEnter<DirectiveNode>
{
    private readonly DuplicateNames duplicates = new();

    public void Enter(FieldNode node) => Check(node.Arguments);

    public void Enter(DirectiveNode node) => Check(node.Arguments);

    private void Check(IReadOnlyList<ArgumentNode> arguments)
    {
        if (arguments.Count < 2)
        {
            return;
        }

        foreach (var group in duplicates.In(arguments, a => a.Name))
        {
            Context.Report($"There can be only one argument named \"{group[0]}\".", group);
        }
    }
}
