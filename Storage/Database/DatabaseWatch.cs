using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansLedger.Storage.Database;

/// <summary>
/// Asks PostgreSQL every second, on a connection of its own, whether it answers. While it does not, <see cref="LedgerDatabase"/> refuses work at once, and work
/// that is under way is given up: a server that is frozen, or out of the network's reach, would otherwise hold each request for the length of its timeouts.
/// </summary>
public sealed partial class DatabaseWatch : BackgroundService
{
    /// <summary>The real time, whatever clock the application goes by: the server watched is a real one.</summary>
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly NpgsqlDataSource _server;
    private readonly ILogger<DatabaseWatch> _logger;
    private volatile TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _answers;
    private long _heardAt;

    public DatabaseWatch(IConfiguration configuration, ILogger<DatabaseWatch> logger)
    {
        // Outside the pool: a process that uses all of its connections is busy, and its database answers. Left out of traces, which a span each second would fill.
        _server = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("ledger"))
        {
            Pooling = false,
            Timeout = (int)Patience.TotalSeconds,
            CommandTimeout = (int)Patience.TotalSeconds,
            CancellationTimeout = -1,
        }.ConnectionString).ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => false).EnablePhysicalOpenTracing(false)).Build();
        _logger = logger;
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
        var lostAt = _clock.GetTimestamp();
        try
        {
            do
            {
                var askedAt = _clock.GetTimestamp();
                try
                {
                    await AskAsync(connection, stoppingToken).WaitAsync(Patience, _clock, stoppingToken);
                    Found(lostAt);
                }
                catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or InvalidOperationException)
                {
                    Abandon(connection);
                    connection = _server.CreateConnection();
                    if (Volatile.Read(ref _heardAt) <= askedAt)
                    {
                        lostAt = Lost.IsCompleted ? lostAt : askedAt;
                        Lose(e);
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

    private void Lose(Exception reason)
    {
        if (!Lost.IsCompleted)
        {
            LogLost(_logger, reason.Message);
        }

        _answers = false;
        _lost.TrySetResult();
    }

    private void Found(long lostAt)
    {
        if (Lost.IsCompleted)
        {
            _lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            LogFound(_logger, (long)_clock.GetElapsedTime(lostAt).TotalSeconds);
        }

        _answers = true;
    }

    private static async Task AskAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.State != System.Data.ConnectionState.Open)
        {
            await connection.OpenAsync(cancellationToken);
        }

        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(cancellationToken);
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

    [LoggerMessage(LogLevel.Warning, "PostgreSQL does not answer ({Error}). Requests are refused until it does; it is asked every second")]
    private static partial void LogLost(ILogger logger, string error);

    [LoggerMessage(LogLevel.Information, "PostgreSQL answers again after {Seconds} s")]
    private static partial void LogFound(ILogger logger, long seconds);
}
