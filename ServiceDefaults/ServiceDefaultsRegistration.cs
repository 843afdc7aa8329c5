using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansLedger.ServiceDefaults.Database;
using OrleansLedger.ServiceDefaults.Logs;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.ServiceDefaults.Startup;
using OrleansLedger.ServiceDefaults.Telemetry;

namespace OrleansLedger.ServiceDefaults;

/// <summary>Services that every process of the product shares.</summary>
public static class ServiceDefaultsRegistration
{
    /// <summary>To PostgreSQL, of each process.</summary>
    private const int MostConnections = 20;

    /// <summary>Clock, logging, PostgreSQL and its availability, Redis, telemetry, health. Reads <c>ConnectionStrings:ledger</c> and <c>ConnectionStrings:redis</c>.</summary>
    /// <exception cref="OptionsValidationException">A setting is missing; the message names its key.</exception>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddLedgerLogging();
        var ledger = Required(builder.Configuration, "ledger", "Host=...;Username=ledger_app;Password=...;Database=...");
        builder.Services.AddSingleton(_ => new NpgsqlDataSourceBuilder(Bounded(ledger)).Build());
        builder.Services.AddSingleton(services =>
        {
            // Real time, also where a test moves the clock of the product: the server is real.
            var database = new DatabaseAvailability(ledger, TimeProvider.System, services.GetRequiredService<ILogger<DatabaseAvailability>>());
            services.GetRequiredService<OutageFilter>().Register(database.Report);
            return database;
        });
        builder.Services.AddHostedService<DatabaseMonitor>();
        builder.Services.AddSingleton<StartupChecks>();
        builder.Services.AddHostedService(services => services.GetRequiredService<StartupChecks>());
        var redis = Required(builder.Configuration, "redis", "127.0.0.1:6379");
        builder.Services.AddSingleton(services => new LedgerRedis(redis, services.GetRequiredService<ILogger<LedgerRedis>>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<RedisStart>();
        builder.Services.AddHealthChecks().AddCheck<PostgresHealthCheck>("postgres", tags: ["ready"]).AddCheck<StartupChecks>("startup", tags: ["ready"]);
        builder.AddTelemetry();
        return builder;
    }

    /// <summary>
    /// <c>/health/live</c> answers 200 while the process runs. <c>/health/ready</c> answers 200 while it can do its work, else 503 and the reasons as text.
    /// </summary>
    public static TBuilder MapHealth<TBuilder>(this TBuilder app)
        where TBuilder : IEndpointRouteBuilder
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = c => c.Tags.Contains("ready"), ResponseWriter = WriteReasonsAsync });
        return app;
    }

    private static Task WriteReasonsAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var reasons = report.Entries.Values.Where(e => e.Status != HealthStatus.Healthy && e.Description is not null).Select(e => e.Description);
        return context.Response.WriteAsync(string.Join(' ', reasons.Prepend(report.Status.ToString())), context.RequestAborted);
    }

    /// <summary>
    /// Limits the pool to the number of connections that a server with few cores can work on, unless the string sets a limit itself. With Npgsql's default of 100, three processes ask for more
    /// connections than PostgreSQL allows, and a session that is rarely used has to load the table definitions again.
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
            : throw new OptionsValidationException(
                $"ConnectionStrings:{name}",
                typeof(NpgsqlConnectionStringBuilder),
                [$"The setting ConnectionStrings:{name} is missing. Set the environment variable ConnectionStrings__{name}, for instance to {example}, or start the application with: dotnet run --project AppHost"]);
}
