using System.CommandLine;
using OrleansLedger.GraphQL.Tests.Fuzzing;
using Spectre.Console;

namespace OrleansLedger.GraphQL.Bench.Fuzz;

/// <summary><c>fuzz</c>: ends with 0 when every document was answered properly and in time, with 1 otherwise.</summary>
internal static class FuzzCommand
{
    private static readonly Option<int> s_documents = CommandOptions.Number("--documents", 1_000_000, 1_000_000_000, "Documents in all");

    private static readonly Option<long> s_seed = new("--seed")
    {
        Description = "Number of the first document; the others follow it. Random without",
        HelpName = "N",
        DefaultValueFactory = _ => Random.Shared.NextInt64(1, 1_000_000_000_000),
    };

    public static Command Create()
    {
        var command = new Command("fuzz", "Gives the engine random documents by the grammar, and such ones spoilt, and checks every answer.") { s_documents, s_seed };
        command.SetAction((arguments, cancellationToken) =>
        {
            var options = new FuzzOptions(arguments.GetRequiredValue(s_documents), arguments.GetRequiredValue(s_seed), Environment.ProcessorCount);
            return BenchScreen.RunAsync(() => FuzzAsync(options, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static async Task<int> FuzzAsync(FuzzOptions options, CancellationToken cancellationToken)
    {
        BenchScreen.Machine();
        BenchScreen.Console.MarkupLineInterpolated($"[bold]{options.Documents} documents[/], --seed {options.Seed}, {options.Workers} at a time");
        using var session = new FuzzSession(options, TimeProvider.System);
        BenchScreen.Console.MarkupLineInterpolated($"If this process dies, {session.TraceFile} has the numbers of the documents it died of: --documents 1 --seed NUMBER");
        var result = await BenchScreen.Console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("documents", maxValue: options.Documents);
                return session.RunAsync(done => bar.Value = done, cancellationToken);
            });
        Show(result);
        foreach (var failure in result.Failures)
        {
            // As it is: documents have brackets of their own.
            await Console.Out.WriteLineAsync($"{Environment.NewLine}--documents 1 --seed {failure.Request.Number}: {failure.Problem}{Environment.NewLine}{failure.Request}");
        }

        return result.Failures.Count == 0 ? 0 : 1;
    }

    private static void Show(FuzzResult result)
    {
        var table = BenchScreen.Table($"{result.Documents} documents in {result.Elapsed.TotalSeconds:0.0} s", "what", "figure");
        foreach (var outcome in Enum.GetValues<FuzzOutcome>())
        {
            table.AddRow(outcome.ToString(), $"{result.Outcomes.GetValueOrDefault(outcome)}");
        }

        table.AddRow("failures", $"{result.Failures.Count}");
        table.AddRow("documents a second", BenchScreen.Text(result.Documents / result.Elapsed.TotalSeconds, "0"));
        table.AddRow("slowest document, ms", BenchScreen.Text(result.Slowest.Took.TotalMilliseconds, "0.0"));
        table.AddRow("its number", $"{result.Slowest.Number}");
        table.AddRow("managed heap at the beginning, MB", BenchScreen.Text(result.HeapBefore / Megabyte, "0.0"));
        table.AddRow("managed heap at the end, MB", BenchScreen.Text(result.HeapAfter / Megabyte, "0.0"));
        table.AddRow("peak working set, MB", BenchScreen.Text(result.PeakMemory / Megabyte, "0"));
        BenchScreen.Console.Write(table);
    }

    private const double Megabyte = 1024 * 1024;
}
