using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Security;

namespace OrleansLedger.Storage;

/// <summary>The ledger's tables, over the process's Npgsql data source.</summary>
public static class StorageRegistration
{
    /// <summary>Reads <c>Encryption:Keys</c>.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var cipher = TokenCipher.FromConfiguration(configuration);
        services.AddSingleton(cipher);
        services.AddSingleton<LedgerDatabase>();
        services.AddSingleton<EncryptionCheck>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<AuditStore>();
        return services;
    }
}
