namespace OrleansLedger.GraphQL.Bench.Load;

/// <param name="Requests">Answered while it was measured.</param>
/// <param name="Exchanges">Answered at all, with the warming up and the last ones.</param>
/// <param name="Elapsed">How long it was measured.</param>
/// <param name="Cpu">The server's CPU time meanwhile.</param>
/// <param name="Latencies">From sending to the answer's last byte.</param>
internal sealed record LoadFigures(int Requests, int Exchanges, TimeSpan Elapsed, TimeSpan Cpu, Latencies Latencies);

/// <summary>Percentiles in milliseconds, by nearest rank.</summary>
internal sealed record Latencies(double P50, double P90, double P99, double Max)
{
    public static Latencies From(double[] milliseconds)
    {
        if (milliseconds.Length == 0)
        {
            throw new IOException("No request was answered while it was measured. Measure for longer.");
        }

        Array.Sort(milliseconds);
        return new Latencies(At(0.5), At(0.9), At(0.99), milliseconds[^1]);

        double At(double share) => milliseconds[(int)Math.Ceiling(share * milliseconds.Length) - 1];
    }
}
