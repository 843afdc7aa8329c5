using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansLedger.AppHost.Parts;
using OrleansLedger.LocalServers;
using FreePort = OrleansLedger.LocalServers.Hosting.FreePort;
using OrleansLedger.LocalServers.Logs;
using OrleansLedger.LocalServers.Postgres;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.AppHost;

/// <summary>What surrounds the model in Program.cs: defaults for Aspire, the data folder, start, readiness and stop.</summary>
internal static class LedgerHost
{
    /// <summary>Begins a model whose secrets and files are in the data folder.</summary>
    /// <exception cref="StartException">The data folder cannot be used, or a port is in use.</exception>
    public static IDistributedApplicationBuilder CreateBuilder(LedgerHostOptions options)
    {
        var data = options.OpenData();
        try
        {
            Action<string> say = options.Demo is null ? Console.WriteLine : _ => { };
            new PartRecord(data).WaitUntilEndedAsync(say, options.Time).GetAwaiter().GetResult();
            if (options.Reset)
            {
                LeftoverPostmaster.Stop(Path.Combine(data.FullPath, PostgresResource.FolderName));
                data.Clear();
            }

            CheckPort(options.ApiPort, "the API", "--port");
            CheckPort(options.SandboxPort, "the sandbox", "--sandbox-port");
            HideFromParts(options);

            var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = !options.Dashboard });
            builder.Configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
            builder.Configuration["ASPNETCORE_URLS"] = $"http://localhost:{options.DashboardPort}";
            builder.Configuration["AppHost:BrowserToken"] = DashboardToken(options);
            builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
            builder.Services.Configure<ResourceNotificationServiceOptions>(waits => waits.DefaultWaitBehavior = WaitBehavior.WaitOnResourceUnavailable);
            builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error)
                .AddFilter("Aspire", LogLevel.Error).AddFilter("Microsoft", LogLevel.Error).AddFilter("OrleansLedger", LogLevel.None)
                .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
            var logs = new Logbook(options is { Dashboard: false, Demo: null } ? Console.Out : null, Logbook.ColoursWanted, data.Folder("logs"), options.Time);
            builder.Services.AddSingleton(options);
            builder.Services.AddSingleton(new PartMonitor(options, logs, say));
            return builder;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Starts the application and runs it until it is stopped, or runs the demo against it.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="StartException">A part cannot be started; everything has been stopped again.</exception>
    public static async Task<int> RunAsync(DistributedApplication app, LedgerHostOptions options, IResource silos)
    {
        var began = options.Time.GetTimestamp();
        using var signals = new ShutdownSignals(options.Time);
        var parts = app.Services.GetRequiredService<PartMonitor>();
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Requested, stopping);
        try
        {
            parts.Follow(app.Services);
            if (options.Demo is { } demo)
            {
                return await new DemoHost(options, demo, parts, silos).RunAsync(app, stop.Token);
            }

            await app.StartAsync(stop.Token);
            await parts.WaitUntilReadyAsync(app.Services.GetRequiredService<DistributedApplicationModel>(), stop.Token);
            await Console.Out.WriteLineAsync(ReadyBanner.Text(options, DashboardToken(options), options.Time.GetElapsedTime(began)));
            await Task.Delay(Timeout.InfiniteTimeSpan, options.Time, stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            await Console.Out.WriteLineAsync("Stopping. Press Ctrl-C again to stop immediately.");
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
            parts.Ended();
            options.Data.Dispose();
        }
    }

    /// <summary>The dashboard's login token, kept so that its address stays valid over restarts.</summary>
    private static string DashboardToken(LedgerHostOptions options) => options.Data.Password("dashboard-token");

    private static void CheckPort(int port, string part, string option)
    {
        if (!FreePort.IsFree(port))
        {
            throw new StartException($"Port {port} is in use by another program, and {part} needs it. Stop that program, or choose another port with {option} ({option} 0 uses a free one).");
        }
    }

    /// <summary>
    /// Takes variables away that the parts would inherit: the login of the database's owner from all, and in the demo, which uses the sandbox and its own servers, everything of the user's.
    /// </summary>
    private static void HideFromParts(LedgerHostOptions options)
    {
        string[] logins = [$"{LedgerConnection.Name}-admin", LedgerConnection.Name, "redis"];
        var hidden = logins.Select(name => $"ConnectionStrings__{name}");
        if (options.Demo is not null)
        {
            hidden = hidden.Concat(ProviderApp.All.SelectMany(provider => provider.UserVariables));
        }

        foreach (var variable in hidden.Append("ASPNETCORE_URLS"))
        {
            Environment.SetEnvironmentVariable(variable, value: null);
        }
    }
}
