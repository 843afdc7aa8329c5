using OrleansLedger.GraphQL.Types.Checks;

namespace OrleansLedger.GraphQL.Types;

/// <summary>The rules of the type system, all of them: a schema that passes can be served.</summary>
internal static class SchemaCheck
{
    /// <summary>Everything that is wrong with a schema; empty for a valid one.</summary>
    public static IReadOnlyList<GraphQLError> Check(Schema schema)
    {
        var report = new SchemaReport(schema);
        UniqueNames.Check(report);
        RootTypes.Check(report);
        foreach (var directive in schema.Directives.Where(d => !StandardDirectives.All.Contains(d)))
        {
            DirectiveChecks.Check(report, directive);
        }

        var defaultCycles = new DefaultValueCycles(report);
        foreach (var type in schema.Types.Where(t => !schema.Introspection.All.Contains(t)))
        {
            Names.Check(report, type.Name, report.NodesOf(type).Take(1));
            switch (type)
            {
                case FieldsType fields:
                    FieldChecks.Check(report, fields);
                    InterfaceChecks.Check(report, fields);
                    break;
                case UnionType union:
                    UnionChecks.Check(report, union);
                    break;
                case EnumType enumeration:
                    EnumChecks.Check(report, enumeration);
                    break;
                case InputObjectType input:
                    InputObjectChecks.Check(report, input);
                    defaultCycles.Check(input);
                    break;
            }
        }

        InfiniteInputObjects.Check(report);
        DirectiveCycles.Check(report);
        return report.Errors;
    }
}
