using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansLedger.AppHost.Servers;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Logs;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.AppHost.Parts;

/// <summary>
/// Follows the parts of the application: keeps their logs, says when they are ready, and starts a part that ends by itself again, which Aspire does not do.
/// </summary>
/// <param name="say">Takes a line for the console about the state of a part.</param>
internal sealed class PartMonitor(LedgerHostOptions options, Logbook logs, Action<string> say)
{
    private static readonly TimeSpan s_readyWithin = TimeSpan.FromMinutes(5);
    private static readonly string[] s_migrations = ["migrations"];

    private readonly ConcurrentDictionary<string, Part> _parts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PartLog> _logs = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly PartRecord _record = new(options.Data);
    private IServiceProvider? _services;

    /// <summary>The parts that are programs of this repository or servers.</summary>
    public IEnumerable<Part> All => _parts.Values;

    public PartLog LogOf(string name) => _logs.GetOrAdd(name, logs.For);

    /// <summary>Ends the start: a part cannot be started.</summary>
    public void Fail(StartException failure) => _failed.TrySetException(failure);

    /// <summary>Begins to follow the parts. Call before the application is started.</summary>
    public void Follow(IServiceProvider services)
    {
        _services = services;
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(_stopping.Cancel);
        _ = FollowAsync(services.GetRequiredService<ResourceNotificationService>());
    }

    /// <summary>Returns when every part is ready.</summary>
    /// <exception cref="StartException">A part cannot be started, or is not ready in five minutes.</exception>
    public async Task WaitUntilReadyAsync(DistributedApplicationModel model, CancellationToken cancellationToken)
    {
        var expected = model.Resources.OfType<ProjectResource>().Sum(project => project.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1);
        var began = options.Time.GetTimestamp();
        while (_parts.Values.Count(part => part is { IsProject: true, IsReady: true }) < expected)
        {
            if (_failed.Task.IsFaulted)
            {
                await _failed.Task;
            }

            if (options.Time.GetElapsedTime(began) > s_readyWithin)
            {
                var missing = _parts.Values.Where(part => !part.IsReady).Select(part => $"{part.Name} ({part.Missing ?? part.State ?? "not started"})");
                throw new StartException($"Not ready after {s_readyWithin.TotalMinutes:0} minutes: {string.Join(", ", missing)}. The logs are in {options.Data.Folder("logs")}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), options.Time, cancellationToken);
        }
    }

    /// <summary>Removes the record of running processes: they have ended.</summary>
    public void Ended() => _record.Clear();

    private async Task FollowAsync(ResourceNotificationService notifications)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(_stopping.Token))
            {
                if (change.Resource is ProjectResource or LocalServerProcess && change.Snapshot.State?.Text is { } state)
                {
                    Take(change, state);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    private void Take(ResourceEvent change, string state)
    {
        var part = _parts.GetOrAdd(change.ResourceId, id => Add(id, change.Resource));
        var before = part.State;
        part.State = state;
        part.Address = AddressOf(change.Snapshot) ?? part.Address;
        var pid = PidOf(change.Snapshot);
        if (state == KnownResourceStates.Running && pid is not null && pid != part.Pid)
        {
            part.Started(pid.Value, options.Time.GetTimestamp());
            _record.Add(part.Name, pid.Value);
            _ = ProbeAsync(part);
        }
        else if (state == before)
        {
            return;
        }
        else if (state == KnownResourceStates.FailedToStart)
        {
            Fail(new StartException($"{part.Name} could not be started.{Ended(part)}"));
        }
        else if (KnownResourceStates.TerminalStates.Contains(state))
        {
            TakeEnd(part, before, change.Snapshot.ExitCode);
        }
    }

    private void TakeEnd(Part part, string? before, int? exitCode)
    {
        part.IsReady = false;
        if (s_migrations.Contains(part.Name, StringComparer.Ordinal))
        {
            if (exitCode == 0)
            {
                part.IsReady = true;
                say($"{part.Name,-16} done");
            }
            else if (!_stopping.IsCancellationRequested)
            {
                Fail(new StartException($"{part.Name} failed: {ExitCodes.Describe(exitCode ?? 1)}.{Ended(part)}"));
            }
        }
        else if (before != KnownResourceStates.Stopping && before is not null && !_stopping.IsCancellationRequested)
        {
            // A person's Stop goes through the state Stopping; a program that ends by itself does not.
            _ = RestartAsync(part, exitCode);
        }
    }

    private async Task RestartAsync(Part part, int? exitCode)
    {
        const int StartsBeforeGivingUp = 5;
        var lived = options.Time.GetElapsedTime(part.StartedAt);
        var how = exitCode is null or -1 ? "It ended" : ExitCodes.Describe(exitCode.Value);
        var pause = part.Backoff.Next(lived);
        if (!part.WasEverReady && part.Backoff.Failures >= StartsBeforeGivingUp)
        {
            Fail(new StartException($"{part.Name} does not start: {how}, {StartsBeforeGivingUp} times in a row.{Ended(part)}"));
            return;
        }

        say($"{part.Name,-16} {how} after {lived.TotalSeconds:0.0} s; starting it again in {pause.TotalSeconds:0.#} s");
        try
        {
            await Task.Delay(pause, options.Time, _stopping.Token);
            var started = await _services!.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(part.ResourceId, KnownResourceCommands.StartCommand, _stopping.Token);
            if (!started.Success && !_stopping.IsCancellationRequested)
            {
                say($"{part.Name,-16} could not be started again: {started.Message}. Use its Start command in the dashboard, or restart the AppHost.");
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    private async Task ProbeAsync(Part part)
    {
        var pid = part.Pid;
        try
        {
            while (part.Pid == pid && part.State == KnownResourceStates.Running)
            {
                part.Missing = part.Address is { } address ? await HealthProbe.AskAsync(new Uri(address, "/health/ready"), _stopping.Token) : null;
                if (part.Missing is null)
                {
                    part.IsReady = !s_migrations.Contains(part.Name, StringComparer.Ordinal);
                    if (part.IsReady)
                    {
                        say($"{part.Name,-16} {(part.WasEverReady ? "ready again" : part.IsProject ? "ready" : "started")} after {options.Time.GetElapsedTime(part.StartedAt).TotalSeconds:0.0} s");
                        part.WasEverReady = true;
                    }

                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), options.Time, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    private Part Add(string resourceId, IResource resource)
    {
        var siblings = _parts.Values.Count(part => part.Resource == resource);
        var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        var part = new Part(replicas == 1 ? resource.Name : $"{resource.Name}-{siblings}", resourceId, resource);
        _ = PumpAsync(part);
        return part;
    }

    private async Task PumpAsync(Part part)
    {
        var log = LogOf(part.Name);
        try
        {
            await foreach (var lines in _services!.GetRequiredService<ResourceLoggerService>().WatchAsync(part.ResourceId).WithCancellation(_stopping.Token))
            {
                foreach (var line in lines)
                {
                    log.Write(WithoutAspireTime(line.Content));
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    /// <summary>Aspire puts its own time in front of each line; the parts' lines begin with theirs.</summary>
    private static string WithoutAspireTime(string line)
    {
        var end = line.IndexOf(' ', StringComparison.Ordinal);
        return end > 20 && DateTimeOffset.TryParse(line.AsSpan(0, end), System.Globalization.CultureInfo.InvariantCulture, out _) && end + 1 < line.Length && char.IsAsciiDigit(line[end + 1])
            ? line[(end + 1)..]
            : line;
    }

    private string Ended(Part part)
    {
        var log = LogOf(part.Name);
        var tail = log.Tail.Count == 0 ? "" : $" It ended with:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", log.Tail)}";
        return $" Its log is {log.FilePath}.{tail}";
    }

    private static int? PidOf(CustomResourceSnapshot snapshot) => snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int?;

    private static Uri? AddressOf(CustomResourceSnapshot snapshot) =>
        snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name == "ASPNETCORE_URLS")?.Value?.Split(';')[0].Replace("*", "localhost", StringComparison.Ordinal) is { Length: > 0 } address
        && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null;
}
