namespace OrleansLedger.Sandbox;

/// <summary>The simulated providers: one line each.</summary>
internal static class ProviderRegistration
{
    public static void AddProviders(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
    }
}
