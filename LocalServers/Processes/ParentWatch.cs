using System.Runtime.InteropServices;

namespace OrleansLedger.LocalServers.Processes;

/// <summary>
/// Notices when the <c>dotnet run</c> that started this process is gone. It passes on Ctrl-C and SIGTERM, but killed it would
/// leave the AppHost behind. Linux only, where a process can see what its parent is.
/// </summary>
internal sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly ITimer? timer;

    public ParentWatch(Action gone, TimeProvider time)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var parent = getppid();
        if (IsDotNetRun(parent))
        {
            timer = time.CreateTimer(
                _ =>
                {
                    if (getppid() != parent)
                    {
                        gone();
                    }
                },
                state: null,
                Interval,
                Interval);
        }
    }

    public void Dispose() => timer?.Dispose();

    private static bool IsDotNetRun(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0') is [var program, "run", ..] && Path.GetFileName(program) == "dotnet";
        }
        catch (IOException)
        {
            return false;
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int getppid();
}
