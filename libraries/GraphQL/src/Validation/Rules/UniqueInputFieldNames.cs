using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>An input object's field is given once.</summary>
internal sealed class UniqueInputFieldNames(ValidationContext context) : ValidationRule(context), IEnter<ValueNode>
{
    private const int FewEnoughToCompare = 8;

    public void Enter(ValueNode node)
    {
        switch (node)
        {
            case ListValueNode list:
                for (var i = 0; i < list.Values.Count; i++)
                {
                    Enter(list.Values[i]);
                }

                break;
            case ObjectValueNode members:
                Check(members.Fields);
                break;
        }
    }

    private static NameNode? FirstOf(string name, IReadOnlyList<ObjectFieldNode> fields, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (fields[i].Name.Value == name)
            {
                return fields[i].Name;
            }
        }

        return null;
    }

    private void Check(IReadOnlyList<ObjectFieldNode> fields)
    {
        var known = fields.Count > FewEnoughToCompare ? new Dictionary<string, NameNode>(StringComparer.Ordinal) : null;
        for (var i = 0; i < fields.Count; i++)
        {
            var name = fields[i].Name;
            var first = known is null ? FirstOf(name.Value, fields, i) : known.TryAdd(name.Value, name) ? null : known[name.Value];
            if (first is not null)
            {
                Context.Report($"There can be only one input field named \"{name}\".", first, name);
            }

            Enter(fields[i].Value);
        }
    }
}
