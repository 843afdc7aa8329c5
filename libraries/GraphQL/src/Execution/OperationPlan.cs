using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>An operation compiled for one combination of the variables that include or skip fields.</summary>
internal sealed class OperationPlan
{
    private readonly VariableValues variables;
    private readonly List<AuthorizeRequirement> requirements = [];
    private int fieldCount;

    /// <summary>Compiles everything but selections on abstract types, which wait for their first value.</summary>
    /// <param name="document">The document.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="rootType">The schema's type for it.</param>
    /// <param name="variables">Decides @skip and @include; of other variables nothing is kept.</param>
    public OperationPlan(CompiledDocument document, OperationDefinitionNode operation, ObjectType rootType, VariableValues variables)
    {
        Document = document;
        Operation = operation;
        RootType = rootType;
        this.variables = variables;
        FindRequirements(rootType, operation.SelectionSet, []);
        Root = new SelectionPlan(rootType, Collect(rootType, [operation.SelectionSet]));
    }

    public CompiledDocument Document { get; }

    public OperationDefinitionNode Operation { get; }

    public ObjectType RootType { get; }

    public SelectionPlan Root { get; }

    /// <summary>Fields numbered so far; grows while selections on abstract types are compiled.</summary>
    public int FieldCount => Volatile.Read(ref fieldCount);

    /// <summary>Every distinct requirement of the operation's fields, those on abstract types that are compiled later too: who asks is looked at before anything is executed.</summary>
    public IReadOnlyList<AuthorizeRequirement> Requirements => requirements;

    public int NextFieldIndex() => Interlocked.Increment(ref fieldCount) - 1;

    public int[] AuthorizationOf(ObjectType type, Field field)
    {
        if (type.Authorize.Count == 0 && field.Authorize.Count == 0)
        {
            return [];
        }

        return [.. type.Authorize.Concat(field.Authorize).Select(IndexOf).Distinct()];
    }

    /// <summary>The selections of several merged fields on one object type.</summary>
    public SelectionPlan Compile(ObjectType type, FieldNode[] fields) => new(type, Collect(type, fields.Select(f => f.SelectionSet!)));

    /// <summary>Notes what the fields under a selection ask for, on whichever type their parent may have.</summary>
    private void FindRequirements(NamedType parent, SelectionSetNode set, HashSet<(FieldNode, NamedType)> seen)
    {
        foreach (var node in Document.Flatten(set))
        {
            if (!seen.Add((node, parent)))
            {
                continue;
            }

            foreach (var type in Document.Schema.PossibleTypes(parent))
            {
                if (Document.FieldOf(type, node.Name.Value) is not { } field)
                {
                    continue;
                }

                foreach (var requirement in type.Authorize.Concat(field.Authorize))
                {
                    if (IndexOf(requirement) < 0)
                    {
                        requirements.Add(requirement);
                    }
                }

                if (node.SelectionSet is { } inner)
                {
                    FindRequirements(field.Type.Named, inner, seen);
                }
            }
        }
    }

    private int IndexOf(AuthorizeRequirement requirement) =>
        requirements.FindIndex(r => r.Policy == requirement.Policy && r.Roles.SequenceEqual(requirement.Roles, StringComparer.Ordinal));

    private FieldPlan[] Collect(ObjectType type, IEnumerable<SelectionSetNode> selectionSets)
    {
        var groups = new List<List<FieldNode>>();
        var byName = new Dictionary<string, List<FieldNode>>(StringComparer.Ordinal);
        var visited = new HashSet<string>(StringComparer.Ordinal);
        foreach (var set in selectionSets)
        {
            Collect(type, set, groups, byName, visited);
        }

        var plans = new List<FieldPlan>(groups.Count);
        foreach (var nodes in groups)
        {
            if (Document.FieldOf(type, nodes[0].Name.Value) is { } field)
            {
                plans.Add(new FieldPlan(this, type, field, [.. nodes]));
            }
        }

        return [.. plans];
    }

    private void Collect(ObjectType type, SelectionSetNode set, List<List<FieldNode>> groups, Dictionary<string, List<FieldNode>> byName, HashSet<string> visited)
    {
        foreach (var selection in set.Selections)
        {
            if (!IsIncluded(selection))
            {
                continue;
            }

            switch (selection)
            {
                case FieldNode field:
                    if (!byName.TryGetValue(field.ResponseName, out var nodes))
                    {
                        nodes = [];
                        byName.Add(field.ResponseName, nodes);
                        groups.Add(nodes);
                    }

                    nodes.Add(field);
                    break;
                case InlineFragmentNode fragment when Applies(fragment.TypeCondition, type):
                    Collect(type, fragment.SelectionSet, groups, byName, visited);
                    break;
                case FragmentSpreadNode spread when visited.Add(spread.Name.Value) && Document.Fragments.TryGetValue(spread.Name.Value, out var named) && Applies(named.TypeCondition, type):
                    Collect(type, named.SelectionSet, groups, byName, visited);
                    break;
            }
        }
    }

    private bool Applies(NamedTypeNode? condition, ObjectType type) =>
        condition is null || (Document.Schema.Types.Find(condition.Name.Value) is { } conditionType && Document.Schema.IsPossible(conditionType, type));

    private bool IsIncluded(SelectionNode selection)
    {
        foreach (var directive in selection.Directives)
        {
            if (directive.Name.Value is "skip" or "include" && Document.Schema.Directives.TryGet(directive.Name.Value, out var definition))
            {
                var condition = (bool)InputCoercion.CoerceArguments("@" + directive.Name.Value, definition.Arguments, directive.Arguments, variables)[0]!;
                if (condition == (directive.Name.Value == "skip"))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
