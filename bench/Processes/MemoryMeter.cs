using System.Globalization;
using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.Bench.Processes;

/// <summary>Reads from <c>/proc</c> how much memory a process has resident.</summary>
internal static class MemoryMeter
{
    private const long BytesOfKilobyte = 1024;

    /// <returns>Bytes; null where it cannot be read (not on Linux).</returns>
    public static long? Read(Replica replica)
    {
        if (!OperatingSystem.IsLinux() || replica.Pid is not { } pid)
        {
            return null;
        }

        var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * BytesOfKilobyte;
    }
}
