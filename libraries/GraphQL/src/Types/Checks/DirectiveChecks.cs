namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>Directives have places they may stand at and arguments that can be given.</summary>
internal static class DirectiveChecks
{
    public static void Check(SchemaReport report, DirectiveType directive)
    {
        Names.Check(report, directive.Name, report.NodeOf(directive));
        if (directive.Locations.Count == 0)
        {
            report.Add($"Directive @{directive.Name} must include 1 or more locations.", report.NodeOf(directive));
        }

        foreach (var argument in directive.Arguments)
        {
            var coordinate = $"@{directive.Name}({argument.Name}:)";
            Names.Check(report, argument.Name, report.NodeOf(argument));
            if (!argument.Type.IsInputType)
            {
                report.Add($"The type of {coordinate} must be Input Type but got: {argument.Type}.", report.NodeOf(argument));
            }

            InputValueChecks.CheckDeprecation(report, argument, "argument", coordinate);
            DefaultValues.Check(report, argument, coordinate);
        }
    }
}
