using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrleansLedger.ServiceDefaults.Telemetry;

/// <summary>Logs, traces and metrics over OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
internal static class TelemetryRegistration
{
    /// <summary>The product's own sources and meters, and those of the framework and libraries it stands on.</summary>
    private static readonly string[] s_names =
    [
        "OrleansLedger.*", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql", "Microsoft.Orleans",
        "Microsoft.Orleans.Application", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage",
    ];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 })
        {
            return;
        }

        // Under the AppHost, Aspire names the service and its instance in the environment.
        var isNamed = builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 };
        builder.Logging.AddOpenTelemetry(logging => (logging.IncludeFormattedMessage, logging.IncludeScopes) = (true, true));
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
            {
                if (!isNamed)
                {
                    resource.AddService(builder.Environment.ApplicationName, serviceVersion: ProductVersion.Text, serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}");
                }
            })
            .WithTracing(tracing => tracing.AddSource(s_names))
            .WithMetrics(metrics => metrics.AddMeter(s_names))
            .UseOtlpExporter();
    }
}
