using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Spectre.Console;

namespace OrleansLedger.GraphQL.Bench.Allocations;

/// <summary><c>allocations</c>: time and bytes of a request inside the process, measured by BenchmarkDotNet.</summary>
internal static class AllocationsCommand
{
    private const string Log = "graphql-allocations.log";

    private static readonly Option<int> s_iterations = CommandOptions.Number("--iterations", 12, 1000, "Measured for each; 5 more go before them");

    public static Command Create()
    {
        var command = new Command("allocations", "Time and allocated bytes of requests, parsing and validation inside this process.") { s_iterations };
        command.SetAction((arguments, cancellationToken) => BenchScreen.RunAsync(() => Task.Run(() => Measure(arguments.GetRequiredValue(s_iterations)), cancellationToken), cancellationToken));
        return command;
    }

    private static int Measure(int iterations)
    {
        BenchScreen.Machine();
        // A debugger's or a debug build's figures would be worthless: BenchmarkDotNet refuses them itself.
        var log = Path.Combine(Path.GetTempPath(), Log);
        using var logger = new StreamLogger(log);
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(iterations).WithIterationTime(TimeInterval.FromMilliseconds(250)))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddValidator(BenchmarkDotNet.Validators.JitOptimizationsValidator.FailOnError)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "graphql-allocations"))
            .AddLogger(logger);
        var table = BenchScreen.Table("Inside the process, without HTTP", "what", "µs", "± µs", "bytes", "gen 0 / 1000");
        foreach (var type in new[] { typeof(RequestBenchmarks), typeof(UnknownDocumentBenchmarks) })
        {
            foreach (var report in BenchmarkRunner.Run(type, config).Reports)
            {
                table.AddRow(Row(report, log));
            }
        }

        BenchScreen.Console.Write(table);
        return 0;
    }

    private static string[] Row(BenchmarkReport report, string log)
    {
        var what = string.Join(' ', report.BenchmarkCase.Descriptor.WorkloadMethod.Name, report.BenchmarkCase.Parameters.Items.FirstOrDefault()?.Value).Trim();
        if (report.ResultStatistics is not { } time)
        {
            throw new BenchException($"{what} was not measured; {log} says why.");
        }

        return
        [
            Markup.Escape(what),
            BenchScreen.Text(time.Mean / 1000, "0.00"),
            BenchScreen.Text(time.StandardDeviation / 1000, "0.00"),
            BenchScreen.Text(report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0, "#,0"),
            BenchScreen.Text(report.GcStats.Gen0Collections * 1000.0 / report.GcStats.TotalOperations, "0.0"),
        ];
    }
}
