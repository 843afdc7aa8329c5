using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansLedger.Providers;

/// <summary>The accounting systems of this build: the one place that lists them.</summary>
public static class ProvidersRegistration
{
    public static IServiceCollection AddProviders(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddSingleton<ProviderCatalog>();
        return services;
    }
}
