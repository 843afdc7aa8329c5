using OrleansLedger.AppHost.Hosting;

namespace OrleansLedger.AppHost.Demo.Export;

/// <summary>Kills silos in the middle of the work: SIGKILL, no warning, a random one each time, spread over the export.</summary>
internal sealed class SiloKiller(IReadOnlyList<Replica> silos)
{
    /// <summary>Shares of the work done at which a silo dies.</summary>
    private static readonly double[] s_at = [0.08, 0.25, 0.45, 0.65];

    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Fewer would not show what a run with kills is to show.</summary>
    public const int Fewest = 3;

    public int Kills { get; private set; }

    /// <summary>Returns when all kills are done, or is cancelled when the work is.</summary>
    /// <param name="progress">The share of the work done, from 0 to 1.</param>
    public async Task RunAsync(Func<double> progress, CancellationToken cancellationToken)
    {
        foreach (var share in s_at)
        {
            while (progress() < share)
            {
                await Task.Delay(s_lookEvery, TimeProvider.System, cancellationToken);
            }

            var victim = silos[Random.Shared.Next(silos.Count)];
            await victim.KillAsync();
            Kills++;
            await victim.WaitUntilReadyAsync(cancellationToken);
        }
    }
}
