using Microsoft.Extensions.Logging;
using OrleansLedger.ServiceDefaults.Outages;
using StackExchange.Redis;

namespace OrleansLedger.ServiceDefaults.Redis;

/// <summary>
/// Access to Redis, which holds signals and quota counts. PostgreSQL has the durable state, so an operation that fails here does nothing, and its caller continues with PostgreSQL alone.
/// Reconnects in the background.
/// </summary>
/// <param name="connect">Gives the process's connection; without it, this opens one of its own to <paramref name="connectionString"/>.</param>
public sealed class LedgerRedis(string connectionString, ILogger<LedgerRedis> logger, TimeProvider? clock = null, Func<Task<IConnectionMultiplexer>>? connect = null) : IDisposable
{
    private readonly DependencyStatus _status = new(
        $"Redis at {Address(connectionString)}",
        "Falling back to polling PostgreSQL: new work starts up to a second later, and each silo counts quotas by itself. Check that the server is running and that ConnectionStrings:redis names it.",
        clock ?? TimeProvider.System,
        logger);

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private volatile IConnectionMultiplexer? _multiplexer;

    /// <summary>Options of every connection: an outage fails calls quickly and is retried in the background.</summary>
    public static void Configure(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.SyncTimeout = 1000;
    }

    /// <summary>The database, or null while there is no connection.</summary>
    public async ValueTask<IDatabase?> DatabaseAsync() => (await MultiplexerAsync())?.GetDatabase();

    /// <summary>Runs an operation; returns null while Redis is unavailable.</summary>
    public async Task<T?> TryAsync<T>(Func<IDatabase, Task<T>> operation)
        where T : class
    {
        try
        {
            return await DatabaseAsync() is { } database ? await operation(database) : null;
        }
        catch (Exception e) when (IsOutage(e))
        {
            ReportOutage(e);
            return null;
        }
    }

    /// <summary>Sends an operation without waiting for it.</summary>
    public void Forget(Action<IDatabase> operation)
    {
        try
        {
            if (_multiplexer is { IsConnected: true } multiplexer)
            {
                operation(multiplexer.GetDatabase());
            }
        }
        catch (Exception e) when (IsOutage(e))
        {
            ReportOutage(e);
        }
    }

    public void Publish(string channel, string message) =>
        Forget(d => d.Publish(RedisChannel.Literal(channel), message, CommandFlags.FireAndForget));

    /// <summary>Calls back for every message from now on, also after an outage of Redis; messages published during the outage are lost.</summary>
    /// <returns>False if Redis is unavailable: try again.</returns>
    public async Task<bool> SubscribeAsync(string channel, Action<string> received)
    {
        try
        {
            if (await MultiplexerAsync() is not { } multiplexer)
            {
                return false;
            }

            await multiplexer.GetSubscriber().SubscribeAsync(RedisChannel.Literal(channel), (_, message) => received(message!));
            return true;
        }
        catch (Exception e) when (IsOutage(e))
        {
            ReportOutage(e);
            return false;
        }
    }

    /// <summary>Subscribes like <see cref="SubscribeAsync"/>, until the result is disposed.</summary>
    /// <returns>Null if Redis is unavailable: try again.</returns>
    public async Task<IAsyncDisposable?> ListenAsync(string channel, Action<string> received)
    {
        try
        {
            if (await MultiplexerAsync() is not { } multiplexer)
            {
                return null;
            }

            var listening = new Listening(this, multiplexer.GetSubscriber(), channel, received);
            await listening.BeginAsync();
            return listening;
        }
        catch (Exception e) when (IsOutage(e))
        {
            ReportOutage(e);
            return null;
        }
    }

    public void Dispose()
    {
        _multiplexer?.Dispose();
        _connecting.Dispose();
    }

    private static bool IsOutage(Exception e) => e is RedisException or TimeoutException or ObjectDisposedException;

    private async ValueTask<IConnectionMultiplexer?> MultiplexerAsync()
    {
        if (_multiplexer is { } existing)
        {
            return Connected(existing);
        }

        await _connecting.WaitAsync();
        try
        {
            if (_multiplexer is null)
            {
                _multiplexer = await (connect is null ? ConnectAsync(connectionString) : connect());
                _multiplexer.ConnectionFailed += (_, failed) => _status.ReportUnavailable(failed.Exception?.InnerException?.Message ?? failed.FailureType.ToString());
                _multiplexer.ConnectionRestored += (_, _) => Connected(_multiplexer);
            }

            return Connected(_multiplexer);
        }
        catch (Exception e) when (IsOutage(e))
        {
            ReportOutage(e);
            return null;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        Configure(options);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    private void ReportOutage(Exception e) => _status.ReportUnavailable(e.GetType().Name);

    private IConnectionMultiplexer? Connected(IConnectionMultiplexer multiplexer)
    {
        if (multiplexer.IsConnected)
        {
            _status.ReportAvailable();
            return multiplexer;
        }

        _status.ReportUnavailable("not connected");
        return null;
    }

    /// <summary>Host and port, without a password.</summary>
    private static string Address(string connectionString) => string.Join(", ", ConfigurationOptions.Parse(connectionString).EndPoints.Select(EndPointCollection.ToString));

    private sealed class Listening(LedgerRedis redis, ISubscriber subscriber, string channel, Action<string> received) : IAsyncDisposable
    {
        public Task BeginAsync() => subscriber.SubscribeAsync(RedisChannel.Literal(channel), Received);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await subscriber.UnsubscribeAsync(RedisChannel.Literal(channel), Received);
            }
            catch (Exception e) when (IsOutage(e))
            {
                redis.ReportOutage(e);
            }
        }

        private void Received(RedisChannel from, RedisValue message) => received(message!);
    }
}
