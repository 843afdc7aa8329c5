using System.Globalization;

namespace OrleansLedger.GraphQL.Bench.Servers;

/// <summary>Reads what a process has used from <c>/proc</c>: all its threads, in user and in system.</summary>
internal readonly record struct ProcessMeter(int ProcessId)
{
    /// <summary>USER_HZ: the same on every architecture that Linux runs .NET on.</summary>
    private const double TicksPerSecond = 100;

    private const string PeakOfResidentMemory = "VmHWM:";

    private const string ResidentMemory = "VmRSS:";

    /// <summary>CPU time since the process began; its resolution is 10 ms.</summary>
    public TimeSpan ReadCpu()
    {
        var stat = File.ReadAllText($"/proc/{ProcessId}/stat");
        // The name in parentheses may hold anything. After it: state, parent, ..., and the 12th and 13th are user and system time.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>The most memory that was resident at any time, in bytes.</summary>
    public long ReadPeakMemory() => ReadStatus(PeakOfResidentMemory);

    /// <summary>The memory that is resident now, in bytes.</summary>
    public long ReadMemory() => ReadStatus(ResidentMemory);

    private long ReadStatus(string name)
    {
        var line = File.ReadLines($"/proc/{ProcessId}/status").First(each => each.StartsWith(name, StringComparison.Ordinal));
        return Number(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim()) * 1024;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
