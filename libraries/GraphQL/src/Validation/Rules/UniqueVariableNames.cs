using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Each variable of an operation is defined once.</summary>
internal sealed class UniqueVariableNames(ValidationContext context) : ValidationRule(context), IEnter<OperationDefinitionNode>
{
    private readonly DuplicateNames duplicates = new();

    public void Enter(OperationDefinitionNode node)
    {
        foreach (var group in duplicates.In(node.Variables, v => v.Variable.Name))
        {
            Context.Report($"There can be only one variable named \"${group[0]}\".", group);
        }
    }
}
