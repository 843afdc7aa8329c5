using System.Globalization;
using OrleansLedger.GraphQL.Bench.Servers;
using Spectre.Console;

namespace OrleansLedger.GraphQL.Bench.Compare;

/// <summary>What people see of the comparison. With <c>--json</c> it goes to the error stream, so that standard output has the one line alone.</summary>
internal sealed class CompareScreen(IAnsiConsole console)
{
    /// <summary>Files and pipes have no width; this one takes every line as it is.</summary>
    private const int WidthOfFiles = 160;

    public static CompareScreen For(CompareOptions options)
    {
        var console = options.Json
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            : AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return new CompareScreen(console);
    }

    public void Introduce(CompareOptions options)
    {
        var minutes = (options.Duration + options.WarmUp).TotalMinutes * Steps(options);
        console.MarkupLineInterpolated(
            $"[bold]GraphQL servers compared[/]: {options.Concurrency} connections, {options.WarmUp.TotalSeconds:0} s to warm up, {options.Duration.TotalSeconds:0} s measured, {options.Rounds} rounds: about {minutes:0.#} minutes.");
        console.MarkupLineInterpolated($"Servers and load share the {Environment.ProcessorCount} cores of this machine, so requests by the server's CPU second are what counts.");
        console.WriteLine();
    }

    public void Problem(string text) => console.MarkupLineInterpolated($"[red]{text}[/]");

    /// <summary>Shows a bar that moves with every measurement that <paramref name="work"/> reports.</summary>
    public Task<ComparisonResult> ShowAsync(CompareOptions options, Func<Action<string>, Task<ComparisonResult>> work) =>
        console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("starting", maxValue: Steps(options));
                return work(done =>
                {
                    bar.Description = Markup.Escape(done);
                    bar.Increment(1);
                });
            });

    public void Conclude(ComparisonResult result)
    {
        foreach (var scenario in result.Scenarios)
        {
            console.Write(Table(result, scenario));
        }
    }

    private static Table Table(ComparisonResult result, string scenario)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(scenario).AddColumns(
            new TableColumn("server").NoWrap(), Right("req/s"), Right("req/CPU-s"), Right($"to {ServerCatalog.Yardstick}"), Right("CPU ms/req"), Right("cores"), Right("p50 ms"), Right("p99 ms"), Right("peak MB"), Right("batches/req"));
        foreach (var server in result.Servers)
        {
            var perCpuSecond = Median(each => each.RequestsPerCpuSecond);
            table.AddRow(
                server,
                Text(Median(each => each.RequestsPerSecond), "0"),
                Text(perCpuSecond, "0"),
                result.Servers.Contains(ServerCatalog.Yardstick)
                    ? Text(perCpuSecond / result.Median(ServerCatalog.Yardstick, scenario, each => each.RequestsPerCpuSecond), "0.00") + " x"
                    : "-",
                Text(1000 / perCpuSecond, "0.000"),
                Text(Median(each => each.Cores), "0.00"),
                Text(Median(each => each.P50), "0.0"),
                Text(Median(each => each.P99), "0.0"),
                Text(Median(each => each.PeakMegabytes), "0"),
                Median(each => each.BatchesPerRequest ?? double.NaN) is var batches && double.IsNaN(batches) ? "-" : Text(batches, "0.00"));

            double Median(Func<Measurement, double> figure) => result.Median(server, scenario, figure);
        }

        return table;
    }

    private static int Steps(CompareOptions options) => options.Rounds * options.Scenarios.Count * options.Servers.Count;

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
