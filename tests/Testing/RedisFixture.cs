using OrleansLedger.LocalServers.Redis;
using Xunit;

namespace OrleansLedger.Testing;

/// <summary>One private Redis server (Garnet) for a test process: <c>[assembly: AssemblyFixture(typeof(RedisFixture))]</c>.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private readonly ServerHost host = new();
    private RedisResource? server;

    private RedisResource Server => server ?? throw new InvalidOperationException("Redis is not started yet.");

    /// <summary>As StackExchange.Redis takes it.</summary>
    public string ConnectionString => Server.ConnectionString;

    public async ValueTask InitializeAsync() => await host.StartAsync(builder => server = builder.AddRedis("redis"));

    /// <summary>Takes Redis away until <see cref="StartAsync"/>.</summary>
    public Task StopAsync() => Server.Replicas[0].StopAsync();

    /// <summary>Brings Redis back, empty, on the same port.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Server.Replicas[0].StartAsync(cancellationToken);

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
