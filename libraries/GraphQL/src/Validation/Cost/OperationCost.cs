using System.Runtime.CompilerServices;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Cost;

/// <summary>
/// What an operation costs: the weights of its fields, each times the sizes of the lists around it. An upper bound: a field that is asked for twice counts
/// twice, fields under <c>@skip</c> and <c>@include</c> count as if they were there, and so do the fields of every fragment, though an object is of one type only.
/// </summary>
/// <remarks>
/// Sizes given by variables are known with the request alone. What does not depend on them is added up once; the rest is a list of sums, each of numbers and
/// of sums before it, so that a request costs one pass over it, however often fragments spread each other.
/// </remarks>
internal sealed class OperationCost
{
    private const int FewEnoughForStack = 128;

    private readonly CostAmount total;
    private readonly CostSum[] sums;

    private OperationCost(CostAmount total, CostSum[] sums)
    {
        this.total = total;
        this.sums = sums;
    }

    /// <summary>The cost of an operation of a valid document.</summary>
    public static OperationCost Of(CompiledDocument document, OperationDefinitionNode operation, ObjectType root, GraphQLOptions options)
    {
        var parts = new List<CostSum>();
        try
        {
            var whole = new CostReader(document, options.AssumedListSize, parts).Read(operation.SelectionSet, root);
            return new OperationCost(whole, [.. parts]);
        }
        catch (InsufficientExecutionStackException)
        {
            // Nested deeper than can be read is dearer than can be paid.
            return new OperationCost(new CostAmount(CostSum.Most, -1), []);
        }
    }

    /// <summary>The cost with a request's variables.</summary>
    public long With(VariableValues variables)
    {
        if (total.IsConstant)
        {
            return total.Constant;
        }

        Span<long> results = sums.Length <= FewEnoughForStack ? stackalloc long[sums.Length] : new long[sums.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            results[i] = sums[i].With(variables, results);
        }

        return CostSum.Plus(total.Constant, results[total.Sum]);
    }

    /// <summary>Reads selection sets.</summary>
    private sealed class CostReader(CompiledDocument document, int assumedSize, List<CostSum> sums)
    {
        private const int AsyncWeight = 10;

        private readonly Dictionary<(string Fragment, Field? Around), (CostAmount Plain, CostAmount Sized)> fragments = [];
        private readonly Dictionary<Field, long> weights = [];

        public CostAmount Read(SelectionSetNode set, NamedType parent)
        {
            var plain = new CostSum();
            Add(set, parent, null, plain, plain);
            return plain.In(sums);
        }

        /// <summary>Adds what a selection set costs.</summary>
        /// <param name="set">The selection set.</param>
        /// <param name="parent">The type it selects from.</param>
        /// <param name="around">The field around it, when that says the size of lists in it (a connection's <c>edges</c> and <c>nodes</c>).</param>
        /// <param name="plain">Takes the cost of all the rest.</param>
        /// <param name="sized">Takes the cost of one item of the lists whose size is that field's.</param>
        private void Add(SelectionSetNode set, NamedType? parent, Field? around, CostSum plain, CostSum sized)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            foreach (var selection in set.Selections)
            {
                switch (selection)
                {
                    case FieldNode field when parent is not null && document.FieldOf(parent, field.Name.Value) is { } definition:
                        Add(field, definition, parent, around, plain, sized);
                        break;
                    case InlineFragmentNode fragment:
                        Add(fragment.SelectionSet, fragment.TypeCondition is { } condition ? TypeOf(condition) : parent, around, plain, sized);
                        break;
                    case FragmentSpreadNode spread:
                        var (ofFragment, ofItem) = ReadFragment(spread.Name.Value, around);
                        plain.Add(ListSize.One, ofFragment);
                        sized.Add(ListSize.One, ofItem);
                        break;
                }
            }
        }

        private void Add(FieldNode node, Field field, NamedType parent, Field? around, CostSum plain, CostSum sized)
        {
            plain.Add(WeightOf(field, parent));
            if (node.SelectionSet is null || field.Name.StartsWith("__", StringComparison.Ordinal))
            {
                // What introspection answers is as big as the schema, and other limits bound how deep it goes.
                return;
            }

            var below = new CostSum();
            var perItem = new CostSum();
            Add(node.SelectionSet, field.Type.Named, field.Cost.SizedFields.Count > 0 ? field : null, below, perItem);
            var size = ListSize.Of(node, field, assumedSize);
            if (!perItem.IsNone)
            {
                below.Add(size, perItem.In(sums));
            }

            var lists = ListsIn(field.Type);
            var amount = below.In(sums);
            for (var inner = 1; inner < lists; inner++)
            {
                var list = new CostSum();
                list.Add(ListSize.Of(assumedSize), amount);
                amount = list.In(sums);
            }

            if (lists == 0)
            {
                plain.Add(ListSize.One, amount);
            }
            else if (around?.Cost.SizedFields.Contains(field.Name) == true)
            {
                sized.Add(ListSize.One, amount);
            }
            else
            {
                plain.Add(size, amount);
            }
        }

        private (CostAmount Plain, CostAmount Sized) ReadFragment(string name, Field? around)
        {
            if (fragments.TryGetValue((name, around), out var known) || !document.Fragments.TryGetValue(name, out var fragment))
            {
                return known;
            }

            var plain = new CostSum();
            var sized = new CostSum();
            Add(fragment.SelectionSet, TypeOf(fragment.TypeCondition), around, plain, sized);
            return fragments[(name, around)] = (plain.In(sums), sized.In(sums));
        }

        private long WeightOf(Field field, NamedType parent)
        {
            if (field.Cost.Weight is { } weight)
            {
                return weight;
            }

            if (!weights.TryGetValue(field, out var known))
            {
                var isAsync = field.Resolver is { } resolver
                    ? resolver.IsAsync
                    : document.Schema.PossibleTypes(parent).Any(t => t.Fields.Find(field.Name)?.Resolver?.IsAsync == true);
                weights[field] = known = isAsync ? AsyncWeight : field.Type.Named is LeafType ? 0 : 1;
            }

            return known;
        }

        private NamedType? TypeOf(NamedTypeNode condition) => document.Schema.Types.Find(condition.Name.Value);

        private static int ListsIn(GraphQLType type) => type.Nullable is ListType list ? 1 + ListsIn(list.OfType) : 0;
    }
}
