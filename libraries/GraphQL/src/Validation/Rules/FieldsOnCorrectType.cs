using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>A field is one of the type it is selected on.</summary>
internal sealed class FieldsOnCorrectType(ValidationContext context) : ValidationRule(context), IEnter<FieldNode>
{
    public void Enter(FieldNode node)
    {
        if (Context.ParentType is { } parent && Context.Field is null)
        {
            Context.Report($"Cannot query field \"{node.Name}\" on type \"{parent}\".{Suggest(parent, node.Name.Value)}", node);
        }
    }

    private string Suggest(NamedType parent, string field)
    {
        if (!Context.Suggests)
        {
            return "";
        }

        var types = TypesWith(field, parent);
        return types.Count > 0
            ? Suggestions.DidYouMean("to use an inline fragment on", [.. types.Select(t => t.Name)], quote: true)
            : Context.Suggest(field, (parent as FieldsType)?.Fields.Select(f => f.Name) ?? []);
    }

    /// <summary>The types below an abstract one that have the field: the more of its objects a type stands for the sooner it is named.</summary>
    private List<NamedType> TypesWith(string field, NamedType parent)
    {
        var found = new List<NamedType>();
        if (parent is ObjectType)
        {
            return found;
        }

        var objects = new Dictionary<NamedType, int>();
        var possible = parent is UnionType union ? union.Types : Context.Schema.Types.OfType<ObjectType>().Where(t => Context.Schema.IsPossible(parent, t));
        foreach (var type in possible.Where(t => t.Fields.Find(field) is not null))
        {
            Count(type);
            foreach (var contract in type.Interfaces.Where(i => i.Fields.Find(field) is not null))
            {
                Count(contract);
            }
        }

        Sort(found, objects);
        return found;

        void Count(NamedType type)
        {
            if (!objects.TryGetValue(type, out var count))
            {
                found.Add(type);
            }

            objects[type] = count + 1;
        }
    }

    // The order is no total one (a name can stand between an interface and its object), so the way of sorting shows: a first run, then insertion by bisection.
    private void Sort(List<NamedType> types, Dictionary<NamedType, int> objects)
    {
        var run = Math.Min(types.Count, 2);
        if (run == 2)
        {
            var isDescending = Compare(types[1], types[0]) < 0;
            while (run < types.Count && Compare(types[run], types[run - 1]) < 0 == isDescending)
            {
                run++;
            }

            if (isDescending)
            {
                types.Reverse(0, run);
            }
        }

        for (var i = run; i < types.Count; i++)
        {
            var type = types[i];
            var (left, right) = (0, i);
            while (left < right)
            {
                var middle = (left + right) / 2;
                (left, right) = Compare(type, types[middle]) < 0 ? (left, middle) : (middle + 1, right);
            }

            types.RemoveAt(i);
            types.Insert(left, type);
        }

        int Compare(NamedType a, NamedType b) =>
            objects[a] != objects[b] ? objects[b] - objects[a]
            : a is InterfaceType && Context.Schema.IsSubtype(b, a) ? -1
            : b is InterfaceType && Context.Schema.IsSubtype(a, b) ? 1
            : NaturalOrder.Instance.Compare(a.Name, b.Name);
    }
}
