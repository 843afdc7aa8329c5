using System.CommandLine;
using System.Text.Json;
using OrleansLedger.Bench.Lists;
using OrleansLedger.Bench.Pages;
using OrleansLedger.Demo;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.Bench;

/// <summary>The command line: <c>export|turns|live|lists|api|api-live|all</c> and options. Ends with 0 when every measurement was made and each with a bar is within it, 1 otherwise.</summary>
internal static class BenchCommand
{
    private const int MostSilos = 16;

    private static readonly Argument<string> s_what = new("what")
    {
        Description = "export: documents a second and CPU a document; turns: from a command's enqueueing to its start; live: from a job's end to its last subscriber's hearing of it; lists: pages of sync records a second; api: the same asked of the API's process; api-live: subscriptions to the API's process during an export; all: exports and turns",
        DefaultValueFactory = _ => "all",
    };

    private static readonly Option<int> s_documents = Number("--documents", 5000, "Documents of each connection's");

    private static readonly Option<int> s_connections = Number("--connections", 8, "Tenants, each with one connection");

    private static readonly Option<int> s_subscriptions = Number("--subscriptions", 2000, "Subscriptions open during the export of live and api-live");

    private static readonly Option<int> s_rounds = Number("--rounds", 1, "Measure each number of silos so often, in turn; the median counts");

    private static readonly Option<int> s_commands = Number("--commands", 40, "Commands timed for each figure of latency");

    private static readonly Option<int> s_records = Number("--records", 1_000_000, "Sync records of the tenant whose list is read");

    private static readonly Option<int> s_seconds = Number("--seconds", 60, "How long api is measured");

    private static readonly Option<string> s_provider = new("--provider")
    {
        Description = "The simulated accounting system to export to",
        HelpName = "NAME",
        DefaultValueFactory = _ => "xero",
    };

    private static readonly Option<string> s_silos = new("--silos")
    {
        Description = "Numbers of silos to measure with, with commas between",
        HelpName = "LIST",
        DefaultValueFactory = _ => "1,2,4",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print the result as one line of JSON, and nothing else on standard output" };

    private static readonly Option<bool> s_keep = new("--keep") { Description = "Leave the data folder with its logs" };

    public static RootCommand Create()
    {
        s_what.AcceptOnlyFromAmong("export", "turns", "live", "lists", "api", "api-live", "all");
        s_provider.AcceptOnlyFromAmong([.. DemoOptions.AllProviders]);
        s_silos.Validators.Add(result =>
        {
            if (Numbers(result.GetValue(s_silos)) is null)
            {
                result.AddError($"--silos takes numbers from 1 to {MostSilos}, with commas between.");
            }
        });
        var command = new RootCommand("Measures OrleansLedger on this machine: its own PostgreSQL, Redis, sandbox and silos, on data that is cleared away at the end.")
        {
            s_what, s_documents, s_connections, s_silos, s_rounds, s_commands, s_subscriptions, s_records, s_seconds, s_provider, s_json, s_keep,
        };
        command.SetAction((arguments, _) => RunAsync(Read(arguments)));
        return command;
    }

    private static BenchOptions Read(ParseResult arguments)
    {
        var what = arguments.GetRequiredValue(s_what);
        return new BenchOptions
        {
            Exports = what is "export" or "all",
            Turns = what is "turns" or "all",
            Live = what is "live",
            ApiLive = what is "api-live",
            Documents = arguments.GetRequiredValue(s_documents),
            // Everybody listens to one job.
            Connections = what is "live" or "api-live" ? 1 : arguments.GetRequiredValue(s_connections),
            Subscriptions = arguments.GetRequiredValue(s_subscriptions),
            Provider = arguments.GetRequiredValue(s_provider),
            // What is heard is the API's to answer for; more silos are measured where they are asked for.
            Silos = what is "api-live" && arguments.GetResult(s_silos) is null or { Implicit: true } ? [1] : Numbers(arguments.GetRequiredValue(s_silos))!,
            Rounds = arguments.GetRequiredValue(s_rounds),
            Commands = arguments.GetRequiredValue(s_commands),
            Records = what is "lists" or "api" ? arguments.GetRequiredValue(s_records) : null,
            Pages = what is "api",
            Seconds = arguments.GetRequiredValue(s_seconds),
            Json = arguments.GetValue(s_json),
            Keep = arguments.GetValue(s_keep),
        };
    }

    private static Option<int> Number(string name, int byDefault, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) < 1)
            {
                result.AddError($"{name} takes a number from 1.");
            }
        });
        return option;
    }

    private static List<int>? Numbers(string? list)
    {
        var numbers = new List<int>();
        foreach (var text in (list ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(text, out var number) || number is < 1 or > MostSilos)
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers.Distinct()];
    }

    private static async Task<int> RunAsync(BenchOptions options)
    {
        var time = TimeProvider.System;
        var screen = BenchScreen.For(options);
        using var signals = new ShutdownSignals(time);
        try
        {
            return options switch
            {
                { Pages: true } => await MeasurePagesAsync(options, screen, time, signals.Requested),
                { Records: { } records } => await MeasureListsAsync(records, options, screen, time, signals.Requested),
                _ => await MeasureAsync(options, screen, time, signals.Requested),
            };
        }
        catch (OperationCanceledException) when (signals.Requested.IsCancellationRequested)
        {
            screen.Problem("The benchmark was stopped.");
            return 1;
        }
        catch (Exception failure) when (failure is DemoException or StartException)
        {
            screen.Problem($"The benchmark cannot go on. {failure.Message}");
            return 1;
        }
    }
    private static async Task<int> MeasureAsync(BenchOptions options, BenchScreen screen, TimeProvider time, CancellationToken cancellationToken)
    {
        var result = await new BenchRun(options, screen, time).RunAsync(cancellationToken);
        screen.Conclude(result);
        await PrintAsync(options, result.ToJson);
        return result.Holds ? 0 : 1;
    }

    private static async Task<int> MeasureListsAsync(int records, BenchOptions options, BenchScreen screen, TimeProvider time, CancellationToken cancellationToken)
    {
        var figures = await new ListBench(records, screen, time).RunAsync(cancellationToken);
        screen.Conclude(figures);
        await PrintAsync(options, () => JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
        return 0;
    }

    private static async Task<int> MeasurePagesAsync(BenchOptions options, BenchScreen screen, TimeProvider time, CancellationToken cancellationToken)
    {
        var figures = await new PageBench(options, screen, time).RunAsync(cancellationToken);
        screen.Conclude(figures);
        await PrintAsync(options, () => JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
        return figures.Holds ? 0 : 1;
    }

    private static Task PrintAsync(BenchOptions options, Func<string> json) => options.Json ? Console.Out.WriteLineAsync(json()) : Task.CompletedTask;
}
