using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansLedger.ServiceDefaults.Outages;

namespace OrleansLedger.ServiceDefaults.Database;

/// <summary>
/// Availability of PostgreSQL, shared by the whole process. A reported failure is checked with a connection outside the pool. If that fails too, the outage is logged once, and a background
/// loop tries to connect until the server answers, which is logged as the end of the outage.
/// </summary>
public sealed partial class DatabaseAvailability : IDisposable
{
    private const string PoolExhausted = "The connection pool has been exhausted";

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_answersWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_answerIsValidFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lostConnectionEvery = TimeSpan.FromMinutes(1);

    private readonly NpgsqlDataSource _unpooled;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly DependencyStatus _status;
    private readonly CancellationTokenSource _disposing = new();
    private readonly CancellationToken _disposed;
    private readonly Lock _gate = new();
    private Task _probing = Task.CompletedTask;
    private DateTimeOffset _answeredAt = DateTimeOffset.MinValue;
    private DateTimeOffset _lostConnectionAt = DateTimeOffset.MinValue;

    /// <param name="setting">The setting that holds the connection string, named in the log.</param>
    public DatabaseAvailability(string connectionString, TimeProvider clock, ILogger logger, string setting = "ConnectionStrings:ledger")
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = (int)s_answersWithin.TotalSeconds };
        _unpooled = NpgsqlDataSource.Create(settings);
        _clock = clock;
        _logger = logger;
        _disposed = _disposing.Token;
        _name = $"PostgreSQL at {settings.Host}:{settings.Port} (database {settings.Database}, user {settings.Username})";
        _status = new DependencyStatus(
            _name,
            $"Everything that needs the database waits and continues by itself once the server answers. Check that the server is running and that {setting} names its host, port and login.",
            clock,
            logger);
    }

    /// <summary>The start of the current outage; null while PostgreSQL is available.</summary>
    public DateTimeOffset? UnavailableSince => _status.UnavailableSince;

    /// <summary>
    /// Returns true if the exception, or one inside it, says that PostgreSQL could not be reached, is starting or stopping, takes no more connections, or does not answer in time. Such work
    /// can be repeated once the server is available again. Deadlocks and errors in a statement are no outage, and neither is a pool whose connections are all in use.
    /// </summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.Any(IsOutage),
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" } => true,
        PostgresException refused => refused.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException } failed => !IsPoolExhausted(failed),
        NpgsqlException { IsTransient: true } failed => !IsPoolExhausted(failed),
        { InnerException: { } inner } => IsOutage(inner),
        _ => false,
    };

    /// <summary>Reports a failure. If the server does not answer, the outage is logged once.</summary>
    /// <returns>False if the exception was not caused by an outage (<see cref="IsOutage"/>); nothing is logged then.</returns>
    public bool Report(Exception exception)
    {
        // During an outage every connection of the pool may be waiting for the server.
        if (!IsOutage(exception) && !(UnavailableSince is not null && ContainsExhaustedPool(exception)))
        {
            return false;
        }

        if (UnavailableSince is not null)
        {
            _status.ReportUnavailable(Reason(exception));
        }
        else if (!_disposed.IsCancellationRequested)
        {
            _ = ProbeInBackground(exception);
        }

        return true;
    }

    /// <summary>Waits until PostgreSQL accepts a login and answers. Logs one line if it does not do so at once, and one line when it does.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (!await CheckAsync(cancellationToken))
        {
            await ProbeInBackground(reported: null).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Returns true if PostgreSQL answers, or has answered within the last second. Returns false at once during a known outage.</summary>
    public async Task<bool> CheckAsync(CancellationToken cancellationToken)
    {
        if (UnavailableSince is not null)
        {
            return false;
        }

        lock (_gate)
        {
            if (_clock.GetUtcNow() - _answeredAt < s_answerIsValidFor)
            {
                return true;
            }
        }

        if (await ProbeAsync(cancellationToken))
        {
            return true;
        }

        _ = ProbeInBackground(reported: null);
        return false;
    }

    public void Dispose()
    {
        _disposing.Cancel();
        _disposing.Dispose();
        _unpooled.Dispose();
    }

    /// <summary>Starts the loop that ends with the outage, unless it is running.</summary>
    private Task ProbeInBackground(Exception? reported)
    {
        lock (_gate)
        {
            return _probing = _probing.IsCompleted ? Task.Run(() => ProbeUntilAvailableAsync(reported), _disposed) : _probing;
        }
    }

    private async Task ProbeUntilAvailableAsync(Exception? reported)
    {
        var pause = s_firstPause;
        while (!await ProbeAsync(_disposed))
        {
            reported = null;
            await Task.Delay(pause, _clock, _disposed);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }

        if (reported is not null)
        {
            ReportLostConnection(reported);
        }
    }

    /// <summary>Logs, at most once a minute, that a connection failed although the server answers: after a quick restart, or at the end of an outage.</summary>
    private void ReportLostConnection(Exception exception)
    {
        lock (_gate)
        {
            if (_clock.GetUtcNow() - _lostConnectionAt < s_lostConnectionEvery)
            {
                return;
            }

            _lostConnectionAt = _clock.GetUtcNow();
        }

        LogLostConnection(_logger, _name, Reason(exception));
    }

    private async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_answersWithin, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await using var command = _unpooled.CreateCommand("select 1");
            await command.ExecuteScalarAsync(either.Token);
        }
        catch (NpgsqlException failure)
        {
            // A refused login is waited for as well: the migration step that creates it may still be running.
            _status.ReportUnavailable(Reason(failure));
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _status.ReportUnavailable($"no answer within {s_answersWithin.TotalSeconds:0} s");
            return false;
        }

        lock (_gate)
        {
            _answeredAt = _clock.GetUtcNow();
        }

        _status.ReportAvailable();
        return true;
    }

    // Npgsql has no other mark for it.
    private static bool IsPoolExhausted(NpgsqlException exception) => exception.Message.StartsWith(PoolExhausted, StringComparison.Ordinal);

    private static bool ContainsExhaustedPool(Exception exception) =>
        exception is NpgsqlException failed && IsPoolExhausted(failed) || exception.InnerException is { } inner && ContainsExhaustedPool(inner);

    /// <summary>The innermost message, which says most: "Connection refused" rather than "Failed to connect".</summary>
    private static string Reason(Exception exception)
    {
        while (exception is not PostgresException && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message.TrimEnd('.', ' ');
    }

    [LoggerMessage(LogLevel.Warning, "{Name} answers, but a connection to it failed: {Reason}. The work is repeated.")]
    private static partial void LogLostConnection(ILogger logger, string name, string reason);
}
