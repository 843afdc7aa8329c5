using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition;

/// <summary>The rules a document of type definitions must keep before a schema can be made of it.</summary>
internal static class SdlValidation
{
    public static IReadOnlyList<GraphQLError> Check(DocumentNode document) => [];
}
