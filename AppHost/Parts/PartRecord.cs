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
        while (Running() is { Count: > 0 } running)
        {
            var names = string.Join(", ", running.Select(part => $"{part.Name} (process {part.Pid})"));
            if (began == time.GetTimestamp() || time.GetElapsedTime(began) < s_lookEvery)
            {
                say($"Waiting for the last run's {names} to end");
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
            .Where(fields => fields.Length == 3 && int.TryParse(fields[0], CultureInfo.InvariantCulture, out var pid) && StartOf(pid)?.ToString(CultureInfo.InvariantCulture) == fields[1])
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
