using Microsoft.Extensions.Configuration;

namespace OrleansLedger.LocalServers;

/// <summary>The product's database as the user configured it, if they did.</summary>
internal static class LedgerConnection
{
    public const string Name = "ledger";

    private const string OwnerName = Name + "-admin";

    /// <summary>The login that owns the database and migrates it.</summary>
    public static string? Owner(IConfiguration configuration)
    {
        var owner = configuration.GetConnectionString(OwnerName);
        return owner is null && Application(configuration) is not null
            ? throw new StartException($"ConnectionStrings:{Name} is set, but ConnectionStrings:{OwnerName} is not: the migrations need the login of the database's owner. Set both, or only ConnectionStrings:{OwnerName}.")
            : owner;
    }

    /// <summary>The application's login, bound by row-level security; null lets the migrations make one.</summary>
    public static string? Application(IConfiguration configuration) => configuration.GetConnectionString(Name);
}
