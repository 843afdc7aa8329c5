using OrleansLedger.ServiceDefaults.Database;

namespace OrleansLedger.Silo.Cluster;

/// <summary>Keeps the silo from starting until the database answers: Orleans ends the process where its first connection fails.</summary>
internal sealed class DatabaseGate(DatabaseAvailability database) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
