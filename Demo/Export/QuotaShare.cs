using OrleansLedger.Demo.Sandbox;

namespace OrleansLedger.Demo.Export;

/// <summary>
/// How much of a provider's quota an export made use of, by the sandbox's own count: calls over limit, over the windows that began and ended
/// while the connection had work. The window the work begins in and the one it ends in are cut short by the work, not by the product.
/// </summary>
internal static class QuotaShare
{
    /// <summary>Daily limits are no measure of a run of minutes.</summary>
    private static readonly TimeSpan s_longestWindow = TimeSpan.FromMinutes(1);

    /// <summary>An export that never comes near the limit was not bound by it.</summary>
    private const double Bound = 0.9;

    /// <summary>The share of the quota that bound the connection most; null where none did.</summary>
    /// <param name="timeScale">How many times shorter the sandbox's windows are than the provider's.</param>
    public static double? Of(CompanyCalls calls, DateTimeOffset from, DateTimeOffset until, double timeScale)
    {
        double? highest = null;
        foreach (var quota in calls.Quotas)
        {
            var windows = quota.Completed
                .Where(window => window.StartAt >= from && window.StartAt.AddSeconds(window.Seconds) <= until)
                .Where(window => window.Seconds * timeScale <= s_longestWindow.TotalSeconds + 0.5)
                .ToList();
            if (windows.Exists(window => window.Used >= Bound * window.Limit))
            {
                var share = windows.Sum(window => window.Used) / (double)windows.Sum(window => window.Limit);
                highest = Math.Max(highest ?? 0, share);
            }
        }

        return highest;
    }
}
