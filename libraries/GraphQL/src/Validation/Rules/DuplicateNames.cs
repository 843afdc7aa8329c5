using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Finds names that occur more than once in a list.</summary>
internal sealed class DuplicateNames
{
    private const int FewEnoughToCompare = 8;

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>The names of each group of the same, in the order of the groups' first ones; most lists have none.</summary>
    public IEnumerable<List<NameNode>> In<TNode>(IReadOnlyList<TNode> nodes, Func<TNode, NameNode> nameOf) =>
        Any(nodes, nameOf) ? nodes.Select(nameOf).GroupBy(n => n.Value, StringComparer.Ordinal).Where(g => g.Skip(1).Any()).Select(g => g.ToList()) : [];

    private bool Any<TNode>(IReadOnlyList<TNode> nodes, Func<TNode, NameNode> nameOf)
    {
        if (nodes.Count > FewEnoughToCompare)
        {
            seen.Clear();
            for (var i = 0; i < nodes.Count; i++)
            {
                if (!seen.Add(nameOf(nodes[i]).Value))
                {
                    return true;
                }
            }

            return false;
        }

        for (var i = 1; i < nodes.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (nameOf(nodes[i]).Value == nameOf(nodes[j]).Value)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
