using System.Collections.Concurrent;

namespace OrleansLedger.LocalServers.Hosting;

/// <summary>
/// An application of several processes on one machine. The vocabulary is Aspire's (ADR 0001), so that a composition written
/// here reads like one written there.
/// </summary>
internal sealed class DistributedApplication(IReadOnlyList<Resource> resources, HostContext host) : IAsyncDisposable
{
    /// <summary>Begins a composition.</summary>
    /// <exception cref="StartException">The data folder is in use, or is not ours.</exception>
    public static DistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new(options);

    public IReadOnlyList<Resource> Resources => resources;

    /// <summary>Starts every part as soon as those it waits for are ready, and returns when all are.</summary>
    /// <exception cref="StartException">A part cannot be started; the others have been stopped again.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // What cannot end well is said before anything has been waited for.
        foreach (var resource in resources)
        {
            resource.Check();
        }

        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var starts = new Dictionary<Resource, Task>();
        foreach (var resource in resources)
        {
            // A part can only wait for one that was added before it, so there are no circles.
            starts[resource] = StartAsync(resource, resource.WaitsFor.ConvertAll(other => starts[other]), abandon.Token);
        }

        try
        {
            await foreach (var start in Task.WhenEach(starts.Values).WithCancellation(CancellationToken.None))
            {
                await start;
            }
        }
        catch
        {
            await abandon.CancelAsync();
            await Task.WhenAll(starts.Values).ContinueWith(static _ => { }, TaskScheduler.Default);
            await StopAsync();
            throw;
        }
    }

    /// <summary>Stops every part in good order: each after those that wait for it.</summary>
    public async Task StopAsync()
    {
        var stops = new ConcurrentDictionary<Resource, Task>();
        foreach (var resource in resources.Reverse())
        {
            var dependents = resources.Where(other => other.WaitsFor.Contains(resource)).Select(other => stops[other]).ToArray();
            stops[resource] = StopAsync(resource, dependents);
        }

        await Task.WhenAll(stops.Values);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        host.Logs.Dispose();
        host.Data.Dispose();
    }

    private static async Task StartAsync(Resource resource, IReadOnlyList<Task> waitsFor, CancellationToken cancellationToken)
    {
        await Task.WhenAll(waitsFor);
        await resource.StartAsync(cancellationToken);
    }

    private static async Task StopAsync(Resource resource, IReadOnlyList<Task> dependents)
    {
        await Task.WhenAll(dependents);
        await resource.StopAsync();
    }
}
