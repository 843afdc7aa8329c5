using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace OrleansLedger.ServiceDefaults.Database;

/// <summary>Healthy while PostgreSQL answers.</summary>
internal sealed class PostgresHealthCheck(NpgsqlDataSource dataSource, DatabaseAvailability availability) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // During a known outage the process already tries to connect. Each further attempt would add a line to the server's log.
        if (availability.UnavailableSince is { } since)
        {
            return HealthCheckResult.Unhealthy($"PostgreSQL is unavailable since {since:yyyy-MM-dd'T'HH:mm:ss'Z'}.");
        }

        try
        {
            await using var command = dataSource.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e)
        {
            availability.Report(e);
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer. Check ConnectionStrings:ledger and the server.", e);
        }
    }
}
