using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace OrleansLedger.GraphQL.Subscriptions;

/// <summary>Topics within one process. A subscriber that falls behind by its buffer loses its subscription rather than memory or others' time.</summary>
/// <param name="capacity">Messages that may wait for one subscriber.</param>
public sealed class InMemoryTopics(int capacity = 1_024) : ITopicEventSender, ITopicEventReceiver
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, HashSet<object>> topics = new(StringComparer.Ordinal);

    /// <summary>Topics that somebody listens to.</summary>
    internal int Count
    {
        get
        {
            lock (gate)
            {
                return topics.Count;
            }
        }
    }

    /// <inheritdoc />
    public ValueTask SendAsync<T>(string topic, T message, CancellationToken cancellationToken = default)
    {
        object[] subscribers;
        lock (gate)
        {
            subscribers = topics.TryGetValue(topic, out var found) ? [.. found] : [];
        }

        foreach (var channel in subscribers.OfType<Channel<T>>())
        {
            if (!channel.Writer.TryWrite(message))
            {
                channel.Writer.TryComplete(new GraphQLException($"The subscription fell {capacity} events behind and was ended: subscribe again.", "SUBSCRIPTION_TOO_SLOW"));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IAsyncEnumerable<T>> SubscribeAsync<T>(string topic, CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        lock (gate)
        {
            if (!topics.TryGetValue(topic, out var subscribers))
            {
                topics.Add(topic, subscribers = []);
            }

            subscribers.Add(channel);
        }

        // The reader may never begin: leaving the topic must not depend on it.
        var registration = cancellationToken.UnsafeRegister(_ => Leave(topic, channel), null);
        return new ValueTask<IAsyncEnumerable<T>>(Read(topic, channel, registration, cancellationToken));
    }

    private async IAsyncEnumerable<T> Read<T>(string topic, Channel<T> channel, CancellationTokenRegistration registration, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return message;
            }
        }
        finally
        {
            await registration.DisposeAsync();
            Leave(topic, channel);
        }
    }

    private void Leave(string topic, object channel)
    {
        lock (gate)
        {
            // Names of topics come from clients: one that nobody listens to is not kept.
            if (topics.TryGetValue(topic, out var subscribers) && subscribers.Remove(channel) && subscribers.Count == 0)
            {
                topics.Remove(topic);
            }
        }
    }
}
