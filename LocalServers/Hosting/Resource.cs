namespace OrleansLedger.LocalServers.Hosting;

/// <summary>A part of the application that can be started, waited for and stopped.</summary>
internal abstract class Resource(string name)
{
    public string Name => name;

    /// <summary>What has to be ready (or, if it runs to its end, completed) before this part is started.</summary>
    public List<Resource> WaitsFor { get; } = [];

    /// <summary>The processes that carry this part: none if it runs elsewhere.</summary>
    public abstract IReadOnlyList<Replica> Replicas { get; }

    /// <summary>Looks, before any part is started, whether this one can be.</summary>
    /// <exception cref="StartException">It cannot; the message says what to do.</exception>
    public virtual void Check()
    {
    }

    /// <summary>Returns when the part is ready for those that wait for it.</summary>
    /// <exception cref="StartException">It cannot become ready.</exception>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    public Task StopAsync() => Task.WhenAll(Replicas.Select(replica => replica.StopAsync()));

    /// <summary>Returns when every process of the part is ready, for instance again after a restart.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Replicas.Select(replica => replica.WaitUntilReadyAsync(cancellationToken)));
}

/// <summary>Something other parts reach by a connection string, <c>ConnectionStrings:{ConnectionName}</c> in their configuration.</summary>
internal interface IResourceWithConnectionString
{
    string ConnectionName { get; }

    string ConnectionString { get; }
}
