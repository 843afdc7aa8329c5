using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Providers.Fortnox;
using OrleansLedger.Providers.QuickBooks;
using OrleansLedger.Providers.Xero;

namespace OrleansLedger.Providers;

/// <summary>The accounting systems of this build: the one place that lists them.</summary>
public static class ProvidersRegistration
{
    public static IServiceCollection AddProviders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddXero(configuration);
        services.AddQuickBooks(configuration);
        services.AddFortnox(configuration);
        services.AddSingleton<ProviderCatalog>();
        return services;
    }
}
