using System.Collections.Concurrent;
using OrleansLedger.Providers.Contract;
using OrleansLedger.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace OrleansLedger.Silo.Quotas;

/// <summary>
/// The windows an app has over all its connections. Each silo leases calls in blocks, for tenths of a window, from a counter in Redis;
/// a tenth gets an eleventh of the limit, so that no interval of a window's length holds more than the limit wherever the provider's window begins.
/// A limit too small for that is cut into fewer parts. Without Redis each silo takes a fixed share: a tenth of that.
/// </summary>
internal sealed class AppQuota(LedgerRedis redis, TimeProvider clock)
{
    private const int MostSlices = 10;

    /// <summary>So many silos may run without knowing of each other.</summary>
    private const int SilosWithoutRedis = 10;

    private readonly ConcurrentDictionary<(string Provider, string Window), Lease> _leases = new();

    /// <summary>Null where the call may go; else when to try again.</summary>
    public async ValueTask<DateTimeOffset?> EnterAsync(ProviderManifest manifest)
    {
        foreach (var window in manifest.AppWindows)
        {
            if (await EnterAsync(manifest.Key, window) is { } until)
            {
                return until;
            }
        }

        return null;
    }

    private async ValueTask<DateTimeOffset?> EnterAsync(string provider, QuotaWindow window)
    {
        // An interval of a window's length meets one slice more than the window has; rounded up, lest it meet yet another.
        var slices = Math.Clamp(window.Limit - 1, 1, MostSlices);
        var sliceTicks = Math.Max(1, (window.Length.Ticks + slices - 1) / slices);
        var slice = clock.GetUtcNow().UtcTicks / sliceTicks;
        var share = Share.Of(window.Limit, slices + 1);
        var limit = share.In(slice);
        var lease = _leases.GetOrAdd((provider, window.Name), _ => new Lease());
        if (lease.TryTake(slice))
        {
            return null;
        }

        var block = Math.Max(1, limit / 20);
        RedisKey key = $"app-quota:{provider}:{window.Name}:{slice}";
        var taken = await redis.TryAsync<object>(async d =>
        {
            var count = await d.StringIncrementAsync(key, block);
            _ = d.KeyExpireAsync(key, window.Length + window.Length, CommandFlags.FireAndForget);
            return count;
        });
        var granted = taken is long count
            ? (int)Math.Clamp(limit - (count - block), 0, block)
            : lease.FirstOf(slice) ? Share.Of(Math.Max(1, window.Limit / SilosWithoutRedis), slices + 1).In(slice) : 0;
        return lease.Add(slice, granted) ? null : new DateTimeOffset((slice + 1) * sliceTicks, TimeSpan.Zero);
    }

    /// <summary>So many calls in every slice, or one in every so many slices.</summary>
    private sealed record Share(int Calls, int Every)
    {
        /// <summary>At most <paramref name="calls"/> in any <paramref name="slices"/> that follow each other, spread evenly.</summary>
        public static Share Of(int calls, int slices) => calls >= slices ? new Share(calls / slices, 1) : new Share(1, (slices + calls - 1) / calls);

        public int In(long slice) => slice % Every == 0 ? Calls : 0;
    }

    private sealed class Lease
    {
        private readonly Lock _lock = new();
        private long _slice = -1;
        private int _left;

        public bool TryTake(long slice)
        {
            lock (_lock)
            {
                if (_slice != slice || _left == 0)
                {
                    return false;
                }

                _left--;
                return true;
            }
        }

        public bool FirstOf(long slice)
        {
            lock (_lock)
            {
                return _slice != slice;
            }
        }

        /// <summary>Adds a lease and takes one call of it; false where it is empty.</summary>
        public bool Add(long slice, int calls)
        {
            lock (_lock)
            {
                _left = _slice == slice ? _left + calls : calls;
                _slice = slice;
                if (_left == 0)
                {
                    return false;
                }

                _left--;
                return true;
            }
        }
    }
}
