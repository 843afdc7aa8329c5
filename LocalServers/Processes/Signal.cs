using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OrleansLedger.LocalServers.Processes;

internal enum Signal
{
    Terminate,
    Interrupt,
    Kill,
    Freeze,
    Thaw,
}

internal static class Signals
{
    private const int NoSuchProcess = 3;

    /// <summary>The name a POSIX shell's <c>kill -s</c> takes.</summary>
    public static string PosixName(this Signal signal) => signal switch
    {
        Signal.Terminate => "TERM",
        Signal.Interrupt => "INT",
        Signal.Kill => "KILL",
        Signal.Freeze => "STOP",
        Signal.Thaw => "CONT",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, message: null),
    };

    /// <summary>Sends <paramref name="signal"/>; a process that is already gone is no error.</summary>
    /// <param name="pid">A process id, or the negated id of a process group.</param>
    public static void Send(int pid, Signal signal)
    {
        if (kill(pid, Number(signal)) == 0 || Marshal.GetLastPInvokeError() == NoSuchProcess)
        {
            return;
        }

        throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Could not send {signal} to process {pid}");
    }

    // macOS numbers these two differently from Linux.
    private static int Number(Signal signal) => signal switch
    {
        Signal.Interrupt => 2,
        Signal.Kill => 9,
        Signal.Terminate => 15,
        Signal.Freeze => OperatingSystem.IsMacOS() ? 17 : 19,
        Signal.Thaw => OperatingSystem.IsMacOS() ? 19 : 18,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, message: null),
    };

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
