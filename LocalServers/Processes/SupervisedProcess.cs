using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansLedger.LocalServers.Processes;

/// <summary>
/// A running program that ends with the AppHost, also when the AppHost is killed: see supervise.sh. On Windows, which has
/// neither pipes of that kind nor sessions, the program is started directly and a killed AppHost leaves it running.
/// </summary>
internal sealed partial class SupervisedProcess : IAsyncDisposable
{
    private static readonly TimeSpan OutputAfterExit = TimeSpan.FromSeconds(2);
    private static readonly string Supervisor = EmbeddedText.Read("supervise.sh");

    private readonly Process process;
    private readonly Launch launch;

    private SupervisedProcess(Process process, Launch launch, int pid, Task<int> exited)
    {
        this.process = process;
        this.launch = launch;
        Pid = pid;
        Exited = exited;
    }

    /// <summary>The program's own process id (not its supervisor's).</summary>
    public int Pid { get; }

    /// <summary>Completes with the exit code; 128 + n says that signal n ended the program.</summary>
    public Task<int> Exited { get; }

    /// <param name="output">Takes each line the program writes, on either stream.</param>
    public static async Task<SupervisedProcess> StartAsync(Launch launch, Action<string> output)
    {
        var shell = new Process { StartInfo = OperatingSystem.IsWindows() ? Direct(launch) : Supervised(launch) };
        shell.Start();
        var errors = PumpAsync(shell.StandardError, output);
        var pid = shell.Id;
        if (!OperatingSystem.IsWindows())
        {
            var line = await shell.StandardOutput.ReadLineAsync();
            if (!int.TryParse(line, CultureInfo.InvariantCulture, out pid))
            {
                throw new StartException($"Could not start {launch.Program}: its supervising shell ended at once ({line ?? "no output"}).");
            }
        }

        var exited = ExitAsync(shell, Task.WhenAll(errors, PumpAsync(shell.StandardOutput, output)));
        return new SupervisedProcess(shell, launch, pid, exited);
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<int> RunAsync(Launch launch, Action<string> output, CancellationToken cancellationToken)
    {
        await using var started = await StartAsync(launch, output);
        return await started.Exited.WaitAsync(cancellationToken);
    }

    public void Send(Signal signal)
    {
        if (process.HasExited)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            Signals.Send(Pid, signal);
        }
        else if (signal is Signal.Kill or Signal.Terminate or Signal.Interrupt)
        {
            process.Kill(entireProcessTree: true);
        }
        else
        {
            throw new PlatformNotSupportedException($"Windows has no {signal} signal.");
        }
    }

    /// <summary>Asks the program to stop; kills it if it has not done so in the time its launch allows.</summary>
    public async Task StopAsync()
    {
        Send(launch.StopSignal);
        if (!OperatingSystem.IsWindows())
        {
            // A frozen program would take the request only once thawed.
            Send(Signal.Thaw);
        }

        try
        {
            await Exited.WaitAsync(launch.StopWithin);
        }
        catch (TimeoutException)
        {
            Send(Signal.Kill);
            await Exited;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Send(Signal.Kill);
        await Exited;
        process.Dispose();
    }

    private static ProcessStartInfo Direct(Launch launch)
    {
        var start = Redirected(launch, launch.Program, launch.Arguments);
        foreach (var (name, value) in launch.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static ProcessStartInfo Supervised(Launch launch)
    {
        List<string> command = [.. NewSession, "sh", "-c", Supervisor, "supervise", launch.StopSignal.PosixName()];
        List<(string Carrier, string Assignment)> carried = [];
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in launch.Environment)
        {
            if (value is null || ShellName.IsMatch(name))
            {
                environment[name] = value;
            }
            else
            {
                carried.Add(($"APPHOST_CARRIED_{carried.Count}", $"{name}={value}"));
            }
        }

        // A POSIX shell drops variables whose names it could not spell ("ConnectionStrings__ledger-admin"), so these travel
        // under other names and `env` unpacks them in front of the program.
        if (carried.Count > 0)
        {
            var unset = string.Join(' ', carried.Select(c => $"-u {c.Carrier}"));
            var set = string.Join(' ', carried.Select(c => $"\"${c.Carrier}\""));
            command.AddRange(["sh", "-c", $"exec env {unset} {set} \"$@\"", "sh"]);
        }

        command.Add(launch.Program);
        command.AddRange(launch.Arguments);
        var start = Redirected(launch, command[0], command[1..]);
        foreach (var (name, value) in environment.Concat(carried.Select(c => KeyValuePair.Create(c.Carrier, (string?)c.Assignment))))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static ProcessStartInfo Redirected(Launch launch, string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        WorkingDirectory = launch.WorkingDirectory,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static async Task PumpAsync(StreamReader reader, Action<string> output)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            output(line);
        }
    }

    private static async Task<int> ExitAsync(Process process, Task output)
    {
        // Not WaitForExitAsync on the redirected streams: a grandchild that inherited them may hold them open.
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => exited.TrySetResult();
        process.EnableRaisingEvents = true;
        await exited.Task;
        if (!OperatingSystem.IsWindows())
        {
            // The supervisor's session: whatever the program left behind.
            Signals.Send(-process.Id, Signal.Kill);
        }

        await Task.WhenAny(output, Task.Delay(OutputAfterExit, TimeProvider.System));
        return process.ExitCode;
    }

    private static IReadOnlyList<string> NewSession { get; } = Programs.Find("setsid") is { } setsid
        ? [setsid]
        : ["perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV or exit 127", "--"];

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShellName { get; }
}
