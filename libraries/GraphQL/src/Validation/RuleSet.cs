using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Validation.Rules;

namespace OrleansLedger.GraphQL.Validation;

/// <summary>Every rule, for one document after the other. Where several rules have something to say of a node, it is said in this order: the reference's.</summary>
internal sealed class RuleSet
{
    private readonly ValidationContext context;
    private readonly DocumentWalker walker;

    public RuleSet(Schema schema, GraphQLOptions options)
    {
        context = new ValidationContext(schema, options);
        walker = new DocumentWalker(context,
        [
            new ExecutableDefinitions(context),
            new KnownOperationTypes(context),
            new UniqueOperationNames(context),
            new LoneAnonymousOperation(context),
            new SingleFieldSubscriptions(context),
            new KnownTypeNames(context),
            new FragmentsOnCompositeTypes(context),
            new VariablesAreInputTypes(context),
            new ScalarLeafs(context),
            new FieldsOnCorrectType(context),
            new UniqueFragmentNames(context),
            new KnownFragmentNames(context),
            new NoUnusedFragments(context),
            new PossibleFragmentSpreads(context),
            new NoFragmentCycles(context),
            new UniqueVariableNames(context),
            new NoUndefinedVariables(context),
            new NoUnusedVariables(context),
            new KnownDirectives(context),
            new UniqueDirectivesPerLocation(context),
            new KnownArgumentNames(context),
            new UniqueArgumentNames(context),
            new ValuesOfCorrectType(context),
            new ProvidedRequiredArguments(context),
            new VariablesInAllowedPosition(context),
            new OverlappingFieldsCanBeMerged(context),
            new UniqueInputFieldNames(context),
            new MaxIntrospectionDepth(context),
        ]);
    }

    public IReadOnlyList<GraphQLError> Validate(DocumentOutline outline)
    {
        context.Begin(outline);
        walker.Walk(outline.Document);
        return context.Errors.Count == 0 ? [] : [.. context.Errors];
    }
}
