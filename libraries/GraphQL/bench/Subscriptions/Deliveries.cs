using System.Diagnostics;

namespace OrleansLedger.GraphQL.Bench.Subscriptions;

/// <summary>Who got which event: each subscription must get every one, once and in order. Safe from many threads, one at a time for each subscription.</summary>
internal sealed class Deliveries(int subscriptions)
{
    private readonly int[] _latest = new int[subscriptions];
    private TaskCompletionSource _reached = new();
    private long _target = long.MaxValue;
    private long _count;
    private long _lastAt;

    /// <summary>When the last one came that was waited for (<see cref="Stopwatch"/>).</summary>
    public long LastAt => Volatile.Read(ref _lastAt);

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Notes an event; a wrong one ends the wait for them.</summary>
    public void Add(int subscription, int number)
    {
        if (number != _latest[subscription] + 1)
        {
            Fail(new BenchException($"Subscription {subscription} got event {number} after event {_latest[subscription]}: one is missing, or came twice, or late."));
            return;
        }

        _latest[subscription] = number;
        if (Interlocked.Increment(ref _count) == Volatile.Read(ref _target))
        {
            Volatile.Write(ref _lastAt, Stopwatch.GetTimestamp());
            _reached.TrySetResult();
        }
    }

    /// <summary>Ends the wait with a failure.</summary>
    public void Fail(Exception failure) => _reached.TrySetException(failure);

    /// <summary>Completed once so many more events were delivered to every subscription. To be called before they are published.</summary>
    public Task Expect(int events)
    {
        if (_reached.Task.IsCompleted)
        {
            if (_reached.Task.IsFaulted)
            {
                return _reached.Task;
            }

            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Volatile.Write(ref _target, Count + ((long)events * subscriptions));
        return _reached.Task;
    }
}
