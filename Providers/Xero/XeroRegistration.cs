using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

public static class XeroRegistration
{
    /// <summary>Adds Xero. Settings: <c>XERO_CLIENT_ID</c>, <c>XERO_CLIENT_SECRET</c>, <c>XERO_REDIRECT_URI</c>, or <c>Providers:xero</c> for the sandbox.</summary>
    /// <exception cref="OptionsValidationException">A setting is missing; the message names it.</exception>
    public static IServiceCollection AddXero(this IServiceCollection services, IConfiguration configuration)
    {
        var options = XeroOptions.Read(configuration);
        return services.AddSingleton<IProvider>(provider => new XeroProvider(options, provider.GetRequiredService<TimeProvider>()));
    }
}
