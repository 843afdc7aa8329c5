using System.Globalization;
using OrleansLedger.GraphQL.Tests.Differential;
using OrleansLedger.GraphQL.Tests.Reference;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>
/// Random documents and schemas, put to an engine and to the reference. A class that derives from this one names the engine. <c>GRAPHQL_FUZZ_COUNT</c> says how many
/// (600), <c>GRAPHQL_FUZZ_SEED</c> the first seed (1): a failure prints the seed that repeats it alone with a count of 1.
/// </summary>
public abstract class FuzzSuite(ReferenceFixture fixture) : IClassFixture<ReferenceFixture>
{
    private const int MostReports = 5;

    protected abstract IEngine Engine { get; }

    [Fact]
    public async Task Random_documents_and_schemas_are_answered_as_by_the_reference()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (first, count) = (Setting("GRAPHQL_FUZZ_SEED", 1), Setting("GRAPHQL_FUZZ_COUNT", 600));
        TestContext.Current.TestOutputHelper?.WriteLine($"seeds {first} to {first + count - 1}");
        var cases = new FuzzCases(fixture.Reference);
        var run = new DifferentialRun(fixture.Reference, Engine);
        var reports = new List<string>();
        for (var seed = first; seed < first + count && reports.Count < MostReports; seed++)
        {
            var one = await cases.MakeAsync(seed, cancellation);
            if (!KnownDifferences.HasLaterSyntax(one.Document) && await run.CompareAsync(one, cancellation) is { } report) reports.Add($"GRAPHQL_FUZZ_SEED={seed} GRAPHQL_FUZZ_COUNT=1{report}");
        }

        Assert.True(reports.Count == 0, string.Join(Environment.NewLine, reports));
    }

    private static long Setting(string name, long otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
