using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Outages;

/// <summary>What the process does while its database is unavailable: it stays up, answers 503 at once, and is not ready.</summary>
public static class OutageRegistration
{
    private const string Check = "postgres";

    /// <summary>Watches the database, and lets the readiness check say what the watch sees instead of asking the database itself.</summary>
    public static IServiceCollection AddOutages(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseWatch>();
        services.AddHostedService(s => s.GetRequiredService<DatabaseWatch>());
        services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var own in options.Registrations.Where(r => r.Name == Check).ToList())
            {
                options.Registrations.Remove(own);
            }

            options.Registrations.Add(new HealthCheckRegistration(Check, s => new WatchedDatabase(s.GetRequiredService<DatabaseWatch>()), failureStatus: null, tags: ["ready"]));
        });
        return services;
    }

    /// <summary>Answers 503 where a request fails because the database is unavailable. Goes before everything that asks the database.</summary>
    public static WebApplication UseOutages(this WebApplication app)
    {
        app.Use(OutageAnswer.InvokeAsync);
        return app;
    }

    /// <summary>Ready while PostgreSQL answers.</summary>
    private sealed class WatchedDatabase(DatabaseWatch watch) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
            watch.Answers
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("PostgreSQL does not answer. Check ConnectionStrings:ledger and the server; it is asked every second."));
    }
}
