using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>Unions consist of objects, each named once.</summary>
internal static class UnionChecks
{
    public static void Check(SchemaReport report, UnionType union)
    {
        IReadOnlyList<NamedType> members = report.Source?.Members.TryGetValue(union, out var named) is true ? named : union.Types;
        if (members.Count == 0)
        {
            report.Add($"Union type {union} must define one or more member types.", report.NodesOf(union));
        }

        var seen = new HashSet<NamedType>();
        foreach (var member in members)
        {
            if (!seen.Add(member))
            {
                report.Add($"Union type {union} can only include type {member} once.", NodesNaming(report, union, member));
            }
            else if (member is not ObjectType)
            {
                report.Add($"Union type {union} can only include Object types, it cannot include {member}.", NodesNaming(report, union, member));
            }
        }
    }

    private static IEnumerable<SyntaxNode> NodesNaming(SchemaReport report, UnionType union, NamedType member) =>
        report.NodesOf(union).Cast<UnionTypeDefinitionNode>().SelectMany(n => n.Types).Where(t => t.Name.Value == member.Name);
}
