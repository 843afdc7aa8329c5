using System.Globalization;

namespace OrleansLedger.Providers.Contract;

/// <summary>The header <c>Retry-After</c> (RFC 9110, 10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>The longest quota window of any provider; a longer wait is taken for a mistake.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait, between a second and a day; null where the header is missing or not readable.</summary>
    public static TimeSpan? Read(IReadOnlyDictionary<string, string> headers, DateTimeOffset now)
    {
        if (!headers.TryGetValue("Retry-After", out var text))
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return Bounded(TimeSpan.FromSeconds((double)Math.Min(seconds, (decimal)s_longest.TotalSeconds)));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? Bounded(date - now) : null;
    }

    private static TimeSpan Bounded(TimeSpan wait) => wait < s_shortest ? s_shortest : wait > s_longest ? s_longest : wait;
}
