using System.Net;
using OrleansLedger.LocalServers.Logs;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Hosting;

/// <summary>
/// One process of a part, kept running: when it ends without having been told to, it is started again after a pause that grows.
/// </summary>
/// <param name="name">The part's name, with a number where the part has several replicas.</param>
/// <param name="port">The port it listens on, or null.</param>
/// <param name="prepare">Says what to start; called before each start.</param>
/// <param name="probe">Says null when the process is ready, otherwise what is missing.</param>
internal sealed class Replica(
    string name,
    int? port,
    PartLog log,
    TimeProvider time,
    Func<CancellationToken, Task<Launch>> prepare,
    Func<CancellationToken, Task<string?>> probe)
{
    private const int StartsBeforeGivingUp = 5;
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstReport = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private TaskCompletionSource ready = NewSignal();
    private CancellationTokenSource? stopping;
    private Task running = Task.CompletedTask;
    private SupervisedProcess? process;
    private string? missing;

    public string Name => name;

    public int? Port => port;

    /// <summary>The address it serves HTTP at, on the loopback interface.</summary>
    public Uri Url => new($"http://{IPAddress.Loopback}:{port ?? throw new InvalidOperationException($"{name} has no HTTP endpoint; add WithHttpEndpoint().")}");

    /// <summary>The id of the process, or null while there is none.</summary>
    public int? Pid => process?.Pid;

    /// <summary>How many times the process was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Starts the process and returns when it is ready.</summary>
    /// <exception cref="StartException">It ended several times before it was ready, or was not ready in two minutes.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        lock (gate)
        {
            ready = NewSignal();
            stopping = new CancellationTokenSource();
            running = KeepRunningAsync(stopping.Token);
        }

        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>Returns when the process is ready; at once if it is.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        Task signal;
        lock (gate)
        {
            signal = ready.Task;
        }

        try
        {
            await signal.WaitAsync(ReadyWithin, time, cancellationToken);
        }
        catch (TimeoutException failure)
        {
            throw new StartException($"{name} was not ready in {ReadyWithin.TotalMinutes:0} minutes: {missing ?? "it does not run"}.{Where}", failure);
        }
    }

    /// <summary>Stops the process in good order; it stays stopped.</summary>
    public async Task StopAsync()
    {
        CancellationTokenSource? source;
        lock (gate)
        {
            source = stopping;
            stopping = null;
        }

        if (source is not null)
        {
            await source.CancelAsync();
            await running;
            source.Dispose();
        }
    }

    /// <summary>Stops the process in good order and starts it again; returns when it is ready.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => StartAsync(cancellationToken);

    /// <summary>Kills the process (SIGKILL) and returns when it is gone. It is started again by itself: await <see cref="WaitUntilReadyAsync"/>.</summary>
    public async Task KillAsync()
    {
        if (process is { } victim)
        {
            lock (gate)
            {
                ready = ready.Task.IsCompleted ? NewSignal() : ready;
            }

            victim.Send(Signal.Kill);
            await victim.Exited;
        }
    }

    /// <summary>Freezes the process (SIGSTOP): it keeps its connections and does nothing.</summary>
    public void Freeze() => process?.Send(Signal.Freeze);

    /// <summary>Lets a frozen process go on (SIGCONT).</summary>
    public void Thaw() => process?.Send(Signal.Thaw);

    private string Where => log.FilePath is { } file ? $" Its log is {file}." : "";

    private async Task KeepRunningAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        var everReady = false;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var began = time.GetTimestamp();
                var end = await RunOnceAsync(cancellationToken);
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                everReady |= end.WasReady;
                var lived = time.GetElapsedTime(began);
                var pause = backoff.Next(lived);
                if (!everReady && backoff.Failures >= StartsBeforeGivingUp)
                {
                    throw new StartException(GivenUp(end.How));
                }

                log.Write($"{end.How} after {lived.TotalSeconds:0.0} s; starting it again in {pause.TotalSeconds:0.#} s");
                await Task.Delay(pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop while waiting.
        }
        catch (Exception failure)
        {
            log.Write(failure.Message);
            Fail(failure);
        }
        finally
        {
            // Whoever waits for a process that was told to stop is told so too.
            Fail(new StartException($"{name} was stopped."));
        }
    }

    private async Task<(bool WasReady, string How)> RunOnceAsync(CancellationToken cancellationToken)
    {
        Launch launch;
        try
        {
            launch = await prepare(cancellationToken);
        }
        catch (IOException failure)
        {
            return (false, $"Preparing it failed ({failure.Message})");
        }

        await using var started = await SupervisedProcess.StartAsync(launch, log.Write);
        process = started;
        Starts++;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var probing = ProbeAsync(ended.Token);
        await using var stop = cancellationToken.Register(() => _ = started.StopAsync());
        var code = await started.Exited;
        process = null;
        await ended.CancelAsync();
        var wasReady = await probing;
        lock (gate)
        {
            ready = ready.Task.IsCompleted ? NewSignal() : ready;
        }

        return (wasReady, ExitCodes.Describe(code));
    }

    private async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var nextReport = FirstReport;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                missing = await probe(cancellationToken);
                if (missing is null)
                {
                    var took = time.GetElapsedTime(began);
                    if (Starts > 1 || nextReport > FirstReport)
                    {
                        log.Write($"ready{(Starts > 1 ? " again" : "")} after {took.TotalSeconds:0.0} s");
                    }

                    lock (gate)
                    {
                        ready.TrySetResult();
                    }

                    return true;
                }

                var waited = time.GetElapsedTime(began);
                if (waited > nextReport)
                {
                    nextReport = waited + ReportInterval;
                    log.Write($"not ready after {waited.TotalSeconds:0} s: {missing}");
                }

                await Task.Delay(ProbeInterval, time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }

        return false;
    }

    private string GivenUp(string how) =>
        $"{name} does not start: {how}, {StartsBeforeGivingUp} times in a row.{Where} It ended with:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", log.Tail)}";

    private void Fail(Exception failure)
    {
        lock (gate)
        {
            ready.TrySetException(failure);
            _ = ready.Task.Exception;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
