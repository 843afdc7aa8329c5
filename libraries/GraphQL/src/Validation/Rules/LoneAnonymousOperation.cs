using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>An operation without a name is the only one of its document.</summary>
internal sealed class LoneAnonymousOperation(ValidationContext context) : ValidationRule(context), IEnter<DocumentNode>, IEnter<OperationDefinitionNode>
{
    private int operations;

    public void Enter(DocumentNode node)
    {
        operations = 0;
        foreach (var definition in node.Definitions)
        {
            operations += definition is OperationDefinitionNode ? 1 : 0;
        }
    }

    public void Enter(OperationDefinitionNode node)
    {
        if (node.Name is null && operations > 1)
        {
            Context.Report("This anonymous operation must be the only defined operation.", node);
        }
    }
}
