using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrleansLedger.ServiceDefaults.Startup;

/// <summary>The life of a process of the product: built, checked, run. Settings that cannot work end it with a message and an exit code, without a stack trace.</summary>
public static class LedgerProcess
{
    /// <summary>The exit code for settings that cannot work: starting the process again does not help. (EX_CONFIG of sysexits.h.)</summary>
    public const int InvalidSettings = 78;

    /// <param name="build">Builds the application.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(Func<WebApplication> build) => RunAsync(async () =>
    {
        await using var app = build();
        var checks = app.Services.GetRequiredService<StartupChecks>();
        if (!await checks.RunIfAvailableAsync(CancellationToken.None))
        {
            return InvalidSettings;
        }

        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Stopped while it started.
        }

        return checks.Error is null ? 0 : InvalidSettings;
    });

    /// <param name="program">Does the work and returns the exit code.</param>
    public static async Task<int> RunAsync(Func<Task<int>> program)
    {
        try
        {
            return await program();
        }
        catch (OptionsValidationException invalid)
        {
            await Console.Error.WriteLineAsync($"The process ends because it cannot work with these settings. {string.Join(" ", invalid.Failures)}");
            return InvalidSettings;
        }
    }

    /// <summary>Adds a check that runs when the database answers.</summary>
    public static IServiceCollection AddStartupCheck(this IServiceCollection services, Func<IServiceProvider, CancellationToken, Task<string?>> findError) =>
        services.AddSingleton(new StartupCheck(findError));
}
