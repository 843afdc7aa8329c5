using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Silo.Quotas;

/// <summary>
/// The calls counted against one window. Admits so that no interval of the window's length ever holds more calls than the limit,
/// from the first instant a call can have arrived to the last: that is right for sliding windows and for fixed windows that start when they please.
/// Calls are kept in buckets of 1/240 of the window. Not thread-safe: the gate holds the lock.
/// </summary>
internal sealed class WindowLedger(QuotaWindow window)
{
    private const int Buckets = 240;

    /// <summary>A provider's count may lag behind by some calls: a smaller difference proves nothing.</summary>
    private const int Lag = 8;

    private readonly long _bucketTicks = Math.Max(window.Length.Ticks / Buckets, 1);
    private readonly SortedDictionary<long, int> _used = [];
    private int _total;
    private int _inFlight;
    private DateTimeOffset _blockedUntil;

    public QuotaWindow Window => window;

    /// <summary>Calls that can go out now; <paramref name="reserve"/> of them are kept back.</summary>
    public int Free(DateTimeOffset now, int reserve)
    {
        Forget(now);
        return now < _blockedUntil ? 0 : window.Limit - reserve - _total - _inFlight;
    }

    /// <summary>What the provider may still allow, whether or not it has refused calls for now.</summary>
    public int Unused(DateTimeOffset now)
    {
        Forget(now);
        return Math.Max(0, window.Limit - _total - _inFlight);
    }

    /// <summary>When a call can go out at the earliest, by what is known now.</summary>
    public DateTimeOffset FreeAt(DateTimeOffset now, int reserve)
    {
        Forget(now);
        if (now < _blockedUntil)
        {
            return _blockedUntil;
        }

        var excess = _total + _inFlight - (window.Limit - reserve) + 1;
        foreach (var (bucket, count) in _used)
        {
            if (excess <= 0)
            {
                break;
            }

            excess -= count;
            if (excess <= 0)
            {
                return ExpiresAt(bucket);
            }
        }

        // Only calls in flight are in the way: their answers free nothing before a bucket has passed.
        return excess <= 0 ? now : now + TimeSpan.FromTicks(_bucketTicks);
    }

    public void Begin() => _inFlight++;

    /// <summary>A call has ended: it arrived at some instant up to now, so it counts until a whole window from now.</summary>
    public void End(DateTimeOffset now)
    {
        _inFlight--;
        Add(now, 1);
    }

    /// <summary>A call was given up before it was sent.</summary>
    public void Abandon() => _inFlight--;

    /// <summary>Counts calls that others made, or that a turn made whose end is not on record.</summary>
    public void Add(DateTimeOffset at, int calls)
    {
        if (calls > 0)
        {
            var bucket = at.UtcTicks / _bucketTicks;
            _used[bucket] = _used.GetValueOrDefault(bucket) + calls;
            _total += calls;
        }
    }

    /// <summary>Learns from what the provider says is left: it may know of calls we do not, or have begun a new window.</summary>
    /// <param name="sentAt">When the call was sent whose answer says so.</param>
    public void Observe(int remaining, DateTimeOffset sentAt, DateTimeOffset now)
    {
        Forget(now);
        var believed = window.Limit - remaining;
        if (believed > _total + _inFlight)
        {
            Add(now, believed - _total - _inFlight);
        }
        else
        {
            // The answer must tell of the call itself and of those that had ended when it was sent. Of those that came while it was on its
            // way it need not: a slow answer with an old count begins no new window.
            var arrived = EndedBefore(sentAt) + 1;
            if (arrived - believed > Lag)
            {
                Drop(arrived - believed);
            }
        }
    }

    /// <summary>The provider refused a call: nothing goes out before that instant.</summary>
    public void BlockUntil(DateTimeOffset until)
    {
        if (until > _blockedUntil)
        {
            _blockedUntil = until;
        }
    }

    /// <summary>The buckets and the block, to be taken up by the next turn wherever it runs.</summary>
    public WindowState Save(DateTimeOffset now)
    {
        Forget(now);
        return new WindowState(_used.ToDictionary(p => p.Key * _bucketTicks, p => p.Value), _blockedUntil);
    }

    public void Load(WindowState state)
    {
        foreach (var (at, calls) in state.Used)
        {
            Add(new DateTimeOffset(at, TimeSpan.Zero), calls);
        }

        BlockUntil(state.BlockedUntil);
    }

    private DateTimeOffset ExpiresAt(long bucket) => new DateTimeOffset((bucket + 1) * _bucketTicks, TimeSpan.Zero) + window.Length;

    private void Forget(DateTimeOffset now)
    {
        while (_used.Count > 0)
        {
            var (bucket, count) = _used.First();
            if (ExpiresAt(bucket) > now)
            {
                return;
            }

            _used.Remove(bucket);
            _total -= count;
        }
    }

    private int EndedBefore(DateTimeOffset at)
    {
        var bucket = at.UtcTicks / _bucketTicks;
        return _used.TakeWhile(used => used.Key < bucket).Sum(used => used.Value);
    }

    private void Drop(int calls)
    {
        while (calls > 0 && _used.Count > 0)
        {
            var (bucket, count) = _used.First();
            var dropped = Math.Min(count, calls);
            calls -= dropped;
            _total -= dropped;
            if (dropped == count)
            {
                _used.Remove(bucket);
            }
            else
            {
                _used[bucket] = count - dropped;
            }
        }
    }
}

/// <summary>A window between turns. <paramref name="Used"/>: start of the bucket in ticks, calls.</summary>
internal sealed record WindowState(Dictionary<long, int> Used, DateTimeOffset BlockedUntil);
