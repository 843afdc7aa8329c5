using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation;

/// <summary>Checks documents against a schema: every rule of the specification, and the limits of <see cref="GraphQLOptions"/>. For many threads at once.</summary>
internal sealed class DocumentValidator(Schema schema, GraphQLOptions options)
{
    // What a hostile document made big is left to the garbage collector.
    private const int LargestKept = 16_384;

    private RuleSet? spare;

    /// <summary>The errors of a document, in the order of the reference; none when it may be executed.</summary>
    public IReadOnlyList<GraphQLError> Validate(DocumentNode document)
    {
        try
        {
            var outline = new DocumentOutline(document);
            var beyond = OperationLimits.Check(outline, options);
            return beyond.Count > 0 ? beyond : Validate(outline);
        }
        catch (InsufficientExecutionStackException)
        {
            return [new GraphQLError("The document is nested too deep to be checked: ask for what is below in a further request.") { Code = ErrorCodes.TooComplex }];
        }
    }

    private IReadOnlyList<GraphQLError> Validate(DocumentOutline outline)
    {
        var rules = Interlocked.Exchange(ref spare, null) ?? new RuleSet(schema, options);
        var errors = rules.Validate(outline);
        if (outline.Document.Source.Length <= LargestKept)
        {
            spare = rules;
        }

        return errors;
    }
}
