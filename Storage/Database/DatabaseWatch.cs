using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace OrleansLedger.Storage.Database;

/// <summary>
/// Asks PostgreSQL every second, on a connection of its own, whether it answers. While it does not, <see cref="LedgerDatabase"/> refuses work at once, and work
/// that is under way is given up: a server that is frozen, or out of the network's reach, would otherwise hold each request for the length of its timeouts.
/// </summary>
public sealed class DatabaseWatch : BackgroundService
{
    /// <summary>The system clock, also where the application has another one: the server watched is a real one.</summary>
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly NpgsqlDataSource _server;
    private volatile TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _answers;
    private long _heardAt;

    public DatabaseWatch(IConfiguration configuration)
    {
        // Outside the pool: a process that uses all of its connections is busy, and its database answers. Left out of traces, which a span each second would fill.
        _server = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("ledger"))
        {
            Pooling = false,
            Timeout = (int)Patience.TotalSeconds,
            CommandTimeout = (int)Patience.TotalSeconds,
            CancellationTimeout = -1,
        }.ConnectionString).ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => false).EnablePhysicalOpenTracing(false)).Build();
    }

    /// <summary>How often PostgreSQL is asked.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>An answer that takes longer counts as none, unless other work was answered meanwhile.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(4);

    /// <summary>True once PostgreSQL has answered, and again after each outage.</summary>
    public bool Answers => _answers;

    /// <summary>Completes when PostgreSQL stops answering; completed for as long as it does not.</summary>
    public Task Lost => _lost.Task;

    /// <exception cref="DatabaseUnavailableException">PostgreSQL does not answer.</exception>
    public void ThrowIfLost()
    {
        if (Lost.IsCompleted)
        {
            throw new DatabaseUnavailableException();
        }
    }

    /// <summary>Other work was answered: a slow answer to the watch is then no outage.</summary>
    public void Heard() => Volatile.Write(ref _heardAt, _clock.GetTimestamp());

    public override void Dispose()
    {
        base.Dispose();
        _server.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var connection = _server.CreateConnection();
        using var timer = new PeriodicTimer(Interval, _clock);
        try
        {
            do
            {
                var askedAt = _clock.GetTimestamp();
                try
                {
                    await AskAsync(connection).WaitAsync(Patience, _clock, stoppingToken);
                    Found();
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or InvalidOperationException)
                {
                    Abandon(connection);
                    connection = _server.CreateConnection();
                    if (Volatile.Read(ref _heardAt) <= askedAt)
                    {
                        Lose();
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
        finally
        {
            Abandon(connection);
        }
    }

    private void Lose()
    {
        _answers = false;
        _lost.TrySetResult();
    }

    private void Found()
    {
        if (Lost.IsCompleted)
        {
            _lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _answers = true;
    }

    /// <summary>Not cancelled: the connection is abandoned instead, because a cancellation that meets a connection being closed throws in Npgsql.</summary>
    private static async Task AskAsync(NpgsqlConnection connection)
    {
        if (connection.State != System.Data.ConnectionState.Open)
        {
            await connection.OpenAsync(CancellationToken.None);
        }

        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(CancellationToken.None);
    }

    /// <summary>Closes a connection whose server may not answer, without waiting for it.</summary>
    private static void Abandon(NpgsqlConnection connection) => _ = Task.Run(
        async () =>
        {
            try
            {
                await connection.DisposeAsync();
            }
            catch (Exception e) when (e is NpgsqlException or IOException or InvalidOperationException or TimeoutException)
            {
                // It was broken already.
            }
        },
        CancellationToken.None);
}
