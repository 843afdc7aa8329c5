using Microsoft.Extensions.Configuration;
using Npgsql;
using OrleansLedger.AppHost.Parts;
using OrleansLedger.LocalServers;

namespace OrleansLedger.AppHost.Servers;

/// <summary>Logins to the servers. Passwords are generated once and kept in the data folder, because the servers' files keep them too.</summary>
internal static class Passwords
{
    /// <summary>The owner of the database and its tables.</summary>
    public const string PostgresOwner = "ledger_admin";

    public static IResourceBuilder<ParameterResource> AddKeptPassword(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter($"{name}-password", builder.Options().Data.Password(name), secret: true);

    public static IResourceBuilder<ParameterResource> AddUserName(this IDistributedApplicationBuilder builder, string server) =>
        builder.AddParameter($"{server}-user", PostgresOwner);

    /// <summary>The user's own server, where <c>ConnectionStrings:{name}</c> is set; otherwise null.</summary>
    public static IResourceBuilder<IResourceWithConnectionString>? AddConfigured(this IDistributedApplicationBuilder builder, string name)
    {
        var configured = builder.Options().Configuration.GetConnectionString(name);
        if (name == $"{LedgerConnection.Name}-admin")
        {
            // Says what is missing where only the application's login is set.
            configured = LedgerConnection.Owner(builder.Options().Configuration);
        }

        return string.IsNullOrEmpty(configured) ? null : builder.AddConnectionString(name, ReferenceExpression.Create($"{configured}"));
    }

    /// <summary>The application's login to the database of <paramref name="admin"/>. The migrations create its role with the password kept here.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddLogin(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<IResourceWithConnectionString> admin, string role)
    {
        var password = builder.AddKeptPassword("postgres-app").Resource;

        // Of two values for one key Npgsql takes the last.
        return builder.AddConnectionString(name, ReferenceExpression.Create($"{admin.Resource.ConnectionStringExpression};Username={role};Password={password}"));
    }
}
