using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>Default values of input fields do not ask for one another in a circle.</summary>
internal sealed class DefaultValueCycles(SchemaReport report)
{
    private readonly HashSet<InputValue> visited = [];
    private readonly List<(string Coordinate, InputValue Field)> path = [];

    /// <summary>Looks for circles that begin in this type and were not found from another.</summary>
    public void Check(InputObjectType type) => Follow(type, given: null);

    /// <summary>Follows the defaults that apply when a value is given, or an empty object.</summary>
    private void Follow(InputObjectType type, ValueNode? given)
    {
        switch (given)
        {
            case ListValueNode list:
                foreach (var item in list.Values)
                {
                    Follow(type, item);
                }

                break;
            case null or ObjectValueNode:
                foreach (var field in type.Fields)
                {
                    Follow(type, field, (given as ObjectValueNode)?.Fields.FirstOrDefault(f => f.Name.Value == field.Name)?.Value);
                }

                break;
        }
    }

    private void Follow(InputObjectType type, InputValue field, ValueNode? given)
    {
        if (field.Type.Named is not InputObjectType fieldType)
        {
            return;
        }

        if (given is not null)
        {
            Follow(fieldType, given);
            return;
        }

        var start = path.FindIndex(step => step.Field == field);
        if (start >= 0)
        {
            Report(path[start..]);
        }
        else if (field.DefaultValue is { } value && visited.Add(field))
        {
            path.Add(($"{type}.{field.Name}", field));
            Follow(fieldType, value);
            path.RemoveAt(path.Count - 1);
        }
    }

    private void Report(List<(string Coordinate, InputValue Field)> cycle)
    {
        var via = cycle.Count == 1 ? "" : $" via the default values of: {string.Join(", ", cycle.Skip(1).Select(s => s.Coordinate))}";
        report.Add($"Invalid circular reference. The default value of Input Object field {cycle[0].Coordinate} references itself{via}.", cycle.Select(s => s.Field.DefaultValue));
    }
}
