using Microsoft.Extensions.Logging;

namespace OrleansLedger.ServiceDefaults.Logs;

/// <summary>
/// Decides which log entries with an exception are written. Exceptions caused by an outage are handed to the dependency's reporter, which logs the outage once, and are not written. Any
/// other entry is written at most once a minute with the same text; the next one says how many were left out.
/// </summary>
internal sealed class OutageFilter(TimeProvider clock)
{
    private const int MostTexts = 500;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Category, string Text), (long BeganAt, int LeftOut)> _written = [];
    private volatile Func<Exception, bool>[] _reporters = [];

    /// <param name="report">Takes an exception; returns true if it was caused by an outage of the dependency.</param>
    public void Register(Func<Exception, bool> report)
    {
        lock (_gate)
        {
            _reporters = [.. _reporters, report];
        }
    }

    /// <param name="leftOut">The number of equal entries that were not written before this one.</param>
    public bool ShouldWrite(string category, string text, Exception exception, out int leftOut)
    {
        leftOut = 0;
        foreach (var report in _reporters)
        {
            if (report(exception))
            {
                return false;
            }
        }

        var key = (category, $"{text} {exception.GetType().Name} {exception.Message}");
        lock (_gate)
        {
            if (_written.TryGetValue(key, out var earlier) && clock.GetElapsedTime(earlier.BeganAt) < s_window)
            {
                _written[key] = (earlier.BeganAt, earlier.LeftOut + 1);
                return false;
            }

            leftOut = earlier.LeftOut;
            if (_written.Count >= MostTexts)
            {
                _written.Clear();
            }

            _written[key] = (clock.GetTimestamp(), 0);
            return true;
        }
    }
}
