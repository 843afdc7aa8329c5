using OrleansLedger.GraphQL.Bench.Servers;

namespace OrleansLedger.GraphQL.Bench.Compare;

/// <summary>What to compare, and for how long.</summary>
internal sealed record CompareOptions
{
    public required IReadOnlyList<BenchedServer> Servers { get; init; }

    public required IReadOnlyList<Scenario> Scenarios { get; init; }

    /// <summary>How long each measurement takes.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the same load runs before it.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Connections, each with one request at a time.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Each server is measured so often, in turn.</summary>
    public required int Rounds { get; init; }

    /// <summary>Print the result as one line of JSON, and nothing else on standard output.</summary>
    public required bool Json { get; init; }
}
