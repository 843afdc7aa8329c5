using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Variables have input types.</summary>
internal sealed class VariablesAreInputTypes(ValidationContext context) : ValidationRule(context), IEnter<VariableDefinitionNode>
{
    public void Enter(VariableDefinitionNode node)
    {
        if (Context.NamedTypeOf(node.Type) is { IsInputType: false })
        {
            Context.Report($"Variable \"${node.Variable.Name}\" cannot be non-input type \"{node.Type}\".", node.Type);
        }
    }
}
