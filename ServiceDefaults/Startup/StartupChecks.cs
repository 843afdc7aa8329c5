using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansLedger.ServiceDefaults.Database;

namespace OrleansLedger.ServiceDefaults.Startup;

/// <summary>
/// Runs the process's <see cref="StartupCheck"/>s as soon as the database answers. The first one that finds an error is logged and ends the process
/// (<see cref="LedgerProcess"/>). Until all have passed, the process is not ready.
/// </summary>
public sealed partial class StartupChecks(
    IEnumerable<StartupCheck> checks, DatabaseAvailability database, IServiceProvider services, IHostApplicationLifetime lifetime, ILogger<StartupChecks> logger)
    : BackgroundService, IHealthCheck
{
    private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when all checks have passed; never if one has found an error.</summary>
    public Task Passed => _passed.Task;

    /// <summary>What is wrong and what to do; null while no check has found anything.</summary>
    public string? Error { get; private set; }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Passed.IsCompleted ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(Error ?? "The settings have not been compared with the database yet."));

    /// <summary>Runs the checks now if the database answers; otherwise they run when it does.</summary>
    /// <returns>False if a check has found an error.</returns>
    internal async Task<bool> RunIfAvailableAsync(CancellationToken cancellationToken)
    {
        if (!Passed.IsCompleted && await database.CheckAsync(cancellationToken))
        {
            await RunAsync(cancellationToken);
        }

        return Error is null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!Passed.IsCompleted)
            {
                await database.WaitAsync(stoppingToken);
                await RunAsync(stoppingToken);
                if (Error is not null)
                {
                    lifetime.StopApplication();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var check in checks)
            {
                if (await check.FindErrorAsync(services, cancellationToken) is { } error)
                {
                    Error = error;
                    LogError(logger, error);
                    return;
                }
            }

            _passed.TrySetResult();
        }
        catch (Exception e) when (database.Report(e))
        {
            // The database became unavailable meanwhile: the checks run again when it answers.
        }
    }

    [LoggerMessage(LogLevel.Critical, "The process ends because it cannot work with these settings. {Error}")]
    private static partial void LogError(ILogger logger, string error);
}
