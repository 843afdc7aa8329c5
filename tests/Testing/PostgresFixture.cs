using Npgsql;
using OrleansLedger.LocalServers.Postgres;
using OrleansLedger.LocalServers.Processes;
using Xunit;

namespace OrleansLedger.Testing;

/// <summary>
/// One private PostgreSQL server for a test process: <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>, then take it
/// as a constructor parameter. It is gone when the process ends, however it ends.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly ServerHost host = new();
    private PostgresResource? server;
    private PostgresDatabase? pattern;
    private int databases;

    private PostgresResource Server => server ?? throw new InvalidOperationException("PostgreSQL is not started yet.");

    public async ValueTask InitializeAsync() => await host.StartAsync(builder =>
    {
        server = builder.AddPostgres("postgres").WithoutDurability();
        pattern = server.AddDatabase("ledger");
    });

    /// <summary>A fresh database. It has no tables and, unless a migration has run on this server, no application role.</summary>
    /// <param name="template">A database to copy, for instance one that a migration has prepared; nobody may be connected to it.</param>
    public async Task<TestDatabase> CreateDatabaseAsync(string? template = null, CancellationToken cancellationToken = default)
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"create database {name} template {template ?? "template0"}", cancellationToken);
        var admin = new NpgsqlConnectionStringBuilder(Server.OwnerConnectionString(name)) { IncludeErrorDetail = true };
        var application = new NpgsqlConnectionStringBuilder(pattern!.ConnectionString) { Database = name, IncludeErrorDetail = true };
        return new TestDatabase(name, admin.ConnectionString, application.ConnectionString);
    }

    /// <summary>Stops the server and starts it again, on the same port with the same data; every open connection is lost.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => Server.Replicas[0].RestartAsync(cancellationToken);

    /// <summary>Stops the server until <see cref="StartAsync"/>; every open connection is lost.</summary>
    public Task StopAsync() => Server.Replicas[0].StopAsync();

    /// <summary>Starts a stopped server, on the same port with the same data.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Server.Replicas[0].StartAsync(cancellationToken);

    /// <summary>Freezes the server with all of its sessions until <see cref="Thaw"/>: it accepts connections and answers nothing.</summary>
    public void Freeze() => SignalFamily(Signal.Freeze);

    /// <summary>Lets a frozen server continue.</summary>
    public void Thaw() => SignalFamily(Signal.Thaw);

    public ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return host.DisposeAsync();
    }

    /// <summary>The server's process and every process below it: each session is one.</summary>
    private void SignalFamily(Signal signal)
    {
        var family = new List<int> { Server.Replicas[0].Pid ?? throw new InvalidOperationException("PostgreSQL does not run.") };
        for (var i = 0; i < family.Count; i++)
        {
            Signals.Send(family[i], signal);
            family.AddRange(Directory.EnumerateDirectories($"/proc/{family[i]}/task")
                .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(int.Parse));
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        // Without a pool: its connections would not survive a restart of the server.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server.OwnerConnectionString("postgres")) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>A database of a test's own.</summary>
/// <param name="AdminConnectionString">The owner's login: migrations, and looking behind row-level security.</param>
/// <param name="AppConnectionString">The application's login, <c>ledger_app</c>. A migration makes the role, with the password found here.</param>
public sealed record TestDatabase(string Name, string AdminConnectionString, string AppConnectionString);
