using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace OrleansLedger.ServiceDefaults.Logs;

/// <summary>Logging of every process of the product.</summary>
public static class LoggingRegistration
{
    /// <summary>
    /// Console lines with the time in UTC, cut at 4 KB, unless <c>Logging:Console:FormatterName</c> chooses another format; and one line for each outage of a dependency instead of a stack
    /// trace for each failure (<see cref="Database.DatabaseAvailability"/>).
    /// </summary>
    public static TBuilder AddLedgerLogging<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Logging.AddConsoleFormatter<LedgerConsoleFormatter, ConsoleFormatterOptions>();
        if (builder.Configuration["Logging:Console:FormatterName"] is not { Length: > 0 })
        {
            builder.Services.Configure<ConsoleLoggerOptions>(options => options.FormatterName = LedgerConsoleFormatter.FormatterName);
        }

        // Each dependency logs its own outage; the health service would log one more error for every request to /health/ready.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
        builder.Services.AddSingleton<OutageFilter>();
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(services => new OutageLoggerFactory(
            new LoggerFactory(
                services.GetServices<ILoggerProvider>(),
                services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
                services.GetRequiredService<IOptions<LoggerFactoryOptions>>(),
                services.GetService<IExternalScopeProvider>()),
            services.GetRequiredService<OutageFilter>())));
        return builder;
    }
}
