using Microsoft.Extensions.Hosting;

namespace OrleansLedger.ServiceDefaults.Redis;

/// <summary>Connects to Redis when the process starts.</summary>
internal sealed class RedisStart(LedgerRedis redis) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        redis.Connect();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
