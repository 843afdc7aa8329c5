using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>One root type for each kind of operation.</summary>
internal sealed class UniqueOperationTypes(SdlContext context) : SdlRule(context)
{
    private readonly Dictionary<OperationKind, OperationTypeNode> first = [];

    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        var operationTypes = node switch
        {
            SchemaDefinitionNode definition => definition.OperationTypes,
            SchemaExtensionNode extension => extension.OperationTypes,
            _ => [],
        };
        foreach (var operationType in operationTypes)
        {
            if (!first.TryAdd(operationType.Operation, operationType))
            {
                Context.Report($"There can be only one {operationType.Operation.ToString().ToLowerInvariant()} type in schema.", first[operationType.Operation], operationType);
            }
        }
    }
}
