using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Fortnox;
using OrleansLedger.Sandbox.QuickBooks;
using OrleansLedger.Sandbox.Xero;

namespace OrleansLedger.Sandbox;

/// <summary>The simulated providers: one line each.</summary>
internal static class ProviderRegistration
{
    public static void AddProviders(this IServiceCollection services)
    {
        services.AddSingleton<ISimulatedProvider, FortnoxProvider>();
        services.AddSingleton<ISimulatedProvider, QuickBooksProvider>();
        services.AddSingleton<ISimulatedProvider, XeroProvider>();
    }
}
