using System.Diagnostics;
using System.Globalization;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Data;

namespace OrleansLedger.AppHost.Parts;

/// <summary>
/// The processes of an application, kept in its data folder. After an AppHost was killed its processes still run for some seconds; the next one waits for
/// them, because they use the same files and ports.
/// </summary>
internal sealed class PartRecord(DataFolder data)
{
    private const string FileName = ".parts";
    private static readonly TimeSpan s_endWithin = TimeSpan.FromSeconds(60);

    /// <summary>Each process computes start times from its own reading of the clock, and they differ by milliseconds.</summary>
    private static readonly TimeSpan s_startIsExactTo = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();

    private string Path => System.IO.Path.Combine(data.FullPath, FileName);

    public void Add(string name, int pid)
    {
        if (StartOf(pid) is { } start)
        {
            lock (_gate)
            {
                File.AppendAllText(Path, $"{pid} {start.ToString(CultureInfo.InvariantCulture)} {name}\n");
            }
        }
    }

    /// <summary>Forgets the processes; the demo has deleted the whole folder by then.</summary>
    public void Clear()
    {
        if (Directory.Exists(data.FullPath))
        {
            File.Delete(Path);
        }
    }

    /// <summary>Waits until the processes of the previous start have ended.</summary>
    /// <exception cref="StartException">They have not ended within a minute.</exception>
    public async Task WaitUntilEndedAsync(Action<string> say, TimeProvider time)
    {
        var began = time.GetTimestamp();
        var told = false;
        while (Running() is { Count: > 0 } running)
        {
            var names = string.Join(", ", running.Select(part => $"{part.Name} (process {part.Pid})"));
            if (!told)
            {
                told = true;
                say($"Waiting for processes of the last start to end: {names}");
            }

            if (time.GetElapsedTime(began) > s_endWithin)
            {
                throw new StartException($"Processes of an earlier start still use {data.FullPath}: {names}. End them, or give this start a folder of its own with --data.");
            }

            await Task.Delay(s_lookEvery, time);
        }

        Clear();
    }

    private List<(int Pid, string Name)> Running() => !File.Exists(Path) ? [] :
        [.. File.ReadLines(Path)
            .Select(line => line.Split(' ', 3))
            .Where(fields => fields.Length == 3
                && int.TryParse(fields[0], CultureInfo.InvariantCulture, out var pid)
                && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var recorded)
                && StartOf(pid) is { } start
                && Math.Abs(start - recorded) < s_startIsExactTo.Ticks)
            .Select(fields => (int.Parse(fields[0], CultureInfo.InvariantCulture), fields[2]))];

    /// <summary>When the process was started, which tells it from a later one with the same id; null if there is none.</summary>
    private static long? StartOf(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : process.StartTime.Ticks;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
