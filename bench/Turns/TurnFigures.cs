using OrleansLedger.Bench.Setup;

namespace OrleansLedger.Bench.Turns;

/// <summary>What a connection was doing when the command came, and how the silos heard of it.</summary>
internal enum TurnSituation
{
    /// <summary>Nothing; announced over Redis.</summary>
    Idle,

    /// <summary>Nothing; the announcement lost, found by looking.</summary>
    Unannounced,

    /// <summary>Exporting, as were all others; announced.</summary>
    Busy,
}

/// <summary>Commands timed in one situation.</summary>
/// <param name="ToStart">From the command's enqueueing to its start, with the connection held.</param>
/// <param name="ToEnd">From the command's enqueueing to its end: one call to the provider later.</param>
internal sealed record TurnFigures(int Silos, TurnSituation Situation, int Commands, Latency ToStart, Latency ToEnd)
{
    public static TurnFigures Of(int silos, TurnSituation situation, IReadOnlyList<JobTimes> times) => new(
        silos,
        situation,
        times.Count,
        Latency.Of(times.Select(job => job.StartedAt!.Value - job.CreatedAt)),
        Latency.Of(times.Select(job => job.FinishedAt!.Value - job.CreatedAt)));
}

/// <summary>Milliseconds.</summary>
internal sealed record Latency(double Median, double Percentile95, double Percentile99, double Max)
{
    public static Latency Of(IEnumerable<TimeSpan> samples)
    {
        var sorted = samples.Select(sample => sample.TotalMilliseconds).Order().ToList();
        return new Latency(At(0.5), At(0.95), At(0.99), sorted[^1]);

        // The smallest sample that is not below that share of them.
        double At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
