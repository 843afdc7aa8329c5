using System.CommandLine;
using OrleansLedger.GraphQL.Bench.Servers;

namespace OrleansLedger.GraphQL.Bench.Compare;

/// <summary><c>compare</c>: ends with 0 when every measurement was made and can be trusted, with 1 otherwise.</summary>
internal static class CompareCommand
{
    private static readonly Option<string> s_servers = List("--servers", "Servers to measure, with commas between", ServerCatalog.Names);

    private static readonly Option<string> s_scenarios = List("--scenarios", "Scenarios to measure, with commas between", Scenario.Names);

    private static readonly Option<int> s_seconds = CommandOptions.Number("--seconds", 10, 600, "Measure for so long");

    private static readonly Option<int> s_warmUp = CommandOptions.Number("--warm-up", 8, 600, "Seconds of the same load before it; compilers need them");

    private static readonly Option<int> s_concurrency = CommandOptions.Number("--concurrency", 32, 1024, "Connections, each with one request at a time");

    private static readonly Option<int> s_rounds = CommandOptions.Number("--rounds", 3, 100, "Measure every server so often, in turn; the medians count");

    private static readonly Option<bool> s_json = new("--json") { Description = "Print every measurement as one line of JSON, and nothing else on standard output" };

    public static Command Create()
    {
        var compare = new Command("compare", "Measures GraphQL servers on this machine: same schema, same data, same load.")
        {
            s_servers, s_scenarios, s_seconds, s_warmUp, s_concurrency, s_rounds, s_json,
        };
        compare.SetAction((arguments, cancellationToken) => CompareAsync(Read(arguments), cancellationToken));
        return compare;
    }

    private static CompareOptions Read(ParseResult arguments) => new()
    {
        Servers = [.. Items(arguments.GetRequiredValue(s_servers)).Select(ServerCatalog.Find)],
        Scenarios = [.. Items(arguments.GetRequiredValue(s_scenarios)).Select(Scenario.Load)],
        Duration = TimeSpan.FromSeconds(arguments.GetRequiredValue(s_seconds)),
        WarmUp = TimeSpan.FromSeconds(arguments.GetRequiredValue(s_warmUp)),
        Concurrency = arguments.GetRequiredValue(s_concurrency),
        Rounds = arguments.GetRequiredValue(s_rounds),
        Json = arguments.GetValue(s_json),
    };

    private static async Task<int> CompareAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        var screen = CompareScreen.For(options);
        try
        {
            screen.Introduce(options);
            var result = await screen.ShowAsync(options, progress => new Comparison(options, progress, TimeProvider.System).RunAsync(cancellationToken));
            screen.Conclude(result);
            if (options.Json)
            {
                await Console.Out.WriteLineAsync(result.ToJson());
            }

            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.Problem("The comparison was stopped.");
            return 1;
        }
        catch (BenchException failure)
        {
            screen.Problem(failure.Message);
            return 1;
        }
    }

    private static Option<string> List(string name, string description, IReadOnlyCollection<string> known)
    {
        var option = new Option<string>(name) { Description = $"{description} ({string.Join(", ", known)})", HelpName = "LIST", DefaultValueFactory = _ => string.Join(',', known) };
        option.Validators.Add(result =>
        {
            foreach (var unknown in Items(result.GetValue(option)).Except(known))
            {
                result.AddError($"{name} does not know \"{unknown}\". It takes {string.Join(", ", known)}, with commas between.");
            }
        });
        return option;
    }

    private static IEnumerable<string> Items(string? list) => (list ?? "").Split(',', StringSplitOptions.TrimEntries).Distinct();
}
