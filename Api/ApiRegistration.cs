using OrleansLedger.Api.Accounts;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Api.Live;
using OrleansLedger.Api.SyncRecords;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Calls;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.ServiceDefaults.Startup;
using OrleansLedger.Storage;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Security;

namespace OrleansLedger.Api;

/// <summary>What the product can do, as services: for this process and for whoever embeds them.</summary>
public static class ApiRegistration
{
    public static IServiceCollection AddLedger(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStorage(configuration);
        services.AddStartupCheck((s, cancellationToken) => s.GetRequiredService<EncryptionCheck>().FindErrorAsync(cancellationToken));
        services.AddProviders(configuration);
        services.AddSingleton(s => new EventSignal(s.GetRequiredService<LedgerRedis>().Publish));
        services.AddHttpCalls();
        services.AddSingleton<AuthorizationSecrets>();
        services.AddTransient<Authorizations>();
        services.AddTransient<RedirectAudit>();
        services.AddSingleton<JobRequests>();
        services.AddSingleton<ConnectionRequests>();
        services.AddSingleton<DocumentRequests>();
        services.AddSingleton<LinkRequests>();
        services.AddSingleton<MappingRequests>();
        services.AddOptions<LiveOptions>()
            .Bind(configuration.GetSection("Live"))
            .Validate(o => o.LookEvery > TimeSpan.Zero, "Live:LookEvery must be above zero, for instance 00:00:00.500.")
            .Validate(
                o => o is { QueueCapacity: > 0, BatchSize: > 0, RecentEvents: > 0, CatchUpsAtOnce: > 0 },
                "Live:QueueCapacity, Live:BatchSize, Live:RecentEvents and Live:CatchUpsAtOnce must be at least 1.")
            .ValidateOnStart();
        services.AddSingleton<EventFeed>();
        services.AddSingleton<JobEnd>();
        return services;
    }
}
