using OrleansLedger.GraphQL.Tests.Corpus;
using OrleansLedger.GraphQL.Tests.Differential;
using OrleansLedger.GraphQL.Tests.Reference;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>The fuzzer makes what it is for: the same from the same seed, and enough that gets through to each stage.</summary>
public sealed class FuzzerTests(ReferenceFixture fixture) : IClassFixture<ReferenceFixture>
{
    private const int Seeds = 400;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_seed_makes_the_same_case_again()
    {
        var (once, again) = (new FuzzCases(fixture.Reference), new FuzzCases(fixture.Reference));
        for (var seed = 1; seed <= 60; seed++) Text(await again.MakeAsync(seed, Cancellation)).ShouldBe(Text(await once.MakeAsync(seed, Cancellation)));
    }

    [Fact]
    public async Task Of_the_documents_for_execution_most_are_valid_and_many_have_errors_with_paths()
    {
        var (executed, withErrors, later) = (0, 0, 0);
        var made = await MadeAsync(CaseKind.Execution);
        foreach (var one in made)
        {
            await fixture.Reference.SetSchemaAsync(one.Schema!, Cancellation);
            var answer = (await fixture.Reference.ExecuteAsync(new ExecuteRequest(one.Document, one.Variables, one.OperationName, one.Root), Cancellation)).ToJsonString();
            if (answer.Contains("\"data\":", StringComparison.Ordinal)) executed++;
            if (answer.Contains("\"path\":", StringComparison.Ordinal)) withErrors++;
            if (answer.Contains("\"possibleErrors\":", StringComparison.Ordinal)) later++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{made.Count} documents: {executed} executed, {withErrors} with errors of fields, {later} with values that came later");
        executed.ShouldBeGreaterThan(made.Count * 60 / 100);
        withErrors.ShouldBeGreaterThan(made.Count * 15 / 100);
        later.ShouldBeGreaterThan(made.Count * 10 / 100);
    }

    [Fact]
    public async Task Of_the_documents_for_validation_some_are_valid_and_the_others_break_many_rules()
    {
        var rules = new HashSet<string>(StringComparer.Ordinal);
        var (valid, made) = (0, await MadeAsync(CaseKind.Validation));
        foreach (var one in made)
        {
            await fixture.Reference.SetSchemaAsync(one.Schema!, Cancellation);
            var errors = (await fixture.Reference.ValidateAsync(one.Document, Cancellation))["errors"];
            errors.ShouldNotBeNull($"seed {one.Name} does not parse: {one.Document}");
            if (errors.AsArray().Count == 0) valid++;
            rules.UnionWith(errors.AsArray().Select(error => Shape((string)error!["message"]!)));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{made.Count} documents: {valid} valid, {rules.Count} kinds of messages");
        valid.ShouldBeInRange(made.Count * 3 / 100, made.Count * 70 / 100);
        rules.Count.ShouldBeGreaterThan(25);
    }

    [Theory]
    [InlineData(CaseKind.Syntax, 5, 60)]
    [InlineData(CaseKind.SchemaDefinitions, 20, 90)]
    public async Task Of_the_documents_for_the_parser_and_of_the_schemas_some_are_sound(CaseKind kind, int least, int most)
    {
        var (sound, made) = (0, await MadeAsync(kind));
        foreach (var one in made)
        {
            var answer = kind == CaseKind.Syntax ? await fixture.Reference.ParseAsync(one.Document, Cancellation) : await fixture.Reference.SetSchemaAsync(one.Document, Cancellation);
            if (answer.ContainsKey("ok")) sound++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{made.Count} documents: {sound} sound");
        sound.ShouldBeInRange(made.Count * least / 100, made.Count * most / 100);
    }

    private async Task<List<TestCase>> MadeAsync(CaseKind kind)
    {
        var (cases, made) = (new FuzzCases(fixture.Reference), new List<TestCase>());
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var one = await cases.MakeAsync(seed, Cancellation);
            if (one.Kind == kind) made.Add(one);
        }

        return made;
    }

    private static string Text(TestCase one) => $"{one.Kind}\n{one.Schema}\n{one.Document}\n{one.Variables?.ToJsonString()}\n{one.Root?.ToJsonString()}\n{one.OperationName}";

    /// <summary>The message without what it quotes.</summary>
    private static string Shape(string message) => string.Concat(message.Split('"').Where((_, at) => at % 2 == 0));
}

/// <summary>The fuzzed answers do not depend on chance in the reference: it agrees with a second one.</summary>
public sealed class SelfFuzzTests(ReferenceFixture fixture, SecondReference second) : FuzzSuite(fixture), IClassFixture<SecondReference>
{
    protected override IEngine Engine => second.Engine;
}

/// <summary>A reference that stands in for the engine.</summary>
public sealed class SecondReference : IAsyncLifetime
{
    private ReferenceProcess? _process;

    public IEngine Engine => _process!;

    public async ValueTask InitializeAsync() => _process = await ReferenceProcess.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _process!.DisposeAsync();
}
