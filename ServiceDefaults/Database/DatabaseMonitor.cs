using Microsoft.Extensions.Hosting;

namespace OrleansLedger.ServiceDefaults.Database;

/// <summary>Checks the database every five seconds, so that an outage is noticed and logged also while nothing uses the database, and when the server accepts connections but does not answer.</summary>
internal sealed class DatabaseMonitor(DatabaseAvailability database) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval);
        try
        {
            do
            {
                await database.CheckAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }
}
