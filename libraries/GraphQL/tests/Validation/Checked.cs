using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Tests.Corpus;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Validation;

namespace OrleansLedger.GraphQL.Tests.Validation;

/// <summary>Documents put to the validator, as the server does it: parsed within the options' limits first.</summary>
internal static class Checked
{
    private static readonly Schema Library = Schema.Parse(CaseCorpus.Schema("library"));

    public static IReadOnlyList<GraphQLError> Validate(string document, GraphQLOptions? options = null, Schema? schema = null)
    {
        options ??= new GraphQLOptions();
        try
        {
            return new DocumentValidator(schema ?? Library, options).Validate(Parser.Parse(document, options.Parser));
        }
        catch (GraphQLSyntaxException e)
        {
            return [e.ToError()];
        }
    }

    /// <summary>No limit but those a test is about.</summary>
    public static GraphQLOptions Unlimited() => new()
    {
        Parser = ParserOptions.Trusted,
        MaxDepth = int.MaxValue,
        MaxAliases = int.MaxValue,
        MaxDirectives = int.MaxValue,
        MaxRootFields = int.MaxValue,
        MaxCost = int.MaxValue,
    };
}
