using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Variables of an operation are used by it, itself or in the fragments it reaches.</summary>
internal sealed class NoUnusedVariables(ValidationContext context) : ValidationRule(context), IEnter<OperationDefinitionNode>
{
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    public void Enter(OperationDefinitionNode node)
    {
        if (node.Variables.Count == 0)
        {
            return;
        }

        used.Clear();
        var reached = Context.ReachedFrom(node);
        for (var i = 0; i < reached.Count; i++)
        {
            var uses = reached[i].Variables;
            for (var j = 0; j < uses.Count; j++)
            {
                used.Add(uses[j].Name.Value);
            }
        }

        foreach (var variable in node.Variables)
        {
            if (!used.Contains(variable.Variable.Name.Value))
            {
                Context.Report($"Variable \"${variable.Variable.Name}\" is never used{(node.Name is { } name ? $" in operation \"{name}\"" : "")}.", variable);
            }
        }
    }
}
