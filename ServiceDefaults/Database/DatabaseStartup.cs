using Microsoft.Extensions.Hosting;

namespace OrleansLedger.ServiceDefaults.Database;

/// <summary>Checks the database when the process starts, in the background, so that an outage at that time is logged even if nothing else needs the database yet.</summary>
internal sealed class DatabaseStartup(DatabaseAvailability database) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        database.WaitAsync(stoppingToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
