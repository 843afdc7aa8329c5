using OrleansLedger.Bench.Processes;
using OrleansLedger.Bench.Setup;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.LocalServers;

namespace OrleansLedger.Bench.Exports;

/// <summary>Exports the documents of all connections at once, and says how fast and at what cost.</summary>
internal sealed class ExportBench(LedgerApplication application, BenchLedger ledger, BenchScreen screen, TimeProvider time)
{
    /// <summary>Seldom: to ask how far an export is counts its documents, and that costs what is measured.</summary>
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);

    public async Task<ExportFigures> RunAsync(int silos, IReadOnlyList<BenchConnection> connections, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var control = new SandboxControl(http, application.SandboxUrl);
        var callsBefore = await CallsAsync(control, connections, cancellationToken);
        var cpuBefore = CpuMeter.Read(application);
        var jobs = await ledger.ExportAsync(connections, connections[0].References, cancellationToken);
        var documents = connections.Sum(connection => connection.References.Count);
        var waits = 0;
        await screen.ShowAsync($"export, {silos} {(silos == 1 ? "silo" : "silos")}", documents, async report =>
        {
            while (true)
            {
                var progress = await Task.WhenAll(jobs.Select(job => ledger.ReadAsync(job, cancellationToken)));
                waits += progress.Count(job => !JobMachine.IsFinal(job.Job.Status) && job.Job.WaitingFor is not null);
                report(progress.Sum(job => job.Job.Total - job.Documents.GetValueOrDefault("open")));
                if (progress.All(job => JobMachine.IsFinal(job.Job.Status)))
                {
                    Array.ForEach(progress, BenchLedger.Expect);
                    return;
                }

                await Task.Delay(s_lookEvery, time, cancellationToken);
            }
        });
        var cpu = cpuBefore is null ? null : CpuMeter.Read(application)! - cpuBefore;
        var times = await Task.WhenAll(jobs.Select(job => ledger.TimesAsync(job, cancellationToken)));
        var took = times.Max(job => job.FinishedAt!.Value) - times.Min(job => job.CreatedAt);
        return new ExportFigures(
            silos, documents, took.TotalSeconds, await CallsAsync(control, connections, cancellationToken) - callsBefore, waits, CpuPerDocument.Of(cpu, documents));
    }

    private static async Task<int> CallsAsync(SandboxControl control, IReadOnlyList<BenchConnection> connections, CancellationToken cancellationToken)
    {
        var total = 0;
        foreach (var connection in connections)
        {
            total += (await control.ReadCallsAsync(connection.Company, cancellationToken)).TotalCalls;
        }

        return total;
    }
}
