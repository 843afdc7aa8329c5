using Npgsql;
using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.LocalServers.Postgres;

/// <summary>
/// A database with its two logins: the application's, which is bound by row-level security, and the owner's, for migrations alone.
/// The application's role is made by the migrations, with the password found here.
/// </summary>
internal sealed class PostgresDatabase(string name, PostgresResource server, string? login, string password) : IResourceWithConnectionString
{
    public const string ApplicationRole = "ledger_app";

    public string ConnectionName => name;

    public string ConnectionString =>
        login ?? new NpgsqlConnectionStringBuilder(OwnerConnectionString) { Username = ApplicationRole, Password = password }.ConnectionString;

    public string OwnerConnectionString => server.OwnerConnectionString(name);

    /// <summary>The owner's login, as the connection <c>{name}-admin</c>.</summary>
    public IResourceWithConnectionString Admin => new AdminLogin(this);

    private sealed class AdminLogin(PostgresDatabase database) : IResourceWithConnectionString
    {
        public string ConnectionName => database.ConnectionName + "-admin";

        public string ConnectionString => database.OwnerConnectionString;
    }
}
