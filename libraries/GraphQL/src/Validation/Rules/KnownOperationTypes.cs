using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>An operation's kind has a root type in the schema.</summary>
internal sealed class KnownOperationTypes(ValidationContext context) : ValidationRule(context), IEnter<OperationDefinitionNode>
{
    public void Enter(OperationDefinitionNode node)
    {
        if (Context.Type is null)
        {
            Context.Report($"The {node.Operation.ToString().ToLowerInvariant()} operation is not supported by the schema.", node);
        }
    }
}
