using System.Collections.Concurrent;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Validation.Cost;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>A valid document and what was compiled of it so far.</summary>
internal sealed class CompiledDocument
{
    private readonly ConcurrentDictionary<(FieldNode Node, NamedType Parent), bool> mayAwait = new();

    public CompiledDocument(Schema schema, DocumentNode node)
    {
        Schema = schema;
        Node = node;
        Fragments = node.Definitions.OfType<FragmentDefinitionNode>().DistinctBy(f => f.Name.Value).ToDictionary(f => f.Name.Value, StringComparer.Ordinal);
        Operations = [.. node.Definitions.OfType<OperationDefinitionNode>().Select(o => new CompiledOperation(this, o))];
    }

    public Schema Schema { get; }

    public DocumentNode Node { get; }

    public IReadOnlyDictionary<string, FragmentDefinitionNode> Fragments { get; }

    public IReadOnlyList<CompiledOperation> Operations { get; }

    /// <summary>The variables that include or skip something, of all operations: looked for once, as there may be as many operations as the document has room for.</summary>
    public string[] Conditions => field ??= [.. ConditionVariables(Node).Distinct(StringComparer.Ordinal)];

    /// <summary>The operation a request means, or null with what is wrong.</summary>
    public CompiledOperation? Find(string? name, out string? problem)
    {
        problem = null;
        if (string.IsNullOrEmpty(name))
        {
            problem = Operations.Count switch
            {
                0 => "Must provide an operation.",
                1 => null,
                _ => "Must provide operation name if query contains multiple operations.",
            };
            return problem is null ? Operations[0] : null;
        }

        for (var i = 0; i < Operations.Count; i++)
        {
            if (Operations[i].Node.Name?.Value == name)
            {
                return Operations[i];
            }
        }

        problem = $"Unknown operation named \"{name}\".";
        return null;
    }

    /// <summary>A field of an object type, the meta fields included.</summary>
    public Field? FieldOf(NamedType type, string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal) && MetaField(type, name) is { } meta)
        {
            return meta;
        }

        return (type as FieldsType)?.Fields.Find(name);
    }

    /// <summary>Whether anything selected under these fields, whose values are of this type, may await.</summary>
    public bool MayAwait(NamedType type, IEnumerable<FieldNode> nodes) => nodes.Any(n => n.SelectionSet is { } set && MayAwait(type, set));

    /// <summary>The fields of a selection set, those in fragments included.</summary>
    public List<FieldNode> Flatten(SelectionSetNode set)
    {
        var fields = new List<FieldNode>();
        Flatten(set, fields, []);
        return fields;
    }

    private void Flatten(SelectionSetNode set, List<FieldNode> fields, HashSet<string> visited)
    {
        foreach (var selection in set.Selections)
        {
            switch (selection)
            {
                case FieldNode field:
                    fields.Add(field);
                    break;
                case InlineFragmentNode fragment:
                    Flatten(fragment.SelectionSet, fields, visited);
                    break;
                case FragmentSpreadNode spread when visited.Add(spread.Name.Value) && Fragments.TryGetValue(spread.Name.Value, out var named):
                    Flatten(named.SelectionSet, fields, visited);
                    break;
            }
        }
    }

    private static IEnumerable<string> ConditionVariables(DocumentNode document) =>
        document.Definitions.OfType<ExecutableDefinitionNode>().SelectMany(d => ConditionVariables(d.SelectionSet));

    private static IEnumerable<string> ConditionVariables(SelectionSetNode? set)
    {
        foreach (var selection in set?.Selections ?? [])
        {
            foreach (var directive in selection.Directives)
            {
                foreach (var argument in directive.Name.Value is "skip" or "include" ? directive.Arguments : [])
                {
                    if (argument.Value is VariableNode variable)
                    {
                        yield return variable.Name.Value;
                    }
                }
            }

            foreach (var name in ConditionVariables((selection as FieldNode)?.SelectionSet ?? (selection as InlineFragmentNode)?.SelectionSet))
            {
                yield return name;
            }
        }
    }

    private Field? MetaField(NamedType type, string name)
    {
        var meta = Schema.Introspection;
        if (name == meta.TypenameField.Name)
        {
            return meta.TypenameField;
        }

        return !ReferenceEquals(type, Schema.Query) ? null : name == meta.SchemaField.Name ? meta.SchemaField : name == meta.TypeField.Name ? meta.TypeField : null;
    }

    private bool MayAwait(NamedType type, SelectionSetNode set) => Flatten(set).Any(field => mayAwait.GetOrAdd((field, type), key => FieldMayAwait(key.Node, key.Parent)));

    private bool FieldMayAwait(FieldNode node, NamedType parent)
    {
        foreach (var type in Schema.PossibleTypes(parent))
        {
            if (FieldOf(type, node.Name.Value) is { } field &&
                (field.Resolver?.IsAsync == true || (node.SelectionSet is { } set && MayAwait(field.Type.Named, set))))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>An operation with a plan for each combination of its conditions that was asked for.</summary>
internal sealed class CompiledOperation
{
    private const int MaxVariants = 32;

    private ConcurrentDictionary<ulong, OperationPlan>? variants;
    private readonly CompiledDocument document;
    private IReadOnlyList<VariablePlan>? variables;
    private OperationCost? cost;

    public CompiledOperation(CompiledDocument document, OperationDefinitionNode node)
    {
        this.document = document;
        Node = node;
        RootType = node.Operation switch
        {
            OperationKind.Query => document.Schema.Query,
            OperationKind.Mutation => document.Schema.Mutation,
            _ => document.Schema.Subscription,
        };
    }

    public OperationDefinitionNode Node { get; }

    public ObjectType? RootType { get; }

    /// <summary>The operation's variables with their types.</summary>
    public IReadOnlyList<VariablePlan> Variables => variables ??= [.. Node.Variables.Select(v => new VariablePlan(v, TypeOf(v.Type)))];

    /// <summary>What the operation costs with these variables; its parts that depend on none are added up once.</summary>
    public long CostWith(VariableValues values, GraphQLOptions options) => (cost ??= OperationCost.Of(document, Node, RootType!, options)).With(values);

    /// <summary>The plan for these variables.</summary>
    /// <exception cref="CoercionFailure">A condition has no value.</exception>
    public OperationPlan PlanFor(VariableValues values)
    {
        var conditions = document.Conditions;
        ulong key = 0;
        for (var i = 0; i < conditions.Length && i < 64; i++)
        {
            key |= values[conditions[i]] is true ? 1UL << i : 0;
        }

        // A condition without a value is an error, and more conditions than bits are not worth remembering.
        if (conditions.Length > 64 || (conditions.Length > 0 && LacksCondition(conditions, values)))
        {
            return new OperationPlan(document, Node, RootType!, values);
        }

        // Of many operations in a document few are asked for.
        var known = variants ?? Interlocked.CompareExchange(ref variants, new ConcurrentDictionary<ulong, OperationPlan>(), null) ?? variants;
        if (known.TryGetValue(key, out var plan))
        {
            return plan;
        }

        plan = new OperationPlan(document, Node, RootType!, values.Only(conditions));
        return known.Count < MaxVariants ? known.GetOrAdd(key, plan) : plan;
    }

    private bool LacksCondition(string[] conditions, VariableValues values) =>
        conditions.Any(c => values[c] is not bool && Node.Variables.Any(v => v.Variable.Name.Value == c));

    private GraphQLType TypeOf(TypeNode node) => node switch
    {
        NonNullTypeNode nonNull => new NonNullType(TypeOf(nonNull.Type)),
        ListTypeNode list => new ListType(TypeOf(list.Type)),
        _ => document.Schema.Types.Find(((NamedTypeNode)node).Name.Value) ?? throw new InvalidOperationException($"The type \"{node}\" is not in the schema."),
    };
}
