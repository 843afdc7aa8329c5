using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Each named operation has a name of its own.</summary>
internal sealed class UniqueOperationNames(ValidationContext context) : ValidationRule(context), IEnter<DocumentNode>, IEnter<OperationDefinitionNode>
{
    private readonly Dictionary<string, NameNode> known = new(StringComparer.Ordinal);

    public void Enter(DocumentNode node) => known.Clear();

    public void Enter(OperationDefinitionNode node)
    {
        if (node.Name is { } name && !known.TryAdd(name.Value, name))
        {
            Context.Report($"There can be only one operation named \"{name}\".", known[name.Value], name);
        }
    }
}
