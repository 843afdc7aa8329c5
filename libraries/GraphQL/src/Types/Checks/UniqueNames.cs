namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>No name twice where one thing is found by it. A schema's text is checked for this before; schemas made from code are checked here.</summary>
internal static class UniqueNames
{
    public static void Check(SchemaReport report)
    {
        var schema = report.Schema;
        Each(schema.Types, name => report.Add($"There can be only one type named \"{name}\"."));
        Each(schema.Directives, name => report.Add($"There can be only one directive named \"@{name}\"."));
        foreach (var directive in schema.Directives)
        {
            Each(directive.Arguments, name => report.Add($"Argument \"@{directive.Name}({name}:)\" can only be defined once."));
        }

        foreach (var type in schema.Types)
        {
            Check(report, type);
        }
    }

    private static void Check(SchemaReport report, NamedType type)
    {
        switch (type)
        {
            case FieldsType fields:
                Each(fields.Fields, name => report.Add($"Field \"{type.Name}.{name}\" can only be defined once."));
                foreach (var field in fields.Fields)
                {
                    Each(field.Arguments, name => report.Add($"Argument \"{type.Name}.{field.Name}({name}:)\" can only be defined once."));
                }

                break;
            case InputObjectType input:
                Each(input.Fields, name => report.Add($"Field \"{type.Name}.{name}\" can only be defined once."));
                break;
            case EnumType enumeration:
                Each(enumeration.Values, name => report.Add($"Enum value \"{type.Name}.{name}\" can only be defined once."));
                break;
        }
    }

    private static void Each(IEnumerable<INamed> items, Action<string> report)
    {
        foreach (var group in items.GroupBy(i => i.Name, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
        {
            report(group.Key);
        }
    }
}
