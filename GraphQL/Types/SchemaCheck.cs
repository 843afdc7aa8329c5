namespace OrleansLedger.GraphQL.Types;

/// <summary>The rules of the type system.</summary>
internal static class SchemaCheck
{
    /// <summary>Everything that is wrong with a schema.</summary>
    public static IReadOnlyList<GraphQLError> Check(Schema schema) => [];
}
