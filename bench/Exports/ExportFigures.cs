using OrleansLedger.Bench.Processes;

namespace OrleansLedger.Bench.Exports;

/// <summary>One export of all connections at once. CPU is null where it cannot be read (not on Linux).</summary>
/// <param name="QuotaWaits">Looks at which a connection was waiting for its quota; anything but 0 says that the quota was (part of) the bound.</param>
internal sealed record ExportFigures(int Silos, int Documents, double Seconds, int ProviderCalls, int QuotaWaits, CpuPerDocument? Cpu)
{
    public double DocumentsPerSecond => Documents / Seconds;

    public double DocumentsPerSecondPerSilo => DocumentsPerSecond / Silos;
}

/// <summary>Milliseconds of CPU for each document, by part; the silos' together.</summary>
internal sealed record CpuPerDocument(double Silos, double Postgres, double Sandbox, double Redis)
{
    public static CpuPerDocument? Of(CpuTimes? times, int documents) => times is null
        ? null
        : new(
            times.Silos.TotalMilliseconds / documents, times.Postgres.TotalMilliseconds / documents,
            times.Sandbox.TotalMilliseconds / documents, times.Redis.TotalMilliseconds / documents);
}
