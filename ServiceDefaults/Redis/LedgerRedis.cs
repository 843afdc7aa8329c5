using Microsoft.Extensions.Logging;
using OrleansLedger.ServiceDefaults.Outages;
using StackExchange.Redis;

namespace OrleansLedger.ServiceDefaults.Redis;

/// <summary>
/// Access to Redis, which holds signals and quota counts. PostgreSQL has the durable state, so an operation that fails here does nothing, and its caller continues with PostgreSQL alone.
/// Reconnects in the background.
/// </summary>
public sealed class LedgerRedis(string connectionString, ILogger<LedgerRedis> logger, TimeProvider? clock = null) : IDisposable
{
    private readonly DependencyStatus _status = new(
        $"Redis at {Address(connectionString)}",
        "Falling back to polling PostgreSQL: subscribers hear of events up to half a second later, and each silo counts quotas by itself. Check that the server is running and that ConnectionStrings:redis names it.",
        clock ?? TimeProvider.System,
        logger);

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private volatile ConnectionMultiplexer? _multiplexer;

    /// <summary>The database, or null while there is no connection.</summary>
    public async ValueTask<IDatabase?> DatabaseAsync() => (await MultiplexerAsync())?.GetDatabase();

    /// <summary>Connects in the background, so that an outage is noticed before Redis is needed.</summary>
    public void Connect() => _ = Task.Run(async () => await MultiplexerAsync());

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
        Forget(d => d.Publish(channel, message, CommandFlags.FireAndForget));

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

            await multiplexer.GetSubscriber().SubscribeAsync(channel, (_, message) => received(message!));
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

    private async ValueTask<ConnectionMultiplexer?> MultiplexerAsync()
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
                var options = ConfigurationOptions.Parse(connectionString);
                options.AbortOnConnectFail = false;
                options.ConnectTimeout = 2000;
                options.SyncTimeout = 1000;
                _multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
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

    private void ReportOutage(Exception e) => _status.ReportUnavailable(e.GetType().Name);

    private ConnectionMultiplexer? Connected(ConnectionMultiplexer multiplexer)
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
        public Task BeginAsync() => subscriber.SubscribeAsync(channel, Received);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await subscriber.UnsubscribeAsync(channel, Received);
            }
            catch (Exception e) when (IsOutage(e))
            {
                redis.ReportOutage(e);
            }
        }

        private void Received(RedisChannel from, RedisValue message) => received(message!);
    }
}
