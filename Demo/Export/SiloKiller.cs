namespace OrleansLedger.Demo.Export;

/// <summary>Kills silos during the export, at several points of its progress.</summary>
/// <param name="killAsync">Kills a silo (SIGKILL) and returns when it is ready again.</param>
internal sealed class SiloKiller(Func<CancellationToken, Task> killAsync)
{
    /// <summary>Shares of the work done at which a silo dies.</summary>
    private static readonly double[] s_at = [0.08, 0.25, 0.45, 0.65];

    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>With fewer kills the run does not show what <c>--kill</c> is for.</summary>
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

            Kills++;
            await killAsync(cancellationToken);
        }
    }
}
