using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Api.SyncRecords;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Calls;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.Storage;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api;

/// <summary>What the product can do, as services: for this process and for whoever embeds them.</summary>
public static class ApiRegistration
{
    public static IServiceCollection AddLedger(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStorage(configuration);
        services.AddProviders(configuration);
        services.AddSchedulingClient(configuration, s => s.GetRequiredService<LedgerRedis>().Publish);
        services.AddHttpCalls();
        services.AddSingleton<AuthorizationSecrets>();
        services.AddTransient<Authorizations>();
        services.AddSingleton<JobRequests>();
        services.AddSingleton<ConnectionRequests>();
        services.AddSingleton<DocumentRequests>();
        services.AddSingleton<LinkRequests>();
        return services;
    }
}
