using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Each fragment has a name of its own.</summary>
internal sealed class UniqueFragmentNames(ValidationContext context) : ValidationRule(context), IEnter<DocumentNode>, IEnter<FragmentDefinitionNode>
{
    private readonly Dictionary<string, NameNode> known = new(StringComparer.Ordinal);

    public void Enter(DocumentNode node) => known.Clear();

    public void Enter(FragmentDefinitionNode node)
    {
        if (!known.TryAdd(node.Name.Value, node.Name))
        {
            Context.Report($"There can be only one fragment named \"{node.Name}\".", known[node.Name.Value], node.Name);
        }
    }
}
