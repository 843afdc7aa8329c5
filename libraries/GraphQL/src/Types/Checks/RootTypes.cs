using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>There is a query type; root types are objects, each for one kind of operation.</summary>
internal static class RootTypes
{
    public static void Check(SchemaReport report)
    {
        var roots = new List<(OperationKind Kind, NamedType Type)>();
        foreach (var kind in Enum.GetValues<OperationKind>())
        {
            switch (RootOf(report, kind))
            {
                case ObjectType type:
                    roots.Add((kind, type));
                    break;
                case { } type:
                    var when = kind == OperationKind.Query ? "must be Object type" : "must be Object type if provided";
                    report.Add($"{kind} root type {when}, it cannot be {type}.", NodesOf(report, kind, type));
                    roots.Add((kind, type));
                    break;
                case null when kind == OperationKind.Query:
                    report.Add("Query root type must be provided.", report.Source?.SchemaNodes.OfType<SchemaDefinitionNode>() ?? []);
                    break;
            }
        }

        foreach (var shared in roots.GroupBy(r => r.Type).Where(g => g.Skip(1).Any()))
        {
            var uses = Suggestions.Conjunction([.. shared.Select(r => r.Kind.ToString().ToLowerInvariant())]);
            report.Add($"All root types must be different, \"{shared.Key}\" type is used as {uses} root types.", shared.SelectMany(r => NodesOf(report, r.Kind, r.Type)));
        }
    }

    private static NamedType? RootOf(SchemaReport report, OperationKind kind) => report.Source is { } source
        ? source.Roots.GetValueOrDefault(kind)
        : kind switch
        {
            OperationKind.Query => report.Schema.Query,
            OperationKind.Mutation => report.Schema.Mutation,
            _ => report.Schema.Subscription,
        };

    /// <summary>Where the schema names the type for the operation, or the type itself where its name alone makes it a root.</summary>
    private static IEnumerable<SyntaxNode?> NodesOf(SchemaReport report, OperationKind kind, NamedType type)
    {
        var named = (report.Source?.SchemaNodes ?? [])
            .SelectMany(n => n is SchemaDefinitionNode definition ? definition.OperationTypes : ((SchemaExtensionNode)n).OperationTypes)
            .FirstOrDefault(o => o.Operation == kind);
        return [named?.Type ?? report.NodeOf(type)];
    }
}
