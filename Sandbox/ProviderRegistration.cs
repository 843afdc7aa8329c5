using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.QuickBooks;

namespace OrleansLedger.Sandbox;

/// <summary>The simulated providers: one line each.</summary>
internal static class ProviderRegistration
{
    public static void AddProviders(this IServiceCollection services)
    {
        services.AddSingleton<ISimulatedProvider, QuickBooksProvider>();
    }
}
