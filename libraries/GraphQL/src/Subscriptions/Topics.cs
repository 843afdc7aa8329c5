namespace OrleansLedger.GraphQL.Subscriptions;

/// <summary>Sends messages to whoever subscribed to a topic.</summary>
public interface ITopicEventSender
{
    /// <summary>Hands the message to every subscriber there is now.</summary>
    ValueTask SendAsync<T>(string topic, T message, CancellationToken cancellationToken = default);
}

/// <summary>Receives the messages of topics.</summary>
public interface ITopicEventReceiver
{
    /// <summary>The messages from now on. Subscribed when this returns; ends when the token is cancelled.</summary>
    ValueTask<IAsyncEnumerable<T>> SubscribeAsync<T>(string topic, CancellationToken cancellationToken = default);
}
