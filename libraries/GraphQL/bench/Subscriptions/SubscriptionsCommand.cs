using System.CommandLine;
using Spectre.Console;

namespace OrleansLedger.GraphQL.Bench.Subscriptions;

/// <summary><c>subscriptions</c>: ends with 0 when every event reached every subscription once and in order, with 1 otherwise.</summary>
internal static class SubscriptionsCommand
{
    private static readonly Option<int> s_count = CommandOptions.Number("--count", 10_000, 1_000_000, "Subscriptions open at a time. Each socket or stream is a file of both processes: see ulimit -n");

    private static readonly Option<int> s_events = CommandOptions.Number("--events", 20, 1000, "Events published to all of them one after the other, and then as many at once");

    private static readonly Option<string> s_manners = new("--manners")
    {
        Description = $"How clients are connected, with commas between ({string.Join(", ", Manner.All.Select(each => each.Name))})",
        HelpName = "LIST",
        DefaultValueFactory = _ => string.Join(',', Manner.All.Select(each => each.Name)),
    };

    public static Command Create()
    {
        var command = new Command("subscriptions", "Opens many subscriptions at our server, over WebSockets and server-sent events, and publishes events to all of them.") { s_count, s_events, s_manners };
        command.SetAction((arguments, cancellationToken) => BenchScreen.RunAsync(
            () => MeasureAsync(
                arguments.GetRequiredValue(s_count),
                arguments.GetRequiredValue(s_events),
                arguments.GetRequiredValue(s_manners).Split(',', StringSplitOptions.TrimEntries),
                cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> MeasureAsync(int count, int events, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        if (names.Except(Manner.All.Select(each => each.Name)).FirstOrDefault() is { } unknown)
        {
            throw new BenchException($"--manners does not know \"{unknown}\". It takes {string.Join(", ", Manner.All.Select(each => each.Name))}, with commas between.");
        }

        BenchScreen.Machine();
        var table = BenchScreen.Table(
            $"{count} subscriptions, {events} events to all of them one after the other, then {events} at once",
            "connected by", "connections", "deliveries", "heap B each", "working set B each", "left behind B each", "last delivery ms", "at most", $"{events} at once ms", "server CPU s");
        await BenchScreen.Console.Status().StartAsync("starting", async status =>
        {
            var bench = new SubscriptionBench(count, events, what => status.Status = Markup.Escape(what));
            foreach (var manner in Manner.All.Where(each => names.Contains(each.Name)))
            {
                table.AddRow(Row(await bench.MeasureAsync(manner, cancellationToken)));
            }
        });
        BenchScreen.Console.Write(table);
        return 0;
    }

    private static string[] Row(SubscriptionFigures figures) =>
    [
        figures.Manner,
        Whole(figures.Connections),
        Whole(figures.Deliveries),
        Whole(figures.HeapEach),
        Whole(figures.WorkingSetEach),
        Whole(figures.HeapEachLeft),
        Whole(figures.LastDeliveryMedian),
        Whole(figures.LastDeliveryMost),
        Whole(figures.Burst),
        BenchScreen.Text(figures.ServerCpu, "0.0"),
    ];

    private static string Whole(double number) => BenchScreen.Text(number, "#,0");
}
