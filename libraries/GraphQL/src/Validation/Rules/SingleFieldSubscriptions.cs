using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>A subscription has exactly one root field, which is no introspection field and not under <c>@skip</c> or <c>@include</c>.</summary>
internal sealed class SingleFieldSubscriptions(ValidationContext context) : ValidationRule(context), IEnter<OperationDefinitionNode>
{
    public void Enter(OperationDefinitionNode node)
    {
        if (node.Operation != OperationKind.Subscription || Context.Schema.Subscription is null)
        {
            return;
        }

        var root = new RootSelection(Context, Context.Outline.NewMark());
        root.Collect(node.SelectionSet);
        var subject = node.Name is { } name ? $"Subscription \"{name}\"" : "Anonymous Subscription";
        if (root.Conditions.Count > 0)
        {
            Context.Report($"{subject} must not use `@skip` or `@include` directives in the top level selection.", root.Conditions);
            return;
        }

        if (root.Fields.Count == 0)
        {
            Context.Report($"{subject} must select one top level field.", node.SelectionSet);
        }
        else if (root.Fields.Count > 1)
        {
            Context.Report($"{subject} must select only one top level field.", root.Fields.Skip(1).SelectMany(group => group));
        }

        foreach (var group in root.Fields.Where(g => g[0].Name.Value.StartsWith("__", StringComparison.Ordinal)))
        {
            Context.Report($"{subject} must not select an introspection top level field.", group);
        }
    }

    /// <summary>The fields at the root by response name, fragments opened.</summary>
    private sealed class RootSelection(ValidationContext context, int mark)
    {
        private readonly Dictionary<string, List<FieldNode>> byName = new(StringComparer.Ordinal);

        public List<List<FieldNode>> Fields { get; } = [];

        public List<DirectiveNode> Conditions { get; } = [];

        public void Collect(SelectionSetNode set)
        {
            foreach (var selection in set.Selections)
            {
                if (Condition(selection) is { } condition)
                {
                    Conditions.Add(condition);
                    continue;
                }

                switch (selection)
                {
                    case FieldNode field:
                        Add(field);
                        break;
                    case InlineFragmentNode fragment when fragment.TypeCondition is null || Applies(fragment.TypeCondition):
                        Collect(fragment.SelectionSet);
                        break;
                    case FragmentSpreadNode spread when context.Outline.Fragment(spread.Name.Value) is { } named && named.Mark != mark:
                        named.Mark = mark;
                        if (Applies(((FragmentDefinitionNode)named.Node).TypeCondition))
                        {
                            Collect(named.Node.SelectionSet);
                        }

                        break;
                }
            }
        }

        private static DirectiveNode? Condition(SelectionNode selection) =>
            selection.Directives.FirstOrDefault(d => d.Name.Value == "skip") ?? selection.Directives.FirstOrDefault(d => d.Name.Value == "include");

        private bool Applies(NamedTypeNode condition) =>
            context.CompositeType(condition) is { } type && context.Schema.IsPossible(type, context.Schema.Subscription!);

        private void Add(FieldNode field)
        {
            if (!byName.TryGetValue(field.ResponseName, out var group))
            {
                byName.Add(field.ResponseName, group = []);
                Fields.Add(group);
            }

            group.Add(field);
        }
    }
}
