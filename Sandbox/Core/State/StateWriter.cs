namespace OrleansLedger.Sandbox.Core.State;

/// <summary>Writes changed sections twice a second and once more when the host stops.</summary>
internal sealed partial class StateWriter(StateStore store, ILogger<StateWriter> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!store.IsPersistent) return;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) Write();
        }
        catch (OperationCanceledException)
        {
            // The host stops; StopAsync writes the rest.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Write();
    }

    private void Write()
    {
        try
        {
            store.WriteChanged();
        }
        catch (IOException failure)
        {
            NotWritten(log, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The sandbox's state could not be written; it is kept in memory and tried again at the next change.")]
    private static partial void NotWritten(ILogger logger, Exception failure);
}
