using BenchmarkDotNet.Attributes;
using OrleansLedger.GraphQL.Bench.Compare;

namespace OrleansLedger.GraphQL.Bench.Allocations;

/// <summary>A known document, from the request to its answer's bytes, without HTTP.</summary>
public class RequestBenchmarks
{
    private ScenarioEngine _engine = null!;
    private EngineRequest _request = null!;

    /// <summary>The scenario's name.</summary>
    [ParamsSource(nameof(Scenarios))]
    public string Name { get; set; } = "";

    public static IEnumerable<string> Scenarios => Scenario.Names;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _engine = new ScenarioEngine();
        _request = EngineRequest.Of(Scenario.Load(Name));
        if (await _engine.AnswerAsync(_request) is var answer && !answer.StartsWith("{\"data\":{", StringComparison.Ordinal))
        {
            throw new BenchException($"The engine did not answer {Name}: {answer[..Math.Min(answer.Length, 500)]}");
        }
    }

    [GlobalCleanup]
    public async Task EndAsync() => await _engine.DisposeAsync();

    [Benchmark]
    public Task<int> Execute() => _engine.ExecuteAsync(_request);
}
