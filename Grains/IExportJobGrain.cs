using Orleans.Concurrency;

namespace OrleansLedger.Grains;

/// <summary>
/// An export or import that is not finished, driven by a reminder: whatever process ends, the job goes on once a silo runs. It calls no accounting system and
/// waits for no slice; it wakes its connection's grain, and the job's row says how far it is.
/// </summary>
/// <remarks>The key is <see cref="GrainKeys.Job"/>.</remarks>
[Alias("export-job")]
public interface IExportJobGrain : IGrainWithStringKey
{
    /// <summary>Registers the reminder. Called after the job's row has been committed; repeated calls change nothing.</summary>
    [OneWay]
    [Alias("start")]
    Task StartAsync();

    /// <summary>The job has ended: removes the reminder. Where this is lost, the reminder's next tick finds the end.</summary>
    [OneWay]
    [Alias("finish")]
    Task FinishAsync();
}
