using Npgsql;

namespace OrleansLedger.AppHost.Postgres;

/// <summary>What has to be true of a database before migrations can run: its server answers, and it exists.</summary>
internal static class PostgresSetup
{
    private const string Maintenance = "postgres";
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for the server, and makes the database that the connection string names if it is missing.</summary>
    /// <exception cref="StartException">The server refuses the login, or does not answer within half a minute.</exception>
    public static async Task EnsureExistsAsync(string connectionString, TimeProvider time, CancellationToken cancellationToken)
    {
        var wanted = new NpgsqlConnectionStringBuilder(connectionString);
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await CreateUnlessThereAsync(wanted, cancellationToken);
                return;
            }
            catch (NpgsqlException failure) when (failure.IsTransient && time.GetElapsedTime(began) < AnswersWithin)
            {
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
        catch (PostgresException)
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
