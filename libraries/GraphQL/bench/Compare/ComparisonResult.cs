using System.Text.Json;
using OrleansLedger.GraphQL.Bench.Load;

namespace OrleansLedger.GraphQL.Bench.Compare;

/// <summary>What was measured, as <c>--json</c> prints it: every measurement, in the order they were made.</summary>
internal sealed record ComparisonResult(
    DateTimeOffset At, int Cores, string Node, int Concurrency, double Seconds, IReadOnlyList<string> Scenarios, IReadOnlyList<string> Servers, IReadOnlyList<Measurement> Measurements)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>The middle one of the rounds' figures; of an even number, the lower one of the two in the middle.</summary>
    public double Median(string server, string scenario, Func<Measurement, double> figure)
    {
        var figures = Measurements.Where(each => each.Server == server && each.Scenario == scenario).Select(figure).Order().ToList();
        return figures[(figures.Count - 1) / 2];
    }
}

/// <summary>One server with one scenario in one round.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Scenario">Its name.</param>
/// <param name="Round">From 1.</param>
/// <param name="Requests">Answered while it was measured.</param>
/// <param name="RequestsPerSecond">By the clock.</param>
/// <param name="RequestsPerCpuSecond">By the server's CPU time, user and system, of all threads.</param>
/// <param name="Cores">CPU seconds a second.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P90">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Max">Milliseconds.</param>
/// <param name="PeakMegabytes">The most resident memory (2^20 bytes).</param>
/// <param name="BatchesPerRequest">Of a scenario that loads data.</param>
internal sealed record Measurement(
    string Server,
    string Scenario,
    int Round,
    int Requests,
    double RequestsPerSecond,
    double RequestsPerCpuSecond,
    double Cores,
    double P50,
    double P90,
    double P99,
    double Max,
    double PeakMegabytes,
    double? BatchesPerRequest)
{
    private const double Megabyte = 1024 * 1024;

    public static Measurement Of(string server, string scenario, int round, LoadFigures load, long peakMemory, double? batchesPerRequest) => new(
        server,
        scenario,
        round,
        load.Requests,
        load.Requests / load.Elapsed.TotalSeconds,
        load.Requests / load.Cpu.TotalSeconds,
        load.Cpu / load.Elapsed,
        load.Latencies.P50,
        load.Latencies.P90,
        load.Latencies.P99,
        load.Latencies.Max,
        peakMemory / Megabyte,
        batchesPerRequest);
}
