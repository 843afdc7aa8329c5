using OrleansLedger.GraphQL.Tests.Corpus;
using OrleansLedger.GraphQL.Tests.Reference;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>Every case of the corpus, put to an engine and to the reference. A class that derives from this one names the engine.</summary>
public abstract class DifferentialSuite(ReferenceFixture fixture) : IClassFixture<ReferenceFixture>
{
    protected abstract IEngine Engine { get; }

    public static IEnumerable<TheoryDataRow<string>> Syntax => Rows(CaseKind.Syntax);

    public static IEnumerable<TheoryDataRow<string>> SchemaDefinitions => Rows(CaseKind.SchemaDefinitions);

    public static IEnumerable<TheoryDataRow<string>> Validation => Rows(CaseKind.Validation);

    public static IEnumerable<TheoryDataRow<string>> Execution => Rows(CaseKind.Execution);

    [Theory]
    [MemberData(nameof(Syntax))]
    public Task A_document_parses_as_in_the_reference(string id) => CompareAsync(id);

    [Theory]
    [MemberData(nameof(SchemaDefinitions))]
    public Task A_schema_is_taken_or_refused_as_in_the_reference(string id) => CompareAsync(id);

    [Theory]
    [MemberData(nameof(Validation))]
    public Task A_document_has_the_validation_errors_of_the_reference(string id) => CompareAsync(id);

    [Theory]
    [MemberData(nameof(Execution))]
    public Task An_operation_has_the_result_of_the_reference(string id) => CompareAsync(id);

    private static IEnumerable<TheoryDataRow<string>> Rows(CaseKind kind) => CaseCorpus.All.Where(one => one.Kind == kind).Select(one => new TheoryDataRow<string>(one.Id));

    private async Task CompareAsync(string id)
    {
        var report = await new DifferentialRun(fixture.Reference, Engine).CompareAsync(CaseCorpus.Find(id), TestContext.Current.CancellationToken);
        if (KnownDifferences.ByCase.TryGetValue(id, out var reason))
        {
            Assert.False(report is null, $"{id} differs no longer: take it off the known differences and the README (\"{reason}\").");
            return;
        }

        Assert.True(report is null, report);
    }
}
