using System.Buffers;
using System.Text;
using System.Text.Json;
using OrleansLedger.GraphQL.Bench.Load;
using OrleansLedger.GraphQL.Bench.Servers;

namespace OrleansLedger.GraphQL.Bench.Compare;

/// <summary>
/// Runs all measurements. Each has a process of its own, so that memory is that scenario's and no server profits from what it did before.
/// Servers take turns within a round, and each round begins with another one, so that what else the machine does hits all of them.
/// </summary>
internal sealed class Comparison(CompareOptions options, Action<string> progress, TimeProvider time)
{
    private const int KindsOfBatches = 3;

    private static readonly byte[] s_batches = """{"query":"{ batches { categories reviews authors } }"}"""u8.ToArray();

    /// <exception cref="BenchException">A server did not start, gave a wrong answer, or failed under load.</exception>
    public async Task<ComparisonResult> RunAsync(CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var references = await References.FromGraphQLJsAsync(cancellationToken);
        var measurements = new List<Measurement>();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var scenario in options.Scenarios)
            {
                for (var turn = 0; turn < options.Servers.Count; turn++)
                {
                    var server = options.Servers[(round + turn) % options.Servers.Count];
                    measurements.Add(await MeasureAsync(server, scenario, references.For(scenario), round + 1, cancellationToken));
                    progress($"{scenario.Name}: {server.Name}");
                }
            }
        }

        return new ComparisonResult(
            at, Environment.ProcessorCount, references.NodeVersion, options.Concurrency, options.Duration.TotalSeconds, [.. options.Scenarios.Select(scenario => scenario.Name)], [.. options.Servers.Select(server => server.Name)], measurements);
    }

    private async Task<Measurement> MeasureAsync(BenchedServer benched, Scenario scenario, string reference, int round, CancellationToken cancellationToken)
    {
        await using var server = await RunningServer.StartAsync(benched, cancellationToken);
        try
        {
            var request = HttpConnection.Request(server.Address, scenario.Body);
            var answer = await CheckAsync(server.Address, request, reference, cancellationToken);
            var load = await new LoadGenerator(request, answer, options.Concurrency, time).RunAsync(server, options.WarmUp, options.Duration, cancellationToken);
            var memory = server.Meter.ReadPeakMemory();
            var batches = scenario.LoadsData ? await CountBatchesAsync(server.Address, load.Exchanges + 1, cancellationToken) : (double?)null;
            return Measurement.Of(benched.Name, scenario.Name, round, load, memory, batches);
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or JsonException)
        {
            throw server.Problem($"cannot be measured with the {scenario.Name} query: {failure.Message}");
        }
    }

    /// <summary>The answer's status and length, when it is right.</summary>
    private static async Task<HttpAnswer> CheckAsync(Uri address, byte[] request, string reference, CancellationToken cancellationToken)
    {
        using var connection = await HttpConnection.OpenAsync(address, cancellationToken);
        var body = new ArrayBufferWriter<byte>();
        var answer = await connection.ExchangeAsync(request, body, cancellationToken);
        if (answer.Status != 200)
        {
            throw new IOException($"It answered with status {answer.Status}: {Encoding.UTF8.GetString(body.WrittenSpan)}");
        }

        var normal = NormalJson.Of(body.WrittenMemory);
        if (normal != reference)
        {
            var same = normal.AsSpan().CommonPrefixLength(reference);
            throw new IOException($"Its answer differs from graphql-js's from character {same} on: \"{Excerpt(normal, same)}\", not \"{Excerpt(reference, same)}\".");
        }

        return answer;
    }

    /// <summary>The sum of all batches by the number of requests that caused them.</summary>
    private static async Task<double> CountBatchesAsync(Uri address, int requests, CancellationToken cancellationToken)
    {
        using var connection = await HttpConnection.OpenAsync(address, cancellationToken);
        var body = new ArrayBufferWriter<byte>();
        await connection.ExchangeAsync(HttpConnection.Request(address, s_batches), body, cancellationToken);
        using var json = JsonDocument.Parse(body.WrittenMemory);
        var batches = json.RootElement.GetProperty("data").GetProperty("batches").EnumerateObject().Sum(each => each.Value.GetInt32()) / (double)requests;
        return batches <= KindsOfBatches
            ? batches
            : throw new IOException($"It fetched data {batches:0.00} times for each request; {KindsOfBatches} batches are enough.");
    }

    private static string Excerpt(string text, int from) => text.Substring(from, Math.Min(60, text.Length - from));
}
