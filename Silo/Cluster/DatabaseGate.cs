using OrleansLedger.ServiceDefaults.Database;
using OrleansLedger.ServiceDefaults.Startup;

namespace OrleansLedger.Silo.Cluster;

/// <summary>Keeps the silo from starting until the database answers and the settings fit it: Orleans ends the process where its first connection fails.</summary>
internal sealed class DatabaseGate(DatabaseAvailability database, StartupChecks checks) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.WaitAsync(cancellationToken);
        await checks.Passed.WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
