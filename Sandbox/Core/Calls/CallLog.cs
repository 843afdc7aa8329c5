namespace OrleansLedger.Sandbox.Core.Calls;

/// <summary>The last calls, for the <c>/_sandbox</c> page and for tests. No bodies, no headers.</summary>
internal sealed class CallLog
{
    private const int Kept = 500;
    private readonly Queue<RecordedCall> _calls = new();
    private readonly Lock _gate = new();

    public void Add(RecordedCall call)
    {
        lock (_gate)
        {
            _calls.Enqueue(call);
            if (_calls.Count > Kept) _calls.Dequeue();
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RecordedCall> Last(int count)
    {
        lock (_gate) return [.. _calls.Reverse().Take(count)];
    }

    public void Reset()
    {
        lock (_gate) _calls.Clear();
    }
}

/// <param name="Status">0: the connection was cut without an answer.</param>
/// <param name="Fault">Kind of the fault that took part.</param>
internal sealed record RecordedCall(DateTimeOffset At, string Provider, string? Company, string Method, string Path, int Status, double Milliseconds, string? Fault);
