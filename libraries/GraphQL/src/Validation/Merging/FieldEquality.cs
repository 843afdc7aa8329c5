using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Merging;

/// <summary>When two fields are the same call, and when their values have the same shape.</summary>
internal static class FieldEquality
{
    private const int FewEnoughToCompare = 8;

    /// <summary>The field selected, null when it is unknown. Introspection fields count as unknown here, as they do for the reference: they fit whatever they meet.</summary>
    public static Field? DefinitionOf(FieldNode field, NamedType? parent) => (parent as FieldsType)?.Fields.Find(field.Name.Value);

    /// <summary>Whether two fields have the same arguments, in any order.</summary>
    public static bool SameArguments(FieldNode one, FieldNode other)
    {
        var a = one.Arguments;
        var b = other.Arguments;
        if (a.Count != b.Count)
        {
            return false;
        }

        var byName = a.Count > FewEnoughToCompare ? LastByName(b, x => x.Name.Value, x => x.Value) : null;
        for (var i = 0; i < a.Count; i++)
        {
            var value = byName is null ? ValueOf(b, a[i].Name.Value) : byName.GetValueOrDefault(a[i].Name.Value);
            if (value is null || !SameValue(a[i].Value, value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a client can read both types' values as one: the same lists and nullability around objects, or around the same leaf.</summary>
    public static bool SameShape(GraphQLType one, GraphQLType other) => (one, other) switch
    {
        (ListType a, ListType b) => SameShape(a.OfType, b.OfType),
        (ListType, _) or (_, ListType) => one is NonNullType a && other is NonNullType b && SameShape(a.OfType, b.OfType),
        (NonNullType a, NonNullType b) => SameShape(a.OfType, b.OfType),
        (NonNullType, _) or (_, NonNullType) => false,
        (LeafType, _) or (_, LeafType) => ReferenceEquals(one, other),
        _ => true,
    };

    private static bool SameValue(ValueNode one, ValueNode other) => (one, other) switch
    {
        (VariableNode a, VariableNode b) => a.Name.Value == b.Name.Value,
        (IntValueNode a, IntValueNode b) => a.Value == b.Value,
        (FloatValueNode a, FloatValueNode b) => a.Value == b.Value,
        (StringValueNode a, StringValueNode b) => a.Block == b.Block && a.Value == b.Value,
        (BooleanValueNode a, BooleanValueNode b) => a.Value == b.Value,
        (EnumValueNode a, EnumValueNode b) => a.Value == b.Value,
        (NullValueNode, NullValueNode) => true,
        (ListValueNode a, ListValueNode b) => SameItems(a.Values, b.Values),
        (ObjectValueNode a, ObjectValueNode b) => SameMembers(a.Fields, b.Fields),
        _ => false,
    };

    private static bool SameItems(IReadOnlyList<ValueNode> a, IReadOnlyList<ValueNode> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < a.Count; i++)
        {
            if (!SameValue(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameMembers(IReadOnlyList<ObjectFieldNode> a, IReadOnlyList<ObjectFieldNode> b) =>
        a.Count == b.Count &&
        a.OrderBy(f => f.Name.Value, StringComparer.Ordinal).Zip(b.OrderBy(f => f.Name.Value, StringComparer.Ordinal))
            .All(pair => pair.First.Name.Value == pair.Second.Name.Value && SameValue(pair.First.Value, pair.Second.Value));

    private static ValueNode? ValueOf(IReadOnlyList<ArgumentNode> arguments, string name)
    {
        for (var i = arguments.Count - 1; i >= 0; i--)
        {
            if (arguments[i].Name.Value == name)
            {
                return arguments[i].Value;
            }
        }

        return null;
    }

    private static Dictionary<string, ValueNode> LastByName<TNode>(IReadOnlyList<TNode> nodes, Func<TNode, string> nameOf, Func<TNode, ValueNode> valueOf)
    {
        var byName = new Dictionary<string, ValueNode>(nodes.Count, StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            byName[nameOf(node)] = valueOf(node);
        }

        return byName;
    }
}
