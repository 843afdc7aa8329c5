using OrleansLedger.Bench.Exports;
using OrleansLedger.Bench.Live;
using OrleansLedger.Bench.Setup;
using OrleansLedger.Bench.Subscriptions;
using OrleansLedger.Bench.Turns;
using OrleansLedger.Demo;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.LocalServers;

namespace OrleansLedger.Bench;

/// <summary>One run: an application of its own with durable data, measured with each number of silos in turn, and cleared away.</summary>
internal sealed class BenchRun(BenchOptions options, BenchScreen screen, TimeProvider time)
{
    public async Task<BenchResult> RunAsync(CancellationToken cancellationToken)
    {
        screen.Introduce(options);
        var folder = Path.Combine(Path.GetTempPath(), $"orleansledger-bench-{Guid.NewGuid():N}");
        var succeeded = false;
        try
        {
            await using var application = new LedgerApplication(new LedgerApplicationOptions
            {
                DataFolder = folder,
                ApiPort = 0,
                SiloReplicas = options.Silos.Max(),
                TimeScale = BenchOptions.TimeScale,
                Durable = true,
                Time = time,
            });
            screen.Step("Starting PostgreSQL, Redis, sandbox, silos and the API");
            await application.StartAsync(cancellationToken);
            var result = await MeasureAsync(application, cancellationToken);
            succeeded = true;
            return result;
        }
        finally
        {
            if (options.Keep || !succeeded)
            {
                screen.Step($"Data and logs are left in {folder}");
            }
            else if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private async Task<BenchResult> MeasureAsync(LedgerApplication application, CancellationToken cancellationToken)
    {
        await using var client = await EmbeddedLedger.StartAsync(application, time, cancellationToken);
        var ledger = new BenchLedger(client, time);
        await ledger.OpenAsync();
        var setup = new BenchConnections(options, application, client, ledger);
        var exports = new List<ExportFigures>();
        var turns = new List<TurnFigures>();
        var live = new List<LiveFigures>();
        var apiLive = new List<SubscriptionFigures>();
        var startedAt = time.GetUtcNow();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var silos in options.Silos)
            {
                await RunSilosAsync(application, silos, cancellationToken);
                if (options.Exports)
                {
                    screen.Step($"{silos} {(silos == 1 ? "silo" : "silos")}: connecting {options.Connections} new companies, importing, warming up");
                    exports.Add(await new ExportBench(application, ledger, screen, time).RunAsync(silos, await setup.MakeAsync(cancellationToken), cancellationToken));
                }

                if (options.Live)
                {
                    screen.Step($"{silos} {(silos == 1 ? "silo" : "silos")}: connecting a new company, importing, warming up");
                    live.Add(await new LiveBench(options, client, ledger, screen, time).RunAsync((await setup.MakeAsync(cancellationToken))[0], cancellationToken));
                }

                if (options.ApiLive)
                {
                    screen.Step($"{silos} {(silos == 1 ? "silo" : "silos")}: connecting a new company, importing, warming up");
                    apiLive.Add(await new SubscriptionBench(options, application, client, ledger, screen, time).RunAsync(silos, (await setup.MakeAsync(cancellationToken))[0], cancellationToken));
                }

                if (options.Turns)
                {
                    screen.Step($"{silos} {(silos == 1 ? "silo" : "silos")}: connecting {options.Connections} new companies, importing, warming up");
                    turns.AddRange(await TurnsAsync(silos, ledger, await setup.MakeAsync(cancellationToken), cancellationToken));
                }
            }
        }

        return new BenchResult(startedAt, Environment.ProcessorCount, options.Provider, options.Connections, options.Documents, exports, turns, live, apiLive);
    }

    private async Task<IReadOnlyList<TurnFigures>> TurnsAsync(int silos, BenchLedger ledger, IReadOnlyList<BenchConnection> connections, CancellationToken cancellationToken)
    {
        var bench = new TurnBench(options, ledger, screen, time);
        var figures = new List<TurnFigures>
        {
            await bench.IdleAsync(silos, connections, TurnSituation.Idle, cancellationToken),
            await bench.IdleAsync(silos, connections, TurnSituation.Unannounced, cancellationToken),
        };
        if (await bench.BusyAsync(silos, connections, cancellationToken) is { } busy)
        {
            figures.Add(busy);
        }
        else
        {
            screen.Problem("The export was over before a command could be timed; give it more with --documents.");
        }

        return figures;
    }

    /// <summary>Stops the silos that are too many, starts those that lack.</summary>
    private static async Task RunSilosAsync(LedgerApplication application, int count, CancellationToken cancellationToken)
    {
        foreach (var silo in application.Silo.Replicas.Skip(count))
        {
            await silo.StopAsync();
        }

        foreach (var silo in application.Silo.Replicas.Take(count))
        {
            if (silo.Pid is null)
            {
                await silo.StartAsync(cancellationToken);
            }
        }
    }
}
