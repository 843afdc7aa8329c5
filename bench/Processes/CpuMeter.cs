using System.Globalization;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.Bench.Processes;

/// <summary>CPU time used by each part of the application, since each process began.</summary>
internal sealed record CpuTimes(TimeSpan Silos, TimeSpan Postgres, TimeSpan Sandbox, TimeSpan Redis, TimeSpan Api)
{
    public static CpuTimes operator -(CpuTimes after, CpuTimes before) =>
        new(after.Silos - before.Silos, after.Postgres - before.Postgres, after.Sandbox - before.Sandbox, after.Redis - before.Redis, after.Api - before.Api);
}

/// <summary>Reads CPU times from <c>/proc</c>: of a part's processes, of what they started, and of those of that which have ended.</summary>
internal static class CpuMeter
{
    /// <summary>USER_HZ: the same on every architecture Linux runs .NET on.</summary>
    private const int TicksPerSecond = 100;

    public static CpuTimes? Read(LedgerApplication application)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var processes = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(ReadProcess)
            .OfType<ProcessTimes>()
            .ToList();
        return new CpuTimes(
            Of(application.Silo.Replicas, processes), Of(application.Postgres.Replicas, processes), Of(application.Sandbox.Replicas, processes), Of(application.Redis.Replicas, processes),
            Of(application.Api.Replicas, processes));
    }

    private static TimeSpan Of(IReadOnlyList<Replica> replicas, IReadOnlyList<ProcessTimes> processes)
    {
        var family = replicas.Select(replica => replica.Pid).OfType<int>().ToHashSet();
        var grown = true;
        while (grown)
        {
            grown = processes.Where(process => family.Contains(process.Parent)).Count(process => family.Add(process.Id)) > 0;
        }

        return TimeSpan.FromSeconds(processes.Where(process => family.Contains(process.Id)).Sum(process => process.Ticks) / (double)TicksPerSecond);
    }

    /// <summary>Null where the process has ended meanwhile.</summary>
    private static ProcessTimes? ReadProcess(int id)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{id}/stat");
        }
        catch (IOException)
        {
            return null;
        }

        // The name in parentheses may hold anything. After it: state, parent, ..., and from the 12th on user, system, children's user, children's system.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessTimes(id, Number(1), Number(11) + Number(12) + Number(13) + Number(14));

        int Number(int field) => int.Parse(fields[field], CultureInfo.InvariantCulture);
    }

    private sealed record ProcessTimes(int Id, int Parent, int Ticks);
}
