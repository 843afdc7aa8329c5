using System.CommandLine;
using Spectre.Console;

namespace OrleansLedger.GraphQL.Bench.Attacks;

/// <summary><c>attacks</c>: ends with 0 when every attack was refused, in time and without growing faster than its size, with 1 otherwise.</summary>
internal static class AttacksCommand
{
    /// <summary>Of a document of the small size, in microseconds.</summary>
    private const double MostMicroseconds = 1_000;

    /// <summary>Time as a power of size. Somewhat above 1: a measurement is not a proof.</summary>
    private const double MostExponent = 1.35;

    private const int Small = 10_000;

    private const int Large = 40_000;

    private static readonly Option<string> s_only = new("--only") { Description = "Attacks whose name has this in it", DefaultValueFactory = _ => "" };

    public static Command Create()
    {
        var command = new Command("attacks", "Sends documents made to be expensive, and measures how soon each is refused.") { s_only };
        command.SetAction((arguments, cancellationToken) => BenchScreen.RunAsync(() => AttackAsync(arguments.GetRequiredValue(s_only), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> AttackAsync(string only, CancellationToken cancellationToken)
    {
        BenchScreen.Machine();
        var attacks = Attack.All.Where(attack => attack.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
        var table = BenchScreen.Table(
            $"Refusal, for {Small / 1000} kB and {Large / 1000} kB: medians", "attack", "refused as", "errors", "bytes", "µs", "µs again", "answer B", "allocated B", "kept B", "bytes", "µs", "exponent", "");
        var problems = 0;
        await BenchScreen.Console.Progress().StartAsync(async context =>
        {
            var bar = context.AddTask("attacks", maxValue: attacks.Count);
            foreach (var attack in attacks)
            {
                var small = await AttackRun.MeasureAsync(attack, Small, cancellationToken);
                var large = await AttackRun.MeasureAsync(attack, Large, cancellationToken);
                var exponent = Math.Log(large.Unknown / small.Unknown) / Math.Log(large.Size / (double)small.Size);
                var problem = ProblemOf(small, large, exponent);
                problems += problem.Length > 0 ? 1 : 0;
                table.AddRow(
                    attack.Name,
                    small.Refusal ?? "-",
                    Whole(small.Errors),
                    Whole(small.Size),
                    BenchScreen.Text(small.Unknown, "0"),
                    BenchScreen.Text(small.Known, "0.0"),
                    Whole(small.AnswerSize),
                    Whole(small.Allocated),
                    Whole(small.Kept),
                    Whole(large.Size),
                    BenchScreen.Text(large.Unknown, "0"),
                    large.Size > small.Size ? BenchScreen.Text(exponent, "0.0") : "-",
                    problem);
                bar.Increment(1);
            }
        });
        BenchScreen.Console.Write(table);
        return problems == 0 ? 0 : 1;
    }

    private static string ProblemOf(AttackFigures small, AttackFigures large, double exponent) =>
        small.Refusal is null || large.Refusal is null ? "not refused"
        : small.Unknown > MostMicroseconds ? "slow"
        : large.Size > small.Size && exponent > MostExponent && large.Unknown > MostMicroseconds / 10 ? "grows too fast"
        : "";

    private static string Whole(double number) => BenchScreen.Text(number, "#,0");
}
