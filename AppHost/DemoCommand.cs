using System.CommandLine;
using OrleansLedger.Demo;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.AppHost;

/// <summary><c>demo</c>: shows the main job and exits, with 0 if every check passed and 1 otherwise.</summary>
internal static class DemoCommand
{
    private static readonly Option<int> s_transactions = new("--transactions")
    {
        Description = "Number of transactions of each tenant. The sample has 200 and is repeated for more",
        HelpName = "N",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<int> s_tenants = new("--tenants")
    {
        Description = "Number of tenants. Each is connected to every provider",
        HelpName = "N",
        DefaultValueFactory = _ => 2,
    };

    private static readonly Option<string> s_providers = new("--providers")
    {
        Description = "Providers to connect to, separated by commas",
        HelpName = "LIST",
        DefaultValueFactory = _ => string.Join(',', DemoOptions.AllProviders),
    };

    private static readonly Option<bool> s_kill = new("--kill") { Description = "Kill silos during the export, several times" };

    private static readonly Option<bool> s_faults = new("--faults") { Description = "Let some calls to the sandbox fail: 5xx, cut connections, slow answers" };

    private static readonly Option<bool> s_realTime = new("--realtime") { Description = $"Use the real length of the providers' quota windows instead of one {DemoOptions.Haste:0} times shorter" };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print the result as one line of JSON, and nothing else on standard output" };

    private static readonly Option<bool> s_keep = new("--keep") { Description = "Keep the data and logs, and print the command that opens the books" };

    static DemoCommand()
    {
        AtLeastOne(s_transactions);
        AtLeastOne(s_tenants);
        s_providers.Validators.Add(result =>
        {
            var names = Names(result.GetValue(s_providers));
            if (names.Count == 0 || names.Except(DemoOptions.AllProviders, StringComparer.Ordinal).Any())
            {
                result.AddError($"--providers takes one or more of {string.Join(',', DemoOptions.AllProviders)}, separated by commas.");
            }
        });
    }

    public static Command Create()
    {
        var command = new Command("demo", "Show the main job: tenants connect to simulated accounting systems, all transactions are exported, and the books are checked.")
        {
            s_transactions, s_tenants, s_providers, s_kill, s_faults, s_realTime, s_json, s_keep,
        };
        command.SetAction((arguments, _) => RunAsync(Read(arguments)));
        return command;
    }

    /// <summary>The options as given on the command line.</summary>
    public static DemoOptions Read(ParseResult arguments) => new()
    {
        Transactions = arguments.GetRequiredValue(s_transactions),
        Tenants = arguments.GetRequiredValue(s_tenants),
        Providers = Names(arguments.GetRequiredValue(s_providers)),
        Kill = arguments.GetValue(s_kill),
        Faults = arguments.GetValue(s_faults),
        RealTime = arguments.GetValue(s_realTime),
        Json = arguments.GetValue(s_json),
        Keep = arguments.GetValue(s_keep),
    };

    private static void AtLeastOne(Option<int> option) => option.Validators.Add(result =>
    {
        if (result.GetValue(option) < 1)
        {
            result.AddError($"{option.Name} takes a whole number, 1 or more.");
        }
    });

    private static List<string> Names(string? list) =>
        [.. (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    private static async Task<int> RunAsync(DemoOptions options)
    {
        var time = TimeProvider.System;
        var screen = DemoScreen.For(options);
        using var signals = new ShutdownSignals(time);
        try
        {
            var result = await new DemoHost(options, screen, time).RunAsync(signals.Requested);
            if (options.Json)
            {
                await Console.Out.WriteLineAsync(result.ToJson());
            }

            return result.Succeeded ? 0 : 1;
        }
        catch (OperationCanceledException) when (signals.Requested.IsCancellationRequested)
        {
            screen.Problem("The demo was stopped.");
            return 1;
        }
        catch (Exception failure) when (failure is DemoException or StartException)
        {
            screen.Problem($"The demo cannot go on. {failure.Message}");
            return 1;
        }
    }
}
