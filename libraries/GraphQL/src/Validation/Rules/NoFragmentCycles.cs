using System.Runtime.CompilerServices;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Fragments do not spread themselves, in one step or many.</summary>
internal sealed class NoFragmentCycles(ValidationContext context) : ValidationRule(context), IEnter<DocumentNode>, IEnter<FragmentDefinitionNode>
{
    private readonly HashSet<string> visited = new(StringComparer.Ordinal);
    private readonly List<FragmentSpreadNode> path = [];
    private readonly Dictionary<string, int> placeInPath = new(StringComparer.Ordinal);

    public void Enter(DocumentNode node) => visited.Clear();

    public void Enter(FragmentDefinitionNode node)
    {
        if (Context.Outline.HasCycles)
        {
            Follow(node.Name.Value, Context.Outline.Of(node));
        }
    }

    private void Follow(string name, DefinitionOutline fragment)
    {
        if (!visited.Add(name) || fragment.Spreads.Count == 0)
        {
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        placeInPath[name] = path.Count;
        foreach (var spread in fragment.Spreads)
        {
            var target = spread.Node.Name.Value;
            path.Add(spread.Node);
            if (placeInPath.TryGetValue(target, out var place))
            {
                ReportFrom(place, target);
            }
            else if (spread.Fragment is { } next)
            {
                Follow(target, next);
            }

            path.RemoveAt(path.Count - 1);
        }

        placeInPath.Remove(name);
    }

    private void ReportFrom(int place, string name)
    {
        var cycle = path.GetRange(place, path.Count - place);
        var via = string.Join(", ", cycle.SkipLast(1).Select(s => $"\"{s.Name}\""));
        Context.Report($"Cannot spread fragment \"{name}\" within itself{(via.Length > 0 ? $" via {via}" : "")}.", cycle);
    }
}
