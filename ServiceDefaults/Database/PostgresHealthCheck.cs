using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrleansLedger.ServiceDefaults.Database;

/// <summary>Healthy while PostgreSQL answers.</summary>
internal sealed class PostgresHealthCheck(DatabaseAvailability database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await database.CheckAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"PostgreSQL is unavailable since {database.UnavailableSince:yyyy-MM-dd'T'HH:mm:ss'Z'}.");
}
