namespace OrleansLedger.Bench.Subscriptions;

/// <summary>A client with one connection and its subscriptions. Disposing of it ends them.</summary>
internal interface ISubscriber : IAsyncDisposable
{
    IReadOnlyList<Listener> Listeners { get; }

    /// <summary>Connects and subscribes; returns when the API has taken it all.</summary>
    Task OpenAsync(CancellationToken cancellationToken);
}
