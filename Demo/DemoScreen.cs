using System.Collections.Concurrent;
using System.Globalization;
using OrleansLedger.Demo.Export;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Demo.Verification;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansLedger.Demo;

/// <summary>The demo's output for people. With <c>--json</c> it goes to the error stream, so that standard output has only the one line of JSON.</summary>
internal sealed class DemoScreen(IAnsiConsole console)
{
    /// <summary>The width for files and pipes, which have none.</summary>
    private const int WidthOfFiles = 200;

    public static DemoScreen For(DemoOptions options)
    {
        var redirected = options.Json ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Out = new AnsiConsoleOutput(options.Json ? Console.Error : Console.Out),
        });
        if (redirected)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return new DemoScreen(console);
    }

    public void Introduce(DemoOptions options)
    {
        console.MarkupLineInterpolated($"[bold]OrleansLedger demo[/]: {Counted(options.Tenants, "tenant")}, {Counted(options.Transactions, "transaction")} each, to {string.Join(", ", options.Providers)}");
        console.MarkupLine(options.RealTime
            ? "The sandbox keeps the providers' quotas at their [bold]true lengths[/]."
            : $"The sandbox's quota windows are [bold]{DemoOptions.Haste:0} times shorter[/] than the providers' (a minute lasts {60 / DemoOptions.Haste:0} s). --realtime keeps their true lengths.");
        if (options.Kill)
        {
            console.MarkupLine("Silos are [red]killed[/] during the export.");
        }

        if (options.Faults)
        {
            console.MarkupLine("Some calls to the sandbox [red]fail[/]: 503s, connections cut before and after the write, 500s after the write, slow answers.");
        }

        console.WriteLine();
    }

    public void Step(string text) => console.MarkupLineInterpolated($"[grey]•[/] {text}");

    public void Problem(string text) => console.MarkupLineInterpolated($"[red]{text}[/]");

    /// <summary>Shows a bar for each connection until <paramref name="work"/> is done.</summary>
    public Task ShowAsync(IReadOnlyList<DemoConnection> connections, Func<Action, Task> work)
    {
        var states = new StateColumn();
        return console.Progress()
            .AutoClear(false)
            .HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), states, new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var bars = connections.Select(connection => (connection, Bar: context.AddTask(Markup.Escape(connection.Name)))).ToList();
                return work(() =>
                {
                    foreach (var (connection, bar) in bars)
                    {
                        Update(bar, connection, states);
                    }
                });
            });
    }

    public void Conclude(DemoResult result, IReadOnlyList<AuditReport> reports, IReadOnlyList<DemoConnection> connections)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(
            new TableColumn("Books of").NoWrap(), Right("documents"), Right("receipts"), Right("missing"), Right("duplicated"), Right("wrong"), Right("calls"), Right("429s"), Right("took"));
        foreach (var (report, connection) in reports.Zip(connections))
        {
            table.AddRow(
                Markup.Escape(report.Connection),
                report.Documents.ToString(CultureInfo.InvariantCulture),
                report.Attachments.ToString(CultureInfo.InvariantCulture),
                Count(report.Count(FindingKind.Missing)),
                Count(report.Count(FindingKind.Duplicated)),
                Count(report.Count(FindingKind.Wrong)),
                (connection.Calls?.TotalCalls ?? 0).ToString(CultureInfo.InvariantCulture),
                Count(connection.Calls?.Refused429 ?? 0),
                connection.FinishedAt is { } finished ? $"{(finished - connection.StartedAt).TotalSeconds:0.0} s" : "-");
        }

        console.WriteLine();
        console.Write(table);
        foreach (var (provider, share) in result.QuotaUsed)
        {
            console.MarkupLineInterpolated($"Quota used, {provider}: {(share is { } used ? $"{used:0.0 %}" : "the quota was not the limit")}");
        }

        console.MarkupLineInterpolated($"{result.ProviderCalls} calls, {result.Refreshes} token refreshes, {result.Seconds:0.0} s in all");
        console.WriteLine();
        Explain("refused", "sample transactions marked as excluded or already exported. They must stay out of the books, which is checked too.");
        Explain("429s", "calls that a provider rejected because its quota was used up. OrleansLedger keeps the quota by itself, so this should be 0.");
        Explain("quota used", "share of the provider's calls per minute that was used while there was work. 100 % is as fast as the provider allows.");
        console.WriteLine();
        if (result.Succeeded)
        {
            console.MarkupLineInterpolated($"[green]All {result.Documents} documents and {result.Attachments} receipts are in the books exactly once, with the right content.[/]");
            return;
        }

        const int mostShown = 40;
        foreach (var problem in result.Problems.Take(mostShown))
        {
            Problem(problem);
        }

        if (result.Problems.Count > mostShown)
        {
            Problem($"... and {result.Problems.Count - mostShown} more.");
        }
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private void Explain(string term, string meaning) => console.MarkupLineInterpolated($"[grey][bold]{term}[/]: {meaning}[/]");

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static string Count(int count) => count == 0 ? "[green]0[/]" : $"[red]{count}[/]";

    private static void Update(ProgressTask bar, DemoConnection connection, StateColumn states)
    {
        if (connection.Progress is not { } progress)
        {
            return;
        }

        bar.MaxValue = Math.Max(progress.Total, 1);
        bar.Value = progress.Done;
        states[bar] = StateOf(progress, connection.Calls);
        if (progress.IsFinished)
        {
            bar.StopTask();
        }
    }

    private static string StateOf(ExportProgress progress, CompanyCalls? calls)
    {
        var doing = progress switch
        {
            { IsFinished: true, NotExported: 0 } => $"[green]{progress.Synced} exported, {progress.Refused} refused[/]",
            { IsFinished: true } => $"[red]{progress.Synced} exported, {progress.NotExported} not[/]",
            { WaitsFor: { } reason } => $"[yellow]waits: {Markup.Escape(reason)}[/]",
            _ => "exports",
        };
        return $"{calls?.TotalCalls ?? 0} calls, {doing}";
    }

    /// <summary>What a connection is doing, in words.</summary>
    private sealed class StateColumn : ProgressColumn
    {
        private readonly ConcurrentDictionary<int, string> _states = new();

        protected override bool NoWrap => true;

        public string this[ProgressTask task]
        {
            set => _states[task.Id] = value;
        }

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Markup(_states.GetValueOrDefault(task.Id, ""));
    }
}
