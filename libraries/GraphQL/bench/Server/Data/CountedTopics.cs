using System.Runtime;
using OrleansLedger.GraphQL.Subscriptions;

namespace OrleansLedger.GraphQL.Bench.Server.Data;

/// <summary>What open subscriptions cost this process.</summary>
/// <param name="Subscriptions">Open now.</param>
/// <param name="Heap">Bytes of the managed heap after a collection.</param>
/// <param name="WorkingSet">Bytes resident after it.</param>
public sealed record Footprint(int Subscriptions, long Heap, long WorkingSet)
{
    /// <summary>Collects all garbage and gives back what is free, so that two of these can be compared.</summary>
    public static Footprint Now(int subscriptions)
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new Footprint(subscriptions, GC.GetTotalMemory(forceFullCollection: false), Environment.WorkingSet);
    }
}

/// <summary>The topics of the process, with the subscriptions counted: a client hears nothing of a subscription before its first event.</summary>
public sealed class CountedTopics(InMemoryTopics topics) : ITopicEventReceiver
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public async ValueTask<IAsyncEnumerable<T>> SubscribeAsync<T>(string topic, CancellationToken cancellationToken = default)
    {
        var events = await topics.SubscribeAsync<T>(topic, cancellationToken);
        Interlocked.Increment(ref _count);
        cancellationToken.UnsafeRegister(_ => Interlocked.Decrement(ref _count), null);
        return events;
    }
}
