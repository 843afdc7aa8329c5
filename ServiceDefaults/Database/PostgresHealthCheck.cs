using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace OrleansLedger.ServiceDefaults.Database;

/// <summary>Ready while PostgreSQL answers.</summary>
internal sealed class PostgresHealthCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = dataSource.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer. Check ConnectionStrings:ledger and the server.", e);
        }
    }
}
