using System.Threading.Channels;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Api.Live;

/// <summary>
/// What waits for one subscriber, in order and bounded. A state that waits gives way to a later one of the same subject, so a slow subscriber of
/// states gets fewer, never old ones. What is no state stays; when there is no room for more the subscription ends, after what waits has been taken.
/// </summary>
internal sealed class EventQueue(EventFilter filter, long after, int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<LedgerEvent> _waiting = [];
    private readonly Dictionary<(string Kind, Guid Subject), LinkedListNode<LedgerEvent>> _states = [];

    /// <summary>Holds one: who is woken takes all there is.</summary>
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>The sequence up to which the subscriber has everything it asked for.</summary>
    private long _passed = after;

    private Exception? _end;

    public EventFilter Filter => filter;

    /// <summary>Puts a live event in; those that the subscriber asked not to hear or has already are passed over.</summary>
    public void Offer(LedgerEvent happened)
    {
        if (!filter.Matches(happened))
        {
            return;
        }

        lock (_lock)
        {
            if (_end is not null || happened.Sequence <= _passed)
            {
                return;
            }

            var isState = EventKinds.IsState(happened.Kind);
            if (isState && _states.Remove((happened.Kind, happened.SubjectId), out var older))
            {
                _waiting.Remove(older);
            }

            if (_waiting.Count >= capacity)
            {
                _end = SubscriptionEndedException.TooSlow(_passed);
            }
            else
            {
                _passed = happened.Sequence;
                var node = _waiting.AddLast(happened);
                if (isState)
                {
                    _states.Add((happened.Kind, happened.SubjectId), node);
                }
            }
        }

        _changed.Writer.TryWrite(true);
    }

    /// <summary>Tells the queue what the subscriber got otherwise: it does not get it again.</summary>
    public void PassTo(long sequence)
    {
        lock (_lock)
        {
            _passed = Math.Max(_passed, sequence);
        }
    }

    public void End(Exception reason)
    {
        lock (_lock)
        {
            _end ??= reason;
        }

        _changed.Writer.TryWrite(true);
    }

    /// <summary>The next event, when there is one.</summary>
    /// <exception cref="SubscriptionEndedException">Some had no room; all before them have been taken.</exception>
    public async ValueTask<LedgerEvent> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_waiting.First is { } first)
                {
                    _waiting.RemoveFirst();
                    if (EventKinds.IsState(first.Value.Kind))
                    {
                        _states.Remove((first.Value.Kind, first.Value.SubjectId));
                    }

                    return first.Value;
                }

                if (_end is not null)
                {
                    throw _end;
                }
            }

            await _changed.Reader.ReadAsync(cancellationToken);
        }
    }
}
