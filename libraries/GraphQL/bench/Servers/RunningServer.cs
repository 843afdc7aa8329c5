using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace OrleansLedger.GraphQL.Bench.Servers;

/// <summary>A server's process, from the moment it listens. It ends with this object, or when its standard input ends with this process.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    /// <summary>What a server prints when it is ready, before its address.</summary>
    private const string Announcement = "listening on ";

    private const int LinesKept = 20;

    private static readonly TimeSpan s_startWithin = TimeSpan.FromSeconds(60);

    private readonly BenchedServer _server;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningServer(BenchedServer server)
    {
        _server = server;
        var start = new ProcessStartInfo(server.Program, [server.Argument])
        {
            WorkingDirectory = server.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_ENV"] = "production";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(Problem("ended before it listened"));
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; private set; } = null!;

    public ProcessMeter Meter => new(_process.Id);

    /// <exception cref="BenchException">It did not start.</exception>
    public static async Task<RunningServer> StartAsync(BenchedServer server, CancellationToken cancellationToken)
    {
        var running = new RunningServer(server);
        try
        {
            await running.StartAsync(cancellationToken);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>A failure of this server, with what it printed last.</summary>
    public BenchException Problem(string what) =>
        new($"{_server.Name} {what}{(what.EndsWith('.') ? "" : ".")} It was started by \"{_server.Program} {_server.Argument}\" in {_server.WorkingDirectory}.{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", _lines)}");

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            // It never started, or has ended already.
        }

        _process.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _process.Start();
        }
        catch (Win32Exception failure)
        {
            throw Problem($"could not be started: {failure.Message}");
        }

        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            Address = await _listening.Task.WaitAsync(s_startWithin, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Problem($"did not print \"{Announcement}ADDRESS\" within {s_startWithin.TotalSeconds:0} s");
        }
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (_lines.Count > LinesKept)
        {
            _lines.TryDequeue(out _);
        }

        if (line.StartsWith(Announcement, StringComparison.Ordinal) && Uri.TryCreate(line[Announcement.Length..], UriKind.Absolute, out var address))
        {
            _listening.TrySetResult(address);
        }
    }
}
