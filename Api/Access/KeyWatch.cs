using System.Security.Claims;
using Npgsql;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Access;

/// <summary>
/// Ends what stays open when its key is revoked: subscriptions at the next look, and the sockets that carry them a look later, so that the client has been told why.
/// However many hold a key, a look is one question to the database for all keys.
/// </summary>
public sealed partial class KeyWatch(LedgerDatabase database, AccessOptions options, TimeProvider clock, ILogger<KeyWatch> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ApiKeyId, WatchedKey> _keys = [];
    private readonly List<WatchedKey> _told = [];
    private ITimer? _timer;
    private bool _looking;

    /// <summary>How often the keys are looked at.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Keys that somebody holds.</summary>
    internal int Keys
    {
        get
        {
            lock (_lock)
            {
                return _keys.Count;
            }
        }
    }

    /// <summary>True during a look.</summary>
    internal bool IsLooking
    {
        get
        {
            lock (_lock)
            {
                return _looking;
            }
        }
    }

    /// <summary>Those who hold one.</summary>
    internal int Holds
    {
        get
        {
            lock (_lock)
            {
                return _keys.Values.Sum(k => k.Holds);
            }
        }
    }

    /// <summary>Watches the caller's key until the hold is disposed of. A caller without a key, and the key of the settings, never end.</summary>
    public KeyHold Hold(ClaimsPrincipal user)
    {
        if (user.KeyId() is not { } id || id == options.PlatformKey?.Id)
        {
            return new KeyHold(null, null);
        }

        lock (_lock)
        {
            if (!_keys.TryGetValue(id, out var key))
            {
                _keys.Add(id, key = new WatchedKey());
            }

            key.Holds++;
            if (_timer is null)
            {
                // What the timer does belongs to no request.
                using var flow = ExecutionContext.SuppressFlow();
                _timer = clock.CreateTimer(static watch => _ = ((KeyWatch)watch!).LookAsync(), this, Interval, Interval);
            }

            return new KeyHold(key, () => Release(id, key));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Release(ApiKeyId id, WatchedKey key)
    {
        lock (_lock)
        {
            if (--key.Holds == 0 && _keys.TryGetValue(id, out var watched) && watched == key)
            {
                _keys.Remove(id);
            }
        }
    }

    private async Task LookAsync()
    {
        WatchedKey[] told;
        ApiKeyId[] ids;
        lock (_lock)
        {
            if (_looking)
            {
                return;
            }

            (told, ids) = ([.. _told], [.. _keys.Keys]);
            _told.Clear();
            if (ids.Length == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }

            _looking = true;
        }

        try
        {
            foreach (var key in told)
            {
                await key.Over.CancelAsync();
            }

            foreach (var key in ids.Length == 0 ? [] : Take(await ApiKeyStore.EndedAsync(database, ids, CancellationToken.None)))
            {
                await key.Ended.CancelAsync();
            }
        }
        catch (DatabaseUnavailableException)
        {
            // The database's own watch has reported it; the keys are looked at again at the next look.
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
        {
            LogRetried(logger, e);
        }
        finally
        {
            lock (_lock)
            {
                _looking = false;
            }
        }
    }

    private List<WatchedKey> Take(IReadOnlyList<ApiKeyId> ended)
    {
        var taken = new List<WatchedKey>();
        lock (_lock)
        {
            foreach (var id in ended)
            {
                if (_keys.Remove(id, out var key))
                {
                    taken.Add(key);
                    LogEnded(logger, id, key.Holds);
                }
            }

            _told.AddRange(taken);
        }

        return taken;
    }

    [LoggerMessage(LogLevel.Information, "API key {Key} was revoked; {Holds} subscriptions and sockets of it end")]
    private static partial void LogEnded(ILogger logger, ApiKeyId key, int holds);

    [LoggerMessage(LogLevel.Warning, "Checking whether API keys in use were revoked failed and is repeated")]
    private static partial void LogRetried(ILogger logger, Exception error);
}

/// <summary>A key that somebody holds.</summary>
internal sealed class WatchedKey
{
    public CancellationTokenSource Ended { get; } = new();

    public CancellationTokenSource Over { get; } = new();

    /// <summary>Guarded by the watch.</summary>
    public int Holds { get; set; }
}

/// <summary>One who relies on a key. Dispose of it to let go.</summary>
public sealed class KeyHold : IDisposable
{
    private Action? _release;

    internal KeyHold(WatchedKey? key, Action? release) =>
        (Ended, Over, _release) = (key?.Ended.Token ?? CancellationToken.None, key?.Over.Token ?? CancellationToken.None, release);

    /// <summary>Cancelled when the key was revoked.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Cancelled a look after <see cref="Ended"/>: who was to be told has been told.</summary>
    public CancellationToken Over { get; }

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
