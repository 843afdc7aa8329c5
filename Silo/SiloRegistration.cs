using OrleansLedger.Grains;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Calls;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.ServiceDefaults.Startup;
using OrleansLedger.Silo.Exports;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Quotas;
using OrleansLedger.Silo.Sweeps;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.Security;

namespace OrleansLedger.Silo;

/// <summary>What the grains of this silo work with.</summary>
internal static class SiloRegistration
{
    public static IServiceCollection AddGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TurnOptions>()
            .Bind(configuration.GetSection("Silo"))
            .Validate(o => o.TurnLength > TimeSpan.Zero, "Silo:TurnLength must be above zero, for instance 00:00:10.")
            .Validate(o => o.RetryUnit > TimeSpan.Zero, "Silo:RetryUnit must be above zero, for instance 00:05:00.")
            .Validate(o => o.JobReminder >= TimeSpan.FromSeconds(1), "Silo:JobReminder must be at least a second, for instance 00:01:00.")
            .Validate(o => o.ConcurrentTurns > 0, "Silo:ConcurrentTurns must be at least 1, for instance 32.")
            .Validate(o => o.EventRetention > TimeSpan.Zero, "Silo:EventRetention must be above zero, for instance 7.00:00:00.")
            .ValidateOnStart();
        services.AddStartupCheck((s, cancellationToken) => s.GetRequiredService<EncryptionCheck>().FindErrorAsync(cancellationToken));
        services.AddSingleton<AppQuota>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<EntryWriter>();
        services.AddSingleton<AttachmentExport>();
        services.AddSingleton<PriorMatch>();
        services.AddSingleton<StaleReferences>();
        services.AddSingleton<RefreshAccountsHandler>();
        services.AddSingleton<IJobHandler, ExportHandler>();
        services.AddSingleton<IJobHandler>(s => s.GetRequiredService<RefreshAccountsHandler>());
        services.AddSingleton<IJobHandler, RefreshTaxCodesHandler>();
        services.AddSingleton<IJobHandler, TestConnectionHandler>();
        services.AddSingleton<IJobHandler, RefreshTokenHandler>();
        services.AddSingleton<IJobHandler, DisconnectHandler>();
        services.AddSingleton<IJobHandler, DeleteAttachmentHandler>();
        services.AddSingleton<IJobHandler, AutomaticSyncHandler>();
        services.AddSingleton<TurnRunner>();
        services.AddHttpCalls();
        services.AddProviders(configuration);
        services.AddSingleton(s => new EventSignal(s.GetRequiredService<LedgerRedis>().Publish));
        services.AddSingleton<IWorkListener, GrainWakeups>();
        services.AddHostedService<Sweep>();
        return services;
    }
}
