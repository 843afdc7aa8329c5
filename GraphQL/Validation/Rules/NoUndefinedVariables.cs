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

        foreach (var definition in Context.ReachedFrom(node))
        {
            foreach (var use in definition.Variables)
            {
                if (!defined.Contains(use.Name.Value))
                {
                    Context.Report($"Variable \"${use.Name}\" is not defined{(node.Name is { } name ? $" by operation \"{name}\"" : "")}.", use, node);
                }
            }
        }
    }
}
