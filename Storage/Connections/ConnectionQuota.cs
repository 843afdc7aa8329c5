using System.Text.Json;

namespace OrleansLedger.Storage.Connections;

/// <summary>
/// The calls counted against a connection's windows, as the quota gate left them at the end of the last turn (<c>connection.quota</c>): by window the
/// buckets, each by the tick it starts at, and the instant before which the provider refuses. A turn at work counts further, and saves at its end.
/// </summary>
public sealed class ConnectionQuota
{
    /// <summary>The gate keeps calls in so many buckets to a window.</summary>
    private const int Buckets = 240;

    private readonly Dictionary<string, Window> _windows;

    private ConnectionQuota(Dictionary<string, Window> windows) => _windows = windows;

    internal static ConnectionQuota Read(string json) => new(JsonSerializer.Deserialize<Dictionary<string, Window>>(json) ?? []);

    /// <summary>Calls that go out before the window is full, 0 to <paramref name="limit"/>; 0 too while the provider refuses.</summary>
    /// <param name="window">Its name, limit and length, as the provider's manifest states them.</param>
    public int Left(string window, int limit, TimeSpan length, DateTimeOffset now)
    {
        if (_windows.GetValueOrDefault(window) is not { } saved)
        {
            return limit;
        }

        if (now < saved.BlockedUntil)
        {
            return 0;
        }

        // A call counts until a window's length after the end of its bucket.
        var bucket = Math.Max(length.Ticks / Buckets, 1);
        var used = saved.Used.Where(u => u.Key + bucket + length.Ticks > now.UtcTicks).Sum(u => u.Value);
        return Math.Clamp(limit - used, 0, limit);
    }

    /// <summary>When the provider takes calls again, where it refused them; null where it does not.</summary>
    public DateTimeOffset? BlockedUntil(string window, DateTimeOffset now) =>
        _windows.GetValueOrDefault(window) is { } saved && now < saved.BlockedUntil ? saved.BlockedUntil : null;

    private sealed record Window(Dictionary<long, int> Used, DateTimeOffset BlockedUntil);
}
