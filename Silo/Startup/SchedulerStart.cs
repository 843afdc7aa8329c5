using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OrleansLedger.ServiceDefaults.Database;
using OrleansLedger.ServiceDefaults.Startup;
using Quartz;

namespace OrleansLedger.Silo.Startup;

/// <summary>
/// Starts the scheduler when the database is available, and stops it with the silo. Until then the process runs and answers its health checks, but is not ready. Quartz's own hosted service
/// would end the process instead.
/// </summary>
internal sealed class SchedulerStart(
    DatabaseAvailability database, StartupChecks checks, IServiceProvider services, IHostApplicationLifetime lifetime, IOptionsMonitor<QuartzHostedServiceOptions> options) : BackgroundService, IHealthCheck
{
    private volatile QuartzHostedService? _running;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_running is null ? HealthCheckResult.Unhealthy("The scheduler is not started yet.") : HealthCheckResult.Healthy());

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_running is { } running)
        {
            await running.StopAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var quartz = new QuartzHostedService(lifetime, services, options);
            try
            {
                await database.WaitAsync(stoppingToken);
                await checks.Passed.WaitAsync(stoppingToken);
                await quartz.StartAsync(stoppingToken);
                _running = quartz;
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (database.Report(e))
            {
                // The database became unavailable while the scheduler read its tables.
                await quartz.StopAsync(CancellationToken.None);
            }
        }
    }
}
