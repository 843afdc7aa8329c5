using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types.Definition;

namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>What the checks have found, with places in the schema's text where there is one.</summary>
internal sealed class SchemaReport(Schema schema)
{
    private readonly List<GraphQLError> errors = [];

    public Schema Schema { get; } = schema;

    public SchemaSource? Source { get; } = schema.Source;

    public IReadOnlyList<GraphQLError> Errors => errors;

    public void Add(string message, params IEnumerable<SyntaxNode?> nodes) =>
        errors.Add(new GraphQLError(message) { Locations = Source is null ? [] : [.. nodes.OfType<SyntaxNode>().Select(Source.Document.LocationOf)] });

    /// <summary>The definition and extensions of an element.</summary>
    public IReadOnlyList<SyntaxNode> NodesOf(object element) => Source?.NodesOf(element) ?? [];

    /// <summary>The definition of an element.</summary>
    public SyntaxNode? NodeOf(object element) => NodesOf(element) is [var node, ..] ? node : null;

    /// <summary>The reference to a field's type.</summary>
    public TypeNode? TypeNodeOf(Field field) => (NodeOf(field) as FieldDefinitionNode)?.Type;

    /// <summary>The reference to an argument's or input field's type.</summary>
    public TypeNode? TypeNodeOf(InputValue input) => (NodeOf(input) as InputValueDefinitionNode)?.Type;

    /// <summary>The <c>@deprecated</c> on an element.</summary>
    public DirectiveNode? DeprecationOf(object element)
    {
        var directives = NodeOf(element) switch
        {
            FieldDefinitionNode field => field.Directives,
            InputValueDefinitionNode input => input.Directives,
            _ => [],
        };
        return directives.FirstOrDefault(d => d.Name.Value == StandardDirectives.Deprecated.Name);
    }
}
