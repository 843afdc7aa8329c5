using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansLedger.Storage.Tests.Lists;

/// <summary>Counts the statements that go to PostgreSQL on behalf of the code that runs while it lives; what other tests send is not counted.</summary>
internal sealed class Statements : IDisposable
{
    private readonly ConcurrentQueue<string> _sent = new();
    private readonly ActivityListener _listener;
    private readonly Activity _own = new("counted");

    public Statements()
    {
        _own.SetIdFormat(ActivityIdFormat.W3C).Start();
        var trace = _own.TraceId;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => string.Equals(source.Name, "Npgsql", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text)
                {
                    _sent.Enqueue(text);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Without the one that names the tenant.</summary>
    public IReadOnlyList<string> Sent => [.. _sent.Where(s => s.Contains('\n') || !s.StartsWith("call ledger_act_for", StringComparison.Ordinal))];

    public void Dispose()
    {
        _own.Dispose();
        _listener.Dispose();
    }
}
