using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types.Definition.Rules;

namespace OrleansLedger.GraphQL.Types.Definition;

/// <summary>The rules a document of type definitions must keep before a schema can be made of it. Operations and fragments in it are passed over.</summary>
internal static class SdlValidation
{
    /// <summary>Everything that is wrong with a document, in the order of its text.</summary>
    public static IReadOnlyList<GraphQLError> Check(DocumentNode document)
    {
        var context = new SdlContext(document);
        SdlRule[] rules =
        [
            new LoneSchemaDefinition(context),
            new UniqueOperationTypes(context),
            new UniqueTypeNames(context),
            new UniqueEnumValueNames(context),
            new UniqueFieldDefinitionNames(context),
            new UniqueArgumentDefinitionNames(context),
            new UniqueDirectiveNames(context),
            new KnownTypeNames(context),
            new KnownDirectives(context),
            new UniqueDirectivesPerLocation(context),
            new PossibleTypeExtensions(context),
            new KnownDirectiveArguments(context),
            new UniqueArgumentNames(context),
            new UniqueInputFieldNames(context),
            new ProvidedDirectiveArguments(context),
        ];
        new SdlWalker(rules).Walk(document);
        if (context.Errors.Count == 0)
        {
            new SdlWalker([new StandardDirectiveValues(context)]).Walk(document);
        }

        return context.Errors;
    }
}
