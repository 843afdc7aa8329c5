namespace OrleansLedger.GraphQL.Bench.Subscriptions;

/// <summary>A client's connection with its subscriptions.</summary>
internal interface ISubscriber : IAsyncDisposable
{
    /// <summary>Connects and subscribes. Events go to <see cref="Deliveries"/> from then on.</summary>
    Task StartAsync(CancellationToken cancellationToken);
}
