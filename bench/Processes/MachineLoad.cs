using System.Globalization;

namespace OrleansLedger.Bench.Processes;

/// <summary>What else the machine was doing: figures taken beside other work are upper bounds.</summary>
internal static class MachineLoad
{
    /// <returns>Runnable processes on average over the last minute; null where it cannot be read (not on Linux).</returns>
    public static double? Read() =>
        OperatingSystem.IsLinux() ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : null;
}
