namespace OrleansLedger.Bench;

/// <summary>What to measure, and how much of it.</summary>
internal sealed record BenchOptions
{
    /// <summary>
    /// How many times shorter the providers' quota windows run, in the product's gate and in the sandbox alike: Xero's 60 calls a minute become
    /// 60 calls in 60 ms. The gate works as it always does and is never the bound.
    /// </summary>
    public const double TimeScale = 1000;

    public required bool Exports { get; init; }

    public required bool Turns { get; init; }

    public required bool Live { get; init; }

    /// <summary>Subscriptions open during the export of <see cref="Live"/>.</summary>
    public required int Subscriptions { get; init; }

    /// <summary>Documents of each connection's.</summary>
    public required int Documents { get; init; }

    /// <summary>Tenants, each with one connection; a connection's work is one turn at a time, so silos share no more than these.</summary>
    public required int Connections { get; init; }

    public required string Provider { get; init; }

    /// <summary>Numbers of silos to measure with.</summary>
    public required IReadOnlyList<int> Silos { get; init; }

    /// <summary>Each number of silos is measured so often, in turn; the median counts.</summary>
    public required int Rounds { get; init; }

    /// <summary>Commands timed for each figure of latency.</summary>
    public required int Commands { get; init; }

    /// <summary>Sync records of the tenant whose list is read; null where that is not what is measured.</summary>
    public int? Records { get; init; }

    /// <summary>The list of <see cref="Records"/> is read through the API's process.</summary>
    public bool Pages { get; init; }

    /// <summary>How long <see cref="Pages"/> are measured.</summary>
    public required int Seconds { get; init; }

    /// <summary>Clients of the API's process subscribe, <see cref="Subscriptions"/> of them.</summary>
    public bool ApiLive { get; init; }

    /// <summary>Print the result as one line of JSON, and nothing else on standard output.</summary>
    public required bool Json { get; init; }

    /// <summary>Leave the data folder and the logs where they are.</summary>
    public required bool Keep { get; init; }
}
