using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types.Definition;

namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>Input objects have fields of input types; where exactly one is to be given, none can be required or have a default.</summary>
internal static class InputObjectChecks
{
    public static void Check(SchemaReport report, InputObjectType type)
    {
        if (type.Fields.Count == 0)
        {
            report.Add($"Input Object type {type} must define one or more fields.", report.NodesOf(type));
        }

        foreach (var extension in report.NodesOf(type).Cast<InputObjectTypeDefinitionNode>().Where(n => n.IsExtension && AppliedDirectives.IsOneOf(n.Directives)))
        {
            report.Add($"Directive @oneOf must not be provided by an extension of Input Object type {type}.", extension);
        }

        foreach (var field in type.Fields)
        {
            var coordinate = $"{type}.{field.Name}";
            Names.Check(report, field.Name, report.NodeOf(field));
            InputValueChecks.CheckType(report, field, coordinate);
            InputValueChecks.CheckDeprecation(report, field, "input field", coordinate);
            DefaultValues.Check(report, field, coordinate);
            if (type.IsOneOf && field.Type.IsNonNull)
            {
                report.Add($"OneOf input field {coordinate} must be nullable.", report.TypeNodeOf(field));
            }

            if (type.IsOneOf && field.DefaultValue is not null)
            {
                report.Add($"OneOf input field {coordinate} cannot have a default value.", report.NodeOf(field));
            }
        }
    }
}
