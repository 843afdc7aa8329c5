using Npgsql;

namespace OrleansLedger.LocalServers.Postgres;

/// <summary>Prepares a database for the migrations: waits for its server and creates it if it is missing.</summary>
internal static class PostgresSetup
{
    private const string Maintenance = "postgres";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Creates the database that the connection string names if it is missing. Waits as long as the server is unavailable.</summary>
    /// <param name="log">Takes one line when the wait begins and one when it ends.</param>
    /// <exception cref="StartException">The server refuses the login.</exception>
    public static async Task EnsureExistsAsync(string connectionString, Action<string> log, TimeProvider time, CancellationToken cancellationToken)
    {
        var wanted = new NpgsqlConnectionStringBuilder(connectionString);
        var began = time.GetTimestamp();
        var waits = false;
        while (true)
        {
            try
            {
                await CreateUnlessThereAsync(wanted, cancellationToken);
                if (waits)
                {
                    log($"PostgreSQL at {wanted.Host}:{wanted.Port} is available after {time.GetElapsedTime(began).TotalSeconds:0} s");
                }

                return;
            }
            catch (NpgsqlException failure) when (failure.IsTransient)
            {
                if (!waits)
                {
                    waits = true;
                    log($"PostgreSQL at {wanted.Host}:{wanted.Port} is unavailable since {time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}: {failure.InnerException?.Message ?? failure.Message}. Waiting for it. Check that the server is running and that ConnectionStrings:{LedgerConnection.Name}-admin names its host and port.");
                }

                await Task.Delay(Interval, time, cancellationToken);
            }
            catch (NpgsqlException failure)
            {
                throw new StartException($"PostgreSQL at {wanted.Host}:{wanted.Port} refuses '{wanted.Username}' the database '{wanted.Database}': {failure.Message}. Check ConnectionStrings:{LedgerConnection.Name}-admin, or make the database yourself.", failure);
            }
        }
    }

    /// <summary>A connection of its own, outside any pool.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 };
        var connection = new NpgsqlConnection(unpooled.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task CreateUnlessThereAsync(NpgsqlConnectionStringBuilder wanted, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection;
        try
        {
            var maintenance = new NpgsqlConnectionStringBuilder(wanted.ConnectionString) { Database = Maintenance };
            connection = await OpenAsync(maintenance.ConnectionString, cancellationToken);
        }
        catch (PostgresException refusal) when (!refusal.IsTransient)
        {
            // Some hosted servers let a login into its own database only.
            await using var direct = await OpenAsync(wanted.ConnectionString, cancellationToken);
            return;
        }

        await using (connection)
        {
            await using var find = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = wanted.Database } } };
            if (await find.ExecuteScalarAsync(cancellationToken) is null)
            {
                await using var create = new NpgsqlCommand($"create database \"{wanted.Database!.Replace("\"", "\"\"")}\"", connection);
                await create.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }
}
