using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansLedger.ServiceDefaults.Outages;

namespace OrleansLedger.ServiceDefaults.Database;

/// <summary>
/// Availability of PostgreSQL, shared by the whole process. Failures are reported here and logged as one outage; meanwhile a background loop tries to connect, and its first success ends
/// the outage.
/// </summary>
public sealed class DatabaseAvailability : IDisposable
{
    private const string Effect =
        "Everything that needs the database waits and continues by itself once the server answers. Check that the server is running and that {0} names its host, port and login.";

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_answersWithin = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _dataSource;
    private readonly TimeProvider _clock;
    private readonly DependencyStatus _status;
    private readonly CancellationTokenSource _disposing = new();
    private readonly CancellationToken _disposed;
    private readonly Lock _gate = new();
    private Task _probing = Task.CompletedTask;

    /// <param name="setting">The setting that holds the connection string, named in the log.</param>
    public DatabaseAvailability(NpgsqlDataSource dataSource, TimeProvider clock, ILogger logger, string setting = "ConnectionStrings:ledger")
    {
        var address = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString);
        _dataSource = dataSource;
        _clock = clock;
        _disposed = _disposing.Token;
        _status = new DependencyStatus(
            $"PostgreSQL at {address.Host}:{address.Port} (database {address.Database}, user {address.Username})", string.Format(null, Effect, setting), clock, logger);
    }

    /// <summary>The start of the current outage; null while PostgreSQL is available.</summary>
    public DateTimeOffset? UnavailableSince => _status.UnavailableSince;

    /// <summary>
    /// Returns true if the exception, or one inside it, says that PostgreSQL could not be reached, is starting or stopping, takes no more connections, or does not answer in time. Such work
    /// can be repeated once the server is available again. Deadlocks and errors in a statement are no outage.
    /// </summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.Any(IsOutage),
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" } => true,
        PostgresException refused => refused.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException } => true,
        { InnerException: { } inner } => IsOutage(inner),
        _ => false,
    };

    /// <summary>Reports a failure. An outage is logged once, when it begins.</summary>
    /// <returns>False if the exception is no outage (<see cref="IsOutage"/>); nothing was logged then.</returns>
    public bool Report(Exception exception)
    {
        if (!IsOutage(exception))
        {
            return false;
        }

        if (!_disposed.IsCancellationRequested)
        {
            _status.ReportUnavailable(Reason(exception));
            _ = ProbeInBackground();
        }

        return true;
    }

    /// <summary>Waits until PostgreSQL accepts a login and answers. Logs one line if it does not do so at once, and one line when it does.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (UnavailableSince is null && await ProbeAsync(cancellationToken))
        {
            return;
        }

        await ProbeInBackground().WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _disposing.Cancel();
        _disposing.Dispose();
    }

    /// <summary>The loop that ends with the outage; the one that runs, if there is one.</summary>
    private Task ProbeInBackground()
    {
        lock (_gate)
        {
            return _probing = _probing.IsCompleted ? Task.Run(ProbeUntilAvailableAsync, _disposed) : _probing;
        }
    }

    private async Task ProbeUntilAvailableAsync()
    {
        var pause = s_firstPause;
        while (!await ProbeAsync(_disposed))
        {
            await Task.Delay(pause, _clock, _disposed);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_answersWithin, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await using var command = _dataSource.CreateCommand("select 1");
            await command.ExecuteScalarAsync(either.Token);
            _status.ReportAvailable();
            return true;
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
    }

    /// <summary>The innermost message, which says most: "Connection refused" rather than "Failed to connect".</summary>
    private static string Reason(Exception exception)
    {
        while (exception is not PostgresException && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message.TrimEnd('.', ' ');
    }
}
