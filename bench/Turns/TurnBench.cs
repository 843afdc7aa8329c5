using OrleansLedger.Bench.Setup;
using OrleansLedger.Domain.Jobs;

namespace OrleansLedger.Bench.Turns;

/// <summary>
/// Times the command that tests a connection: on a connection that has nothing to do, announced and not, and on one that is exporting. The instants are
/// those the product itself writes on the job.
/// </summary>
internal sealed class TurnBench(BenchOptions options, BenchLedger ledger, BenchScreen screen, TimeProvider time)
{
    /// <summary>Commands come at any instant between two looks of a silo's at the store; a look comes every second.</summary>
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    public async Task<TurnFigures> IdleAsync(int silos, IReadOnlyList<BenchConnection> connections, TurnSituation situation, CancellationToken cancellationToken)
    {
        var times = new List<JobTimes>();
        await screen.ShowAsync($"{Name(situation)}, {silos} {(silos == 1 ? "silo" : "silos")}", options.Commands, async report =>
        {
            while (times.Count < options.Commands)
            {
                await PauseAsync(s_longestPause, cancellationToken);
                var connection = connections[times.Count % connections.Count];
                var job = situation == TurnSituation.Unannounced
                    ? await ledger.TestUnannouncedAsync(connection, cancellationToken)
                    : await ledger.TestAsync(connection, cancellationToken);
                await ledger.WaitAsync(job, cancellationToken);
                times.Add(await ledger.TimesAsync(job, cancellationToken));
                report(times.Count);
            }
        });
        return TurnFigures.Of(silos, situation, times);
    }

    /// <summary>Exports on every connection and sends commands to them, one after the other, while they work.</summary>
    /// <returns>Null where the export was over before a single command was.</returns>
    public async Task<TurnFigures?> BusyAsync(int silos, IReadOnlyList<BenchConnection> connections, CancellationToken cancellationToken)
    {
        var exports = await ledger.ExportAsync(connections, connections[0].References, cancellationToken);
        var times = new List<JobTimes>();
        await screen.ShowAsync($"{Name(TurnSituation.Busy)}, {silos} {(silos == 1 ? "silo" : "silos")}", options.Commands, async report =>
        {
            for (var i = 0; times.Count < options.Commands; i = (i + 1) % connections.Count)
            {
                await PauseAsync(s_longestPause / 4, cancellationToken);
                if (!await IsBusyAsync(exports[i], cancellationToken))
                {
                    if ((await Task.WhenAll(exports.Select(export => IsBusyAsync(export, cancellationToken)))).All(busy => !busy))
                    {
                        return;
                    }

                    continue;
                }

                var job = await ledger.TestAsync(connections[i], cancellationToken);
                await ledger.WaitAsync(job, cancellationToken);
                times.Add(await ledger.TimesAsync(job, cancellationToken));
                report(times.Count);
            }
        });
        foreach (var export in exports)
        {
            await ledger.WaitAsync(export, cancellationToken);
        }

        return times.Count == 0 ? null : TurnFigures.Of(silos, TurnSituation.Busy, times);
    }

    public static string Name(TurnSituation situation) => situation switch
    {
        TurnSituation.Idle => "command, connection idle",
        TurnSituation.Unannounced => "command, idle, unannounced",
        _ => "command, connection exporting",
    };

    private async Task<bool> IsBusyAsync(BenchJob export, CancellationToken cancellationToken) =>
        (await ledger.ReadAsync(export, cancellationToken)).Job.Status is JobStatus.Running;

    private Task PauseAsync(TimeSpan atMost, CancellationToken cancellationToken) => Task.Delay(atMost * Random.Shared.NextDouble(), time, cancellationToken);
}
