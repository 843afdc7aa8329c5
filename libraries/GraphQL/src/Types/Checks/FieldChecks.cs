namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>Objects and interfaces have fields of output types, with arguments of input types.</summary>
internal static class FieldChecks
{
    public static void Check(SchemaReport report, FieldsType type)
    {
        if (type.Fields.Count == 0)
        {
            report.Add($"Type {type.Name} must define one or more fields.", report.NodesOf(type));
        }

        foreach (var field in type.Fields)
        {
            Names.Check(report, field.Name, report.NodeOf(field));
            if (!field.Type.IsOutputType)
            {
                report.Add($"The type of {type.Name}.{field.Name} must be Output Type but got: {field.Type}.", report.TypeNodeOf(field));
            }

            foreach (var argument in field.Arguments)
            {
                var coordinate = $"{type.Name}.{field.Name}({argument.Name}:)";
                Names.Check(report, argument.Name, report.NodeOf(argument));
                InputValueChecks.CheckType(report, argument, coordinate);
                InputValueChecks.CheckDeprecation(report, argument, "argument", coordinate);
                DefaultValues.Check(report, argument, coordinate);
            }
        }
    }
}
