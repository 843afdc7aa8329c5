using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Configuration;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Data;
using OrleansLedger.LocalServers.Logs;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.AppHost;

/// <summary>Runs the application until it is stopped. The AppHost's command when none is named.</summary>
internal static class RunCommand
{
    /// <summary>At a higher factor a quota window of a minute is shorter than a call.</summary>
    private const double FastestQuotas = 1000;

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder for data, secrets and logs",
        HelpName = "DIR",
        DefaultValueFactory = _ => UserFolders.Data,
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "Port of the API. 0 uses a free port",
        HelpName = "N",
        DefaultValueFactory = _ => LedgerApplicationOptions.UsualApiPort,
    };

    private static readonly Option<bool> Reset = new("--reset")
    {
        Description = "Delete everything in the data folder first: database, secrets, logs",
    };

    private static readonly Option<double> QuotaSpeed = new("--quota-speed")
    {
        Description = "Shorten the quota windows of the simulated providers by this factor, 1 to 1000. Real providers keep theirs",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    static RunCommand()
    {
        Port.Validators.Add(result =>
        {
            if (result.GetValue(Port) is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
            {
                result.AddError($"--port takes a number from {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}.");
            }
        });
        QuotaSpeed.Validators.Add(result =>
        {
            if (result.GetValue(QuotaSpeed) is not (>= 1 and <= FastestQuotas))
            {
                result.AddError($"--quota-speed takes a number from 1 to {FastestQuotas}.");
            }
        });
    }

    public static RootCommand Create()
    {
        var command = new RootCommand("OrleansLedger connects a product to its customers' accounting systems. This command starts it on this machine: PostgreSQL, Redis, simulated providers, two silos and the API.") { Data, Port, Reset, QuotaSpeed };
        command.SetAction((arguments, _) => RunAsync(new LedgerApplicationOptions
        {
            DataFolder = arguments.GetRequiredValue(Data),
            ApiPort = arguments.GetRequiredValue(Port),
            Reset = arguments.GetValue(Reset),
            TimeScale = arguments.GetValue(QuotaSpeed),
            Configuration = new ConfigurationManager().AddEnvironmentVariables().Build(),
            Console = Console.Out,
            Colours = Logbook.ColoursWanted,
        }));
        return command;
    }

    private static async Task<int> RunAsync(LedgerApplicationOptions options)
    {
        var began = options.Time.GetTimestamp();
        using var signals = new ShutdownSignals(options.Time);
        try
        {
            await using var application = new LedgerApplication(options);
            await application.StartAsync(signals.Requested);
            await Console.Out.WriteLineAsync(ReadyBanner.Text(application, options.Configuration, options.Time.GetElapsedTime(began)));
            await Task.Delay(Timeout.InfiniteTimeSpan, options.Time, signals.Requested).ContinueWith(static _ => { }, TaskScheduler.Default);
            await Console.Out.WriteLineAsync("Stopping. Press Ctrl-C again to stop immediately.");
            return 0;
        }
        catch (OperationCanceledException) when (signals.Requested.IsCancellationRequested)
        {
            return 0;
        }
        catch (StartException failure)
        {
            await Console.Error.WriteLineAsync($"{Environment.NewLine}OrleansLedger is not running. {failure.Message}");
            return 1;
        }
    }
}
