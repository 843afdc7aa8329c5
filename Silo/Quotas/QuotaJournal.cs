using OrleansLedger.Domain;
using OrleansLedger.Providers.Contract;
using OrleansLedger.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace OrleansLedger.Silo.Quotas;

/// <summary>Counts the calls of the running turn where another silo can read them if this one dies.</summary>
internal interface IQuotaJournal
{
    /// <summary>The calls of a turn that died; null where they cannot be known.</summary>
    Task<IReadOnlyList<JournaledCalls>?> ReadAsync();

    /// <summary>Forgets the turns before, but for what was <paramref name="carried"/> over from one that died.</summary>
    void Begin(IReadOnlyList<JournaledCalls> carried);

    /// <summary>A call has ended.</summary>
    void Count(QuotaWindow window, DateTimeOffset at);
}

internal sealed record JournaledCalls(string Window, DateTimeOffset At, int Calls);

/// <summary>A hash per connection in Redis: field <c>window|bucket end in ms</c>, value the calls. Written without waiting.</summary>
internal sealed class RedisQuotaJournal(LedgerRedis redis, ConnectionId connection, long epoch) : IQuotaJournal
{
    private const string Alive = "epoch";

    private readonly RedisKey _key = $"quota:{connection}";

    public async Task<IReadOnlyList<JournaledCalls>?> ReadAsync()
    {
        var entries = await redis.TryAsync(d => d.HashGetAllAsync(_key));
        // Without the mark of the turn before this one the journal is not that turn's: Redis was away, or has been emptied.
        if (entries is null || !Array.Exists(entries, e => e.Name == Alive && e.Value == epoch - 1))
        {
            return null;
        }

        return entries.Where(e => e.Name != Alive)
            .Select(e =>
            {
                var name = ((string)e.Name!).Split('|');
                return new JournaledCalls(name[0], DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(name[1])), (int)e.Value);
            })
            .ToList();
    }

    public void Begin(IReadOnlyList<JournaledCalls> carried) => redis.Forget(d =>
    {
        d.KeyDelete(_key, CommandFlags.FireAndForget);
        d.HashSet(_key, Alive, epoch, When.Always, CommandFlags.FireAndForget);
        foreach (var (window, at, calls) in carried)
        {
            d.HashIncrement(_key, $"{window}|{at.ToUnixTimeMilliseconds() + 1}", calls, CommandFlags.FireAndForget);
        }

        d.KeyExpire(_key, TimeSpan.FromDays(2), CommandFlags.FireAndForget);
    });

    public void Count(QuotaWindow window, DateTimeOffset at)
    {
        var milliseconds = at.ToUnixTimeMilliseconds();
        var size = Math.Max(1, (long)window.Length.TotalMilliseconds / 240);
        var bucket = milliseconds - (milliseconds % size) + size;
        redis.Forget(d => d.HashIncrement(_key, $"{window.Name}|{bucket}", 1, CommandFlags.FireAndForget));
    }
}
