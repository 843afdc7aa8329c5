namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>The engine alone, given documents in numbers; the benchmark's <c>fuzz</c> command gives it a million.</summary>
public sealed class RobustnessTests
{
    private const int Documents = 10_000;

    /// <summary>For all of them; what takes longer hangs.</summary>
    private static readonly TimeSpan s_bound = TimeSpan.FromMinutes(5);

    public static TheoryData<long> Seeds => [1, Random.Shared.NextInt64(1, 1_000_000_000_000)];

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_the_document_the_answer_is_JSON_with_data_or_errors(long seed)
    {
        var cancellation = TestContext.Current.CancellationToken;
        TestContext.Current.TestOutputHelper?.WriteLine($"documents {seed} to {seed + Documents - 1}");
        await using var run = await RobustnessRun.CreateAsync();
        var current = run.Make(seed);
        var counts = new Dictionary<FuzzOutcome, int>();
        var all = Task.Run(async () =>
        {
            for (var number = seed; number < seed + Documents; number++)
            {
                current = run.Make(number);
                var outcome = await run.ExecuteAsync(current, cancellation);
                counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            }
        }, cancellation);
        try
        {
            await all.WaitAsync(s_bound, cancellation);
        }
        catch (Exception e) when (e is RobustnessException or TimeoutException)
        {
            Assert.Fail($"{e.Message}{Environment.NewLine}{current}");
        }

        // A fuzzer that only ever gets refused, or never, tests less than it seems to.
        foreach (var outcome in Enum.GetValues<FuzzOutcome>())
        {
            counts.GetValueOrDefault(outcome).ShouldBeGreaterThan(Documents / 100, outcome.ToString());
        }
    }
}
