using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

public static class FortnoxRegistration
{
    /// <summary>Adds Fortnox to the catalog; settings are those of <see cref="ProviderOptions"/> under the key <c>fortnox</c>.</summary>
    /// <exception cref="OptionsValidationException">A setting is missing; the message names its key.</exception>
    public static IServiceCollection AddFortnox(this IServiceCollection services, IConfiguration configuration)
    {
        var options = FortnoxOptions.From(ProviderOptions.Read(configuration, FortnoxOptions.Key));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IProvider>(provider => new FortnoxProvider(options, provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
