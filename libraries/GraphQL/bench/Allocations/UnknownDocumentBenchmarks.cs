using System.Text;
using BenchmarkDotNet.Attributes;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Bench.Allocations;

/// <summary>What a document costs that was never seen before: 1 kB, of three operations and a fragment.</summary>
public class UnknownDocumentBenchmarks
{
    private const string Operation = """
        query Page{0}($first: Int! = 10, $reviews: Int! = 3, $name: String!, $all: Boolean = false) {{
          hello: greeting(name: $name)
          products(first: $first) {{
            ...Card
            available @include(if: $all)
            reviews(first: $reviews) {{ id stars text author {{ id name }} }}
          }}
          readings(first: 5) {{ id sensor value ... on Reading @skip(if: $all) {{ second valid }} }}
        }}

        """;

    private const string Fragment = "fragment Card on Product { id sku title: name summary price stock rating category { id name } }";

    private static readonly byte[] s_text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 3).Select(number => string.Format(null, Operation, number))) + Fragment);

    private readonly EngineRequest _request = new(s_text, default, OperationName: "Page4");
    private ScenarioEngine _engine = null!;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _engine = new ScenarioEngine(options => options.DocumentCacheSize = 0);
        if (await _engine.AnswerAsync(_request) is var answer && !answer.Contains("Page4", StringComparison.Ordinal))
        {
            throw new BenchException($"The document is valid and has no operation of that name; the engine says otherwise: {answer}");
        }
    }

    [GlobalCleanup]
    public async Task EndAsync() => await _engine.DisposeAsync();

    [Benchmark]
    public DocumentNode Parse() => Parser.Parse(s_text);

    /// <summary>Parsed, validated, and then not executed, for want of an operation of the name.</summary>
    [Benchmark]
    public Task<int> ParseAndValidate() => _engine.ExecuteAsync(_request);
}
