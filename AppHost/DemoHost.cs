using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.AppHost.Parts;
using OrleansLedger.Demo;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.AppHost;

/// <summary>Runs the demo against the application and removes the demo's data folder afterwards.</summary>
internal sealed class DemoHost(LedgerHostOptions options, DemoOptions demo, PartMonitor parts, IResource silos)
{
    private readonly DemoScreen _screen = DemoScreen.For(demo);

    /// <returns>0 if every check passed, otherwise 1.</returns>
    public async Task<int> RunAsync(DistributedApplication app, CancellationToken cancellationToken)
    {
        var succeeded = false;
        try
        {
            var result = await RunAsync(app, _screen, cancellationToken);
            if (demo.Json)
            {
                await Console.Out.WriteLineAsync(result.ToJson());
            }

            succeeded = result.Succeeded;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _screen.Problem("The demo was stopped.");
        }
        catch (Exception failure) when (failure is DemoException or StartException)
        {
            _screen.Problem($"The demo cannot go on. {failure.Message}");
        }

        await app.StopAsync(CancellationToken.None);
        Leave(succeeded);
        return succeeded ? 0 : 1;
    }

    private async Task<DemoResult> RunAsync(DistributedApplication app, DemoScreen screen, CancellationToken cancellationToken)
    {
        var time = options.Time;
        var began = time.GetTimestamp();
        screen.Introduce(demo);
        screen.Step("Starting PostgreSQL, Redis, sandbox, two silos and the API");
        await app.StartAsync(cancellationToken);
        await parts.WaitUntilReadyAsync(app.Services.GetRequiredService<DistributedApplicationModel>(), cancellationToken);
        screen.Step($"Ready after {time.GetElapsedTime(began).TotalSeconds:0.0} s: {options.ApiUrl}, the simulated companies' books at {new Uri(options.SandboxUrl, "/_sandbox")}");
        var target = new DemoApplication(options.GraphQLUrl, PartSettings.PlatformKey(options), options.SandboxUrl, KillSiloAsync);
        return await new DemoRun(demo, target, screen, time).RunAsync(began, cancellationToken);
    }

    /// <summary>Kills a silo at random and returns when it has been started again and is ready.</summary>
    private async Task KillSiloAsync(CancellationToken cancellationToken)
    {
        var replicas = parts.All.Where(part => part.Resource == silos).ToList();
        var victim = replicas[Random.Shared.Next(replicas.Count)];
        var killed = victim.Pid ?? throw new DemoException($"{victim.Name} does not run. Its log says why.");
        Signals.Send(killed, Signal.Kill);
        while (victim.Pid == killed || !victim.IsReady)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), options.Time, cancellationToken);
        }
    }

    private void Leave(bool succeeded)
    {
        var folder = options.Data.FullPath;
        if (demo.Keep || !succeeded)
        {
            _screen.Step($"Logs: {Path.Combine(folder, "logs")}");
            _screen.Step($"To look at the books: dotnet run --project AppHost -- --data {folder}   then open the address it prints as 'Sandbox'");
            return;
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be removed does not change the result.
            _screen.Step($"{folder} could not be removed: {e.Message}");
        }
    }
}
