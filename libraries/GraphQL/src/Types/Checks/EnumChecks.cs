namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>Enums have values, and those have names of their own.</summary>
internal static class EnumChecks
{
    public static void Check(SchemaReport report, EnumType type)
    {
        if (type.Values.Count == 0)
        {
            report.Add($"Enum type {type} must define one or more values.", report.NodesOf(type));
        }

        foreach (var value in type.Values)
        {
            if (value.Name is "true" or "false" or "null")
            {
                report.Add($"Enum values cannot be named: {value.Name}", report.NodeOf(value));
            }
            else
            {
                Names.Check(report, value.Name, report.NodeOf(value));
            }
        }
    }
}
