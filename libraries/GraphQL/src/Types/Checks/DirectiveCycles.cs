using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>A directive's definition does not apply the directive to itself, neither at its arguments nor inside the types of its arguments. Seen in a schema's text only: the model keeps no applied directives.</summary>
internal static class DirectiveCycles
{
    public static void Check(SchemaReport report)
    {
        foreach (var directive in report.Schema.Directives)
        {
            if (report.NodeOf(directive) is DirectiveDefinitionNode definition && Mentions(report, directive).Contains(directive.Name))
            {
                report.Add($"Directive @{directive.Name} cannot reference itself in its own definition.", definition);
            }
        }
    }

    /// <summary>The directives that a definition applies, by way of other definitions too.</summary>
    private static HashSet<string> Mentions(SchemaReport report, DirectiveType directive)
    {
        var directives = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<NamedType>();
        var waiting = new Queue<InputValue>(directive.Arguments);
        while (waiting.TryDequeue(out var input))
        {
            if (report.NodeOf(input) is InputValueDefinitionNode node)
            {
                Apply(node.Directives);
            }

            if (seen.Add(input.Type.Named))
            {
                EnterType(input.Type.Named);
            }
        }

        return directives;

        void EnterType(NamedType type)
        {
            foreach (var node in report.NodesOf(type).OfType<TypeDefinitionNode>())
            {
                Apply(node.Directives);
                foreach (var value in (node as EnumTypeDefinitionNode)?.Values ?? [])
                {
                    Apply(value.Directives);
                }
            }

            foreach (var field in (type as InputObjectType)?.Fields ?? NamedList<InputValue>.Empty)
            {
                waiting.Enqueue(field);
            }
        }

        void Apply(IReadOnlyList<DirectiveNode> applied)
        {
            foreach (var name in applied.Select(d => d.Name.Value).Where(directives.Add))
            {
                foreach (var argument in report.Schema.Directives.Find(name)?.Arguments ?? NamedList<InputValue>.Empty)
                {
                    waiting.Enqueue(argument);
                }
            }
        }
    }
}
