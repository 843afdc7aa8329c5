using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition;

/// <summary>What the rules know of a document, and where they report to.</summary>
internal sealed class SdlContext
{
    private readonly DocumentNode document;
    private readonly List<GraphQLError> errors = [];

    public SdlContext(DocumentNode document)
    {
        this.document = document;
        foreach (var directive in StandardDirectives.All)
        {
            Directives[directive.Name] = new KnownDirective(directive.IsRepeatable, directive.Locations, [.. directive.Arguments.Select(a => new KnownArgument(a.Name, a.Type.ToString()!, a.IsRequired))]);
        }

        foreach (var definition in document.Definitions)
        {
            switch (definition)
            {
                case TypeDefinitionNode { IsExtension: false } type:
                    Types[type.Name.Value] = type;
                    break;
                case DirectiveDefinitionNode directive:
                    Directives[directive.Name.Value] = new KnownDirective(
                        directive.Repeatable,
                        [.. directive.Locations.Select(l => l.Value)],
                        [.. directive.Arguments.Select(a => new KnownArgument(a.Name.Value, a.Type.ToString()!, a.Type is NonNullTypeNode && a.DefaultValue is null))]);
                    break;
            }
        }
    }

    /// <summary>The types defined in the document, without extensions.</summary>
    public Dictionary<string, TypeDefinitionNode> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>The standard directives and those of the document, which take the place of a standard one of the same name.</summary>
    public Dictionary<string, KnownDirective> Directives { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<GraphQLError> Errors => errors;

    public void Report(string message, params IEnumerable<SyntaxNode> nodes) =>
        errors.Add(new GraphQLError(message) { Locations = [.. nodes.Select(document.LocationOf)] });
}

/// <summary>A directive that may be applied in the document.</summary>
internal sealed record KnownDirective(bool IsRepeatable, IReadOnlyList<string> Locations, IReadOnlyList<KnownArgument> Arguments);

/// <summary>An argument of such a directive; the type as documents write it.</summary>
internal sealed record KnownArgument(string Name, string Type, bool IsRequired);
