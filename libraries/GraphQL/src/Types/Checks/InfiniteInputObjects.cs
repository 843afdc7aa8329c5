namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>Every input object can be written down: it does not require itself, directly or through others.</summary>
internal static class InfiniteInputObjects
{
    public static void Check(SchemaReport report)
    {
        var infinite = InfiniteTypes(report.Schema);
        var visited = new HashSet<InputObjectType>();
        var path = new List<(InputObjectType Type, InputValue Field)>();
        foreach (var type in report.Schema.Types.OfType<InputObjectType>().Where(infinite.Contains))
        {
            Visit(type);
        }

        void Visit(InputObjectType type)
        {
            if (!visited.Add(type))
            {
                return;
            }

            foreach (var field in type.Fields)
            {
                if (RequiredBy(type, field) is not { } required || !infinite.Contains(required))
                {
                    continue;
                }

                path.Add((type, field));
                var start = path.FindIndex(step => step.Type == required);
                if (start < 0)
                {
                    Visit(required);
                }
                else
                {
                    var cycle = path[start..];
                    report.Add(
                        $"Input Object {required} cannot be provided a finite value because it references itself through fields: {string.Join(", ", cycle.Select(s => $"{s.Type}.{s.Field.Name}"))}.",
                        cycle.Select(s => report.NodeOf(s.Field)));
                }

                path.RemoveAt(path.Count - 1);
            }
        }
    }

    /// <summary>The types left when those that can be written down are taken away until nothing changes.</summary>
    private static HashSet<InputObjectType> InfiniteTypes(Schema schema)
    {
        var left = schema.Types.OfType<InputObjectType>().ToHashSet();
        while (left.RemoveWhere(IsFinite) > 0)
        {
        }

        return left;

        bool IsFinite(InputObjectType type) => type.IsOneOf
            ? type.Fields.Count == 0 || type.Fields.Any(f => !IsInfinite(type, f))
            : !type.Fields.Any(f => IsInfinite(type, f));

        bool IsInfinite(InputObjectType type, InputValue field) => RequiredBy(type, field) is { } required && left.Contains(required);
    }

    /// <summary>The input object that has to be given when this field is: a list can be empty, and what is nullable null, except where one of the fields must be given. (Such a field being non-null is an error of its own.)</summary>
    private static InputObjectType? RequiredBy(InputObjectType type, InputValue field) =>
        (type.IsOneOf ? field.Type : (field.Type as NonNullType)?.OfType) as InputObjectType;
}
