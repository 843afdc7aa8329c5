using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansLedger.Api.Tests.Graph;

/// <summary>Counts the statements that go to one database while it lives, whoever sends them.</summary>
internal sealed class StatementCount : IDisposable
{
    /// <summary>Sent every second by the check that the database answers.</summary>
    private const string AvailabilityCheck = "select 1";

    private readonly ConcurrentQueue<string> _sent = new();
    private readonly ActivityListener _listener;

    public StatementCount(string database)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => string.Equals(source.Name, "Npgsql", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (string.Equals(activity.GetTagItem("db.namespace") as string, database, StringComparison.Ordinal) && activity.GetTagItem("db.query.text") is string text && text != AvailabilityCheck)
                {
                    _sent.Enqueue(text);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>What was sent since the last time.</summary>
    public List<string> Take()
    {
        var taken = new List<string>();
        while (_sent.TryDequeue(out var text))
        {
            taken.Add(text);
        }

        return taken;
    }

    public void Dispose() => _listener.Dispose();
}
