using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace OrleansLedger.GraphQL.Subscriptions;

/// <summary>Topics within one process. A subscriber that falls behind by its buffer loses its subscription rather than memory or others' time.</summary>
/// <param name="capacity">Messages that may wait for one subscriber.</param>
public sealed class InMemoryTopics(int capacity = 1_024) : ITopicEventSender, ITopicEventReceiver
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<object, object>> topics = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public ValueTask SendAsync<T>(string topic, T message, CancellationToken cancellationToken = default)
    {
        if (topics.TryGetValue(topic, out var subscribers))
        {
            foreach (var subscriber in subscribers.Keys)
            {
                if (subscriber is Channel<T> channel && !channel.Writer.TryWrite(message))
                {
                    channel.Writer.TryComplete(new GraphQLException($"The subscription fell {capacity} events behind and was ended: subscribe again.", "SUBSCRIPTION_TOO_SLOW"));
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<IAsyncEnumerable<T>> SubscribeAsync<T>(string topic, CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        var subscribers = topics.GetOrAdd(topic, _ => new ConcurrentDictionary<object, object>());
        subscribers.TryAdd(channel, channel);

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
        if (topics.TryGetValue(topic, out var subscribers))
        {
            subscribers.TryRemove(channel, out _);
        }
    }
}
