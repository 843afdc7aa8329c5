using OrleansLedger.Storage.Events;

namespace OrleansLedger.Api.Live;

/// <summary>The newest events of a tenant without a gap among them. Not for several threads at once.</summary>
/// <param name="floor">Everything after this sequence is here.</param>
internal sealed class RecentEvents(int capacity, long floor)
{
    private readonly Queue<LedgerEvent> _events = new();
    private long _floor = floor;

    /// <summary>The newest sequence seen.</summary>
    public long Position { get; private set; } = floor;

    public void Add(LedgerEvent happened)
    {
        _events.Enqueue(happened);
        Position = happened.Sequence;
        if (_events.Count > capacity)
        {
            _floor = _events.Dequeue().Sequence;
        }
    }

    /// <summary>All events after that sequence; null where some of them are not here any more.</summary>
    public IReadOnlyList<LedgerEvent>? After(long sequence) => sequence < _floor ? null : [.. _events.SkipWhile(e => e.Sequence <= sequence)];
}
