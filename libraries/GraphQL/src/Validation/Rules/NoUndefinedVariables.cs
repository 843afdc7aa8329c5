using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Variables that an operation uses, itself and in the fragments it reaches, are defined by it.</summary>
internal sealed class NoUndefinedVariables(ValidationContext context) : ValidationRule(context), IEnter<OperationDefinitionNode>
{
    private readonly HashSet<string> defined = new(StringComparer.Ordinal);

    public void Enter(OperationDefinitionNode node)
    {
        if (!Context.Outline.HasVariables)
        {
            return;
        }

        defined.Clear();
        foreach (var variable in node.Variables)
        {
            defined.Add(variable.Variable.Name.Value);
        }

        var reached = Context.ReachedFrom(node);
        for (var i = 0; i < reached.Count; i++)
        {
            var uses = reached[i].Variables;
            for (var j = 0; j < uses.Count; j++)
            {
                var use = uses[j];
                if (!defined.Contains(use.Name.Value))
                {
                    Context.Report($"Variable \"${use.Name}\" is not defined{(node.Name is { } name ? $" by operation \"{name}\"" : "")}.", use, node);
                }
            }
        }
    }
}
