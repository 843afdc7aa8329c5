using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace OrleansLedger.ServiceDefaults.Redis;

/// <summary>
/// The shared short-lived state. Nothing in it is the truth: every operation here may fail and then does nothing, and callers go on
/// with what PostgreSQL says. Connects by itself, again and again, in the background.
/// </summary>
public sealed partial class LedgerRedis(string connectionString, ILogger<LedgerRedis> logger) : IDisposable
{
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private volatile ConnectionMultiplexer? _multiplexer;
    private volatile bool _reportedAway;

    /// <summary>The database, or null while there is no connection.</summary>
    public async ValueTask<IDatabase?> DatabaseAsync() => (await MultiplexerAsync())?.GetDatabase();

    /// <summary>Runs an operation; null while Redis is away.</summary>
    public async Task<T?> TryAsync<T>(Func<IDatabase, Task<T>> operation)
        where T : class
    {
        try
        {
            return await DatabaseAsync() is { } database ? await operation(database) : null;
        }
        catch (Exception e) when (IsRedisAway(e))
        {
            ReportAway(e);
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
        catch (Exception e) when (IsRedisAway(e))
        {
            ReportAway(e);
        }
    }

    public void Publish(string channel, string message) =>
        Forget(d => d.Publish(channel, message, CommandFlags.FireAndForget));

    /// <summary>Calls back for every message from now on, also after Redis has been away; what was published meanwhile is lost.</summary>
    /// <returns>False where Redis is away now: try again.</returns>
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
        catch (Exception e) when (IsRedisAway(e))
        {
            ReportAway(e);
            return false;
        }
    }

    /// <summary>As <see cref="SubscribeAsync"/>, until disposed of.</summary>
    /// <returns>Null where Redis is away now: try again.</returns>
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
        catch (Exception e) when (IsRedisAway(e))
        {
            ReportAway(e);
            return null;
        }
    }

    public void Dispose()
    {
        _multiplexer?.Dispose();
        _connecting.Dispose();
    }

    private static bool IsRedisAway(Exception e) => e is RedisException or TimeoutException or ObjectDisposedException;

    private async ValueTask<ConnectionMultiplexer?> MultiplexerAsync()
    {
        if (_multiplexer is { } existing)
        {
            return existing.IsConnected ? existing : null;
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
                _multiplexer.ConnectionRestored += (_, _) => _reportedAway = false;
            }

            return _multiplexer.IsConnected ? _multiplexer : null;
        }
        catch (Exception e) when (IsRedisAway(e))
        {
            ReportAway(e);
            return null;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private void ReportAway(Exception e)
    {
        if (!_reportedAway)
        {
            _reportedAway = true;
            LogAway(logger, e.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis is away ({Error}). Work goes on from PostgreSQL: wake-ups take up to a second, quotas are counted per silo. Check ConnectionStrings:redis if this stays.")]
    private static partial void LogAway(ILogger logger, string error);

    private sealed class Listening(LedgerRedis redis, ISubscriber subscriber, string channel, Action<string> received) : IAsyncDisposable
    {
        public Task BeginAsync() => subscriber.SubscribeAsync(channel, Received);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await subscriber.UnsubscribeAsync(channel, Received);
            }
            catch (Exception e) when (IsRedisAway(e))
            {
                redis.ReportAway(e);
            }
        }

        private void Received(RedisChannel from, RedisValue message) => received(message!);
    }
}
