using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansLedger.ServiceDefaults.Database;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.ServiceDefaults.Telemetry;

namespace OrleansLedger.ServiceDefaults;

/// <summary>What every process of the product shares.</summary>
public static class ServiceDefaultsRegistration
{
    /// <summary>To PostgreSQL, of each process.</summary>
    private const int MostConnections = 20;

    /// <summary>Clock, PostgreSQL, Redis, telemetry, health. Reads <c>ConnectionStrings:ledger</c> and <c>ConnectionStrings:redis</c>.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing; the message names its key.</exception>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        var ledger = Required(builder.Configuration, "ledger", "Host=...;Username=ledger_app;Password=...;Database=...");
        builder.Services.AddSingleton(_ => new NpgsqlDataSourceBuilder(Bounded(ledger)).Build());
        var redis = Required(builder.Configuration, "redis", "127.0.0.1:6379");
        builder.Services.AddSingleton(services => new LedgerRedis(redis, services.GetRequiredService<ILogger<LedgerRedis>>()));
        builder.Services.AddHealthChecks().AddCheck<PostgresHealthCheck>("postgres", tags: ["ready"]);
        builder.AddTelemetry();
        return builder;
    }

    /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work.</summary>
    public static TBuilder MapHealth<TBuilder>(this TBuilder app)
        where TBuilder : IEndpointRouteBuilder
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains("ready") });
        return app;
    }

    /// <summary>
    /// So many connections as a server of few cores can work on, unless the string says otherwise: with Npgsql's own 100 three processes ask for more than PostgreSQL allows, and each
    /// session that is used seldom has to learn the tables anew.
    /// </summary>
    private static string Bounded(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (!settings.ShouldSerialize("Maximum Pool Size"))
        {
            settings.MaxPoolSize = MostConnections;
        }

        return settings.ConnectionString;
    }

    /// <summary>A connection string, or an error that names its key.</summary>
    public static string Required(IConfiguration configuration, string name, string example) =>
        configuration.GetConnectionString(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"The setting ConnectionStrings:{name} is missing. Set the environment variable ConnectionStrings__{name}, for instance to {example}, or start the application with: dotnet run --project AppHost");
}
