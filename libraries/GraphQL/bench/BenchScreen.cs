using System.Globalization;
using Spectre.Console;

namespace OrleansLedger.GraphQL.Bench;

/// <summary>What people see of the measurements inside this process.</summary>
internal static class BenchScreen
{
    /// <summary>Files and pipes have no width; this one takes every line as it is.</summary>
    private const int WidthOfFiles = 200;

    public static IAnsiConsole Console { get; } = Create();

    /// <summary>Runs a command's work: a <see cref="BenchException"/> is told to people, and gives exit code 1 as cancellation does.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Problem("Stopped.");
            return 1;
        }
        catch (BenchException failure)
        {
            Problem(failure.Message);
            return 1;
        }
    }

    public static void Problem(string text) => Console.MarkupLineInterpolated($"[red]{text}[/]");

    /// <summary>A table whose first column is text, the others numbers.</summary>
    public static Table Table(string title, string first, params ReadOnlySpan<string> others)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(title).AddColumn(new TableColumn(first).NoWrap());
        foreach (var other in others)
        {
            table.AddColumn(new TableColumn(other).RightAligned());
        }

        return table;
    }

    public static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The machine and how busy it is with other work: figures are worth no more than it allows.</summary>
    public static void Machine()
    {
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        Console.MarkupLineInterpolated($"{Environment.ProcessorCount} cores, load {load}, .NET {Environment.Version}");
    }

    private static IAnsiConsole Create()
    {
        var console = AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
