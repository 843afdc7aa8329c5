namespace OrleansLedger.GraphQL.Types;

/// <summary>A schema that breaks rules of the specification. The message lists them all, one a line.</summary>
public sealed class SchemaException(IReadOnlyList<GraphQLError> errors) : Exception(Listed(errors))
{
    /// <summary>Everything that is wrong with the schema. Locations are those of the schema's text, empty for schemas made from code.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; } = errors;

    /// <summary>Throws when there are errors.</summary>
    internal static void ThrowIfAny(IReadOnlyList<GraphQLError> errors)
    {
        if (errors.Count > 0)
        {
            throw new SchemaException(errors);
        }
    }

    private static string Listed(IReadOnlyList<GraphQLError> errors) =>
        string.Join('\n', errors.Select(e => e.Message + string.Concat(e.Locations.Select(l => $" ({l.Line}:{l.Column})"))).Prepend($"The GraphQL schema has {errors.Count} error{(errors.Count == 1 ? "" : "s")}:"));
}
