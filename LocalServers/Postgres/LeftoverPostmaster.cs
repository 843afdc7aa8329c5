using System.Diagnostics;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Postgres;

/// <summary>
/// A server process that outlived its AppHost, or the file it left. The data folder is held by this AppHost, so nobody else
/// can rightly be using these files.
/// </summary>
internal static class LeftoverPostmaster
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    /// <param name="folder">The folder that holds the cluster's <c>data</c>.</param>
    public static void Stop(string folder)
    {
        var files = Path.Combine(folder, "data");
        var pidFile = Path.Combine(files, "postmaster.pid");
        if (!File.Exists(pidFile) || !int.TryParse(File.ReadLines(pidFile).FirstOrDefault(), out var pid) || Find(pid) is not { } process)
        {
            // No file, or its process is gone: PostgreSQL sees that itself, and checks for stray workers too.
            return;
        }

        using (process)
        {
            if (Serves(process, files))
            {
                if (!OperatingSystem.IsWindows())
                {
                    Signals.Send(pid, Signal.Interrupt);
                }

                if (!process.WaitForExit(EndsWithin))
                {
                    process.Kill();
                    process.WaitForExit(EndsWithin);
                }
            }
            else
            {
                // The number belongs to another program now (after a reboot, or in a new container), which would make PostgreSQL
                // believe that a server is running.
                File.Delete(pidFile);
            }
        }
    }

    private static Process? Find(int pid)
    {
        try
        {
            return Process.GetProcessById(pid);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool Serves(Process process, string files)
    {
        var commandLine = $"/proc/{process.Id}/cmdline";
        return File.Exists(commandLine)
            ? File.ReadAllText(commandLine).Split('\0').Contains(files, StringComparer.Ordinal)
            : process.ProcessName.Contains("postgres", StringComparison.Ordinal);
    }
}
