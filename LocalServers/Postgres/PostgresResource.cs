using Npgsql;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Logs;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Postgres;

/// <summary>
/// A PostgreSQL server: one the user configured, or one of the application's own, whose files are in the data folder and which
/// listens on the loopback interface alone.
/// </summary>
/// <param name="configured">The owner's connection string to a server that runs elsewhere, or null.</param>
internal sealed class PostgresResource(string name, HostContext host, string? configured) : Resource(name)
{
    public const string FolderName = "postgres";

    private const string Owner = "ledger_admin";

    private readonly List<PostgresDatabase> databases = [];
    private IReadOnlyList<Replica>? replicas;
    private PostgresCluster? cluster;
    private string? server;
    private bool durable = true;

    public override IReadOnlyList<Replica> Replicas => replicas ??= configured is null ? [CreateServer()] : [];

    /// <summary>A database on this server, made if it is missing; on a configured server it is the one its connection string names.</summary>
    /// <param name="login">The connection string of the application's login, where the user configured one.</param>
    public PostgresDatabase AddDatabase(string databaseName, string? login = null)
    {
        var database = new PostgresDatabase(databaseName, this, login, host.Data.Password("postgres-app"));
        databases.Add(database);
        return database;
    }

    /// <summary>Trades the safety of the data for speed: for tests, whose databases die with them.</summary>
    public PostgresResource WithoutDurability()
    {
        durable = false;
        return this;
    }

    /// <summary>Where the server's programs are: a folder, or <c>npm</c> for the npm package. Null looks for them.</summary>
    public PostgresResource WithServer(string? place)
    {
        server = place;
        return this;
    }

    /// <summary>The owner's connection string to a database of this server.</summary>
    public string OwnerConnectionString(string databaseName) => configured ?? new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Replicas[0].Port ?? 0,
        Username = Owner,
        Password = host.Data.Password("postgres-owner"),
        Database = databaseName,
    }.ConnectionString;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configured is null)
        {
            cluster = await PostgresCluster.OpenAsync(host.Data, server, durable, Log, cancellationToken);
            await Replicas[0].StartAsync(cancellationToken);
        }

        foreach (var database in databases)
        {
            await PostgresSetup.EnsureExistsAsync(database.OwnerConnectionString, Log.Write, host.Time, cancellationToken);
        }
    }

    private PartLog Log => field ??= host.Logs.For(Name);

    private Replica CreateServer()
    {
        var port = FreePort.Take();
        return new Replica(
            Name,
            port,
            Log,
            host.Time,
            cancellationToken => cluster!.PrepareAsync(port, Owner, host.Data.Password("postgres-owner"), cancellationToken),
            cancellationToken => cluster!.TakesConnections() ? ProbeAsync(OwnerConnectionString("postgres"), cancellationToken) : Task.FromResult<string?>("it takes no connections yet"));
    }

    private static async Task<string?> ProbeAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await PostgresSetup.OpenAsync(connectionString, cancellationToken);
            return null;
        }
        catch (NpgsqlException failure)
        {
            return failure.Message;
        }
    }
}
