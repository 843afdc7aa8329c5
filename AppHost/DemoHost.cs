using OrleansLedger.Demo;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.AppHost;

/// <summary>Starts an application for the demo in a folder of its own, runs the demo against it, and removes the folder.</summary>
internal sealed class DemoHost(DemoOptions options, DemoScreen screen, TimeProvider time)
{
    public async Task<DemoResult> RunAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        screen.Introduce(options);
        var folder = Path.Combine(Path.GetTempPath(), $"orleansledger-demo-{Guid.NewGuid():N}");
        var succeeded = false;
        try
        {
            await using var application = new LedgerApplication(new LedgerApplicationOptions
            {
                DataFolder = folder,
                ApiPort = 0,
                TimeScale = options.TimeScale,
                Environment = ShortDelays(options),
                Durable = false,
                Time = time,
            });
            screen.Step("Starting PostgreSQL, Redis, sandbox, two silos and the API");
            await application.StartAsync(cancellationToken);
            screen.Step($"Ready after {time.GetElapsedTime(began).TotalSeconds:0.0} s: {application.ApiUrl}, the simulated companies' books at {new Uri(application.SandboxUrl, "/_sandbox")}");

            var target = new DemoApplication(
                application.GraphQLUrl, application.PlatformKey, application.SandboxUrl, cancelled => KillAsync(application.Silo.Replicas, cancelled));
            var result = await new DemoRun(options, target, screen, time).RunAsync(began, cancellationToken);
            succeeded = result.Succeeded;
            return result;
        }
        finally
        {
            if (options.Keep || !succeeded)
            {
                screen.Step($"Logs: {Path.Combine(folder, "logs")}");
                screen.Step($"To look at the books: dotnet run --project AppHost -- --data {folder}   then open the address it prints as 'Sandbox'");
            }
            else
            {
                Discard(folder);
            }
        }
    }

    private static async Task KillAsync(IReadOnlyList<Replica> silos, CancellationToken cancellationToken)
    {
        var victim = silos[Random.Shared.Next(silos.Count)];
        await victim.KillAsync();
        await victim.WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>A folder that cannot be removed does not change the result.</summary>
    private void Discard(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            screen.Step($"{folder} could not be removed: {e.Message}");
        }
    }

    /// <summary>Delays between attempts are shortened like the quota windows, so that a retry is seen within the run.</summary>
    private static Dictionary<string, string?> ShortDelays(DemoOptions options) => options.TimeScale == 1
        ? []
        : new(StringComparer.Ordinal) { ["Silo__RetryUnit"] = "00:00:01", ["Silo__SettleDelay"] = "00:00:03" };
}
