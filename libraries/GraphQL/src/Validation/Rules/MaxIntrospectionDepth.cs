using System.Runtime.CompilerServices;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Lists of the introspection system are not nested deep: their answers would grow by a power of the schema's size.</summary>
internal sealed class MaxIntrospectionDepth(ValidationContext context) : ValidationRule(context), IEnter<DocumentNode>, IEnter<FieldNode>
{
    private const int MaxLists = 3;

    private readonly Dictionary<string, int> listsInFragments = new(StringComparer.Ordinal);
    private int refused;

    public void Enter(DocumentNode node)
    {
        listsInFragments.Clear();
        refused = 0;
    }

    public void Enter(FieldNode node)
    {
        // Fields in one that was refused are not looked at again.
        if (node.Name.Value is "__schema" or "__type" && node.SelectionSet is { } set && node.Span.Start >= refused && ListsIn(set) >= MaxLists)
        {
            refused = node.Span.End;
            Context.Report("Maximum introspection depth exceeded", node);
        }
    }

    private int ListsIn(SelectionSetNode set)
    {
        var most = 0;
        for (var i = 0; i < set.Selections.Count; i++)
        {
            most = Math.Max(most, ListsIn(set.Selections[i]));
        }

        return most;
    }

    private int ListsIn(SelectionNode selection) => selection switch
    {
        FieldNode { SelectionSet: null } field => CountOf(field),
        FieldNode field => CountOf(field) + ListsIn(field.SelectionSet),
        InlineFragmentNode fragment => ListsIn(fragment.SelectionSet),
        _ => ListsInFragment(((FragmentSpreadNode)selection).Name.Value),
    };

    private static int CountOf(FieldNode field) => field.Name.Value is "fields" or "interfaces" or "possibleTypes" or "inputFields" ? 1 : 0;

    private int ListsInFragment(string name)
    {
        if (listsInFragments.TryGetValue(name, out var lists) || Context.Outline.Fragment(name) is not { } fragment)
        {
            return lists;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();

        // None as long as it is looked at: a fragment in itself is the concern of another rule.
        listsInFragments[name] = 0;
        return listsInFragments[name] = ListsIn(fragment.Node.SelectionSet);
    }
}
