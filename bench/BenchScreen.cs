using System.Globalization;
using OrleansLedger.Bench.Exports;
using OrleansLedger.Bench.Live;
using OrleansLedger.Bench.Lists;
using OrleansLedger.Bench.Pages;
using OrleansLedger.Bench.Subscriptions;
using OrleansLedger.Bench.Turns;
using Spectre.Console;

namespace OrleansLedger.Bench;

/// <summary>What people see of the benchmark. With <c>--json</c> it goes to the error stream, so that standard output has the one line alone.</summary>
internal sealed class BenchScreen(IAnsiConsole console)
{
    /// <summary>Files and pipes have no width; this one takes every line as it is.</summary>
    private const int WidthOfFiles = 160;

    public static BenchScreen For(BenchOptions options)
    {
        var console = options.Json
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            : AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return new BenchScreen(console);
    }

    public void Introduce(BenchOptions options)
    {
        console.MarkupLineInterpolated(
            $"[bold]OrleansLedger benchmark[/]: {options.Connections} connections to {options.Provider}, {options.Documents} documents each, silos: {string.Join(", ", options.Silos)}");
        console.MarkupLineInterpolated(
            $"Quotas are out of the way (windows {BenchOptions.TimeScale:0} times shorter, the sandbox's limits lifted). All parts share the {Environment.ProcessorCount} cores of this machine.");
        console.WriteLine();
    }

    public void Step(string text) => console.MarkupLineInterpolated($"[grey]•[/] {text}");

    public void Problem(string text) => console.MarkupLineInterpolated($"[red]{text}[/]");

    /// <summary>Shows a bar while <paramref name="work"/> reports how much of the total is done.</summary>
    public Task ShowAsync(string name, int total, Func<Action<int>, Task> work) =>
        console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(name), maxValue: total);
                await work(done => bar.Value = done);
                bar.Value = total;
            });

    public void Conclude(BenchResult result)
    {
        console.WriteLine();
        if (result.Exports.Count > 0)
        {
            console.Write(Exports(result.Exports));
        }

        if (result.Turns.Count > 0)
        {
            console.Write(Turns(result.Turns));
        }

        if (result.Live.Count > 0)
        {
            console.Write(Live(result.Live));
        }

        foreach (var figures in result.ApiLive)
        {
            Conclude(figures);
        }
    }

    public void Conclude(ListFigures figures)
    {
        console.WriteLine();
        var table = new Table().Border(TableBorder.Rounded).Title("Pages of sync records with their documents, ms").AddColumns(
            Right("records"), Right("page"), Right("pages/s"), Right("pages"), Right("statements a page"), Right("p50"), Right("p95"), Right("p99"), Right("max"));
        table.AddRow(
            $"{figures.Records}", $"{figures.PageSize}", $"{figures.RequestsPerSecond}", $"{figures.Pages}", $"{figures.Statements}",
            $"{figures.P50:0.0}", $"{figures.P95:0.0}", $"{figures.P99:0.0}", $"{figures.Max:0.0}");
        console.Write(table);
    }

    public void Conclude(PageFigures figures)
    {
        console.WriteLine();
        var table = new Table().Border(TableBorder.Rounded)
            .Title("Pages over HTTP, ms")
            .AddColumns(new TableColumn("pages").NoWrap(), Right("number"), Right("p50"), Right("p95"), Right("p99"), Right("max"));
        foreach (var kind in (IEnumerable<KindFigures>)[.. figures.Kinds, figures.All])
        {
            table.AddRow(
                kind.Kind, Text(kind.Pages), Text(kind.Took.Median, "0.0"), Text(kind.Took.Percentile95, "0.0"), Text(kind.Took.Percentile99, "0.0"), Text(kind.Took.Max, "0.0"));
        }

        console.Write(table);
        console.MarkupLineInterpolated(
            $"{figures.RequestsPerSecond} pages of {figures.PageSize} a second for {figures.Seconds:0} s, of {figures.Records} records; other tenants have {figures.OtherRecords}.");
        console.MarkupLineInterpolated(
            $"{figures.Errors} errors; {figures.AnswerBytes} bytes an answer; {figures.Statements} SQL statements a page, and {figures.OtherStatements} that begin, end or name a transaction's tenant.");
        console.MarkupLineInterpolated(
            $"CPU a page: API {Text(figures.ApiCpu, "0.0")} ms, PostgreSQL {Text(figures.PostgresCpu, "0.0")} ms. Of the times, the benchmark's own timer: median {Text(figures.Late.Median, "0.0")}, p99 {Text(figures.Late.Percentile99, "0.0")} ms. Load average at the start: {Text(figures.MachineLoad, "0.0")}.");
        Judge(figures.Holds, $"The bar is no errors and p99 under {PageFigures.Bar:0} ms.");
    }

    private void Judge(bool holds, string bar)
    {
        if (holds)
        {
            console.MarkupLineInterpolated($"[green]{bar} It holds.[/]");
        }
        else
        {
            Problem($"{bar} It was missed.");
        }
    }

    private void Conclude(SubscriptionFigures figures)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Subscriptions over HTTP: from the job's end to hearing of it, ms").AddColumns(
            new TableColumn("over").NoWrap(), Right("subscriptions"), Right("heard the end"), Right("states heard by each"), Right("median"), Right("p95"), Right("p99"), Right("max"));
        foreach (var heard in (IEnumerable<HeardFigures>)[.. figures.Transports, figures.All])
        {
            table.AddRow(
                heard.Over, Text(heard.Subscriptions), Text(heard.Heard), Text((double)heard.States / Math.Max(1, heard.Subscriptions), "0.0"),
                Text(heard.ToLastState?.Median, "0"), Text(heard.ToLastState?.Percentile95, "0"), Text(heard.ToLastState?.Percentile99, "0"), Text(heard.ToLastState?.Max, "0"));
        }

        console.Write(table);
        console.MarkupLineInterpolated(
            $"{figures.Documents} documents exported by {figures.Silos} {(figures.Silos == 1 ? "silo" : "silos")} in {Text(figures.ExportSeconds, "0.0")} s. Opened in {Text(figures.OpenSeconds, "0.0")} s: each connection in {Text(figures.Opening.Median, "0")} ms in the median, {Text(figures.Opening.Percentile99, "0")} p99, {Text(figures.Opening.Max, "0")} at most.");
        console.MarkupLineInterpolated(
            $"{figures.LogSubscriptions} to the log heard {figures.LogLinesHeard} of {figures.LogLines} lines in all. {figures.OtherTenants} of other tenants heard {figures.OthersHeard} events of this job and its calls; {figures.OthersHeardOwn} of {figures.OthersWithOwn} heard an event of their own.");
        console.MarkupLineInterpolated(
            $"API: {Megabytes(figures.MemoryBefore)} MB before, {Megabytes(figures.MemoryOpen)} with all open, {Megabytes(figures.MemoryAfter)} after; {Text(figures.ApiCpuSeconds, "0.0")} s of CPU from the job's start to the last one's hearing of its end. Load average at the start: {Text(figures.MachineLoad, "0.0")}.");
        Judge(figures.Holds, $"The bar is that all hear of the end within {SubscriptionFigures.Bar:0} ms, and others of nothing.");
    }

    private static string Megabytes(long? bytes) => Text(bytes / 1e6, "0");

    private static Table Exports(IReadOnlyList<ExportFigures> exports)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Export").AddColumns(
            Right("silos"), Right("documents"), Right("seconds"), Right("documents/s"), Right("per silo"), Right($"to {exports[0].Silos}"),
            Right("ms CPU/document: silos"), Right("PostgreSQL"), Right("sandbox"), Right("Redis"), Right("calls"), Right("quota waits"));
        var groups = exports.GroupBy(figures => figures.Silos).Select(Median).ToList();
        foreach (var figures in groups)
        {
            table.AddRow(
                Text(figures.Silos),
                Text(figures.Documents),
                Text(figures.Seconds, "0.0"),
                Text(figures.DocumentsPerSecond, "0"),
                Text(figures.DocumentsPerSecondPerSilo, "0"),
                Text(figures.DocumentsPerSecond / groups[0].DocumentsPerSecond, "0.00") + " x",
                Text(figures.Cpu?.Silos, "0.00"),
                Text(figures.Cpu?.Postgres, "0.00"),
                Text(figures.Cpu?.Sandbox, "0.00"),
                Text(figures.Cpu?.Redis, "0.00"),
                Text(figures.ProviderCalls),
                Text(figures.QuotaWaits));
        }

        return table;
    }

    private static Table Turns(IReadOnlyList<TurnFigures> turns)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Turns, ms").AddColumns(
            new TableColumn("command").NoWrap(), Right("silos"), Right("commands"), Right("to start: median"), Right("p95"), Right("max"), Right("to end: median"), Right("p95"), Right("max"));
        foreach (var figures in turns)
        {
            table.AddRow(
                TurnBench.Name(figures.Situation),
                Text(figures.Silos),
                Text(figures.Commands),
                Text(figures.ToStart.Median, "0"),
                Text(figures.ToStart.Percentile95, "0"),
                Text(figures.ToStart.Max, "0"),
                Text(figures.ToEnd.Median, "0"),
                Text(figures.ToEnd.Percentile95, "0"),
                Text(figures.ToEnd.Max, "0"));
        }

        return table;
    }

    private static Table Live(IReadOnlyList<LiveFigures> live)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("From the job's end to its subscribers' hearing of it, ms").AddColumns(
            Right("subscriptions"), Right("opened in s"), Right("documents"), Right("exported in s"), Right("states heard by each"), Right("median"), Right("p95"), Right("max"));
        foreach (var figures in live)
        {
            table.AddRow(
                Text(figures.Subscriptions),
                Text(figures.OpenSeconds, "0.00"),
                Text(figures.Documents),
                Text(figures.ExportSeconds, "0.0"),
                Text((double)figures.StatesHeard / figures.Subscriptions, "0.0"),
                Text(figures.ToLastState.Median, "0"),
                Text(figures.ToLastState.Percentile95, "0"),
                Text(figures.ToLastState.Max, "0"));
        }

        return table;
    }

    private static ExportFigures Median(IEnumerable<ExportFigures> figures)
    {
        var sorted = figures.OrderBy(each => each.Seconds).ToList();
        return sorted[sorted.Count / 2];
    }

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double? number, string format) => number?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
