using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

public static class QuickBooksRegistration
{
    /// <summary>
    /// Adds QuickBooks Online. Settings: section <c>Providers:quickbooks</c>, or QUICKBOOKS_CLIENT_ID, QUICKBOOKS_CLIENT_SECRET,
    /// QUICKBOOKS_REDIRECT_URI and QUICKBOOKS_ENVIRONMENT (<c>sandbox</c> or <c>production</c>) for the real one.
    /// </summary>
    /// <exception cref="OptionsValidationException">A setting is missing or wrong; the message names it.</exception>
    public static IServiceCollection AddQuickBooks(this IServiceCollection services, IConfiguration configuration)
    {
        var options = new QuickBooksOptions(ProviderOptions.Read(configuration, QuickBooksOptions.Key));
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<IProvider>(provider => new QuickBooksProvider(options, provider.GetRequiredService<TimeProvider>()));
    }
}
