using Microsoft.Extensions.Logging;

namespace OrleansLedger.ServiceDefaults.Outages;

/// <summary>
/// Records whether a server that this process depends on is available, and writes one log line when an outage begins and one when it ends. Further reports during the outage are counted; a
/// summary of them is logged every five minutes.
/// </summary>
/// <param name="name">The server and its address, for instance <c>PostgreSQL at db:5432</c>.</param>
/// <param name="effect">Sentences that say what happens meanwhile, and what to check.</param>
public sealed partial class DependencyStatus(string name, string effect, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan s_summaryEvery = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private DateTimeOffset? _unavailableSince;
    private DateTimeOffset _summarizedAt;
    private long _reports;
    private bool _everAvailable;

    /// <summary>The start of the current outage; null while the server is available.</summary>
    public DateTimeOffset? UnavailableSince
    {
        get
        {
            lock (_gate)
            {
                return _unavailableSince;
            }
        }
    }

    /// <summary>Reports a failure that was caused by the outage.</summary>
    /// <returns>True if the outage begins with this report.</returns>
    public bool ReportUnavailable(string reason)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_unavailableSince is not { } since)
            {
                (_unavailableSince, _summarizedAt, _reports) = (now, now, 1);
                LogUnavailable(logger, name, now, reason, effect);
                return true;
            }

            _reports++;
            if (now - _summarizedAt >= s_summaryEvery)
            {
                _summarizedAt = now;
                LogStillUnavailable(logger, name, (now - since).TotalSeconds, reason, _reports);
            }

            return false;
        }
    }

    /// <summary>Reports that the server answers.</summary>
    public void ReportAvailable()
    {
        lock (_gate)
        {
            if (_unavailableSince is { } since)
            {
                LogAvailable(logger, name, _everAvailable ? "available again" : "available", (clock.GetUtcNow() - since).TotalSeconds, _reports);
            }

            (_unavailableSince, _everAvailable) = (null, true);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Name} is unavailable since {Since:yyyy-MM-dd'T'HH:mm:ss'Z'}: {Reason}. {Effect}")]
    private static partial void LogUnavailable(ILogger logger, string name, DateTimeOffset since, string reason, string effect);

    [LoggerMessage(LogLevel.Error, "{Name} is still unavailable after {Seconds:0} s: {Reason}. Failures so far: {Reports}.")]
    private static partial void LogStillUnavailable(ILogger logger, string name, double seconds, string reason, long reports);

    [LoggerMessage(LogLevel.Information, "{Name} is {State} after {Seconds:0} s. Failures meanwhile: {Reports}.")]
    private static partial void LogAvailable(ILogger logger, string name, string state, double seconds, long reports);
}
