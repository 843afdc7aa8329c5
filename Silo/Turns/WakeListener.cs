using System.Threading.Channels;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.Storage.Jobs;
using Quartz.Extensibility;

namespace OrleansLedger.Silo.Turns;

/// <summary>
/// Makes this silo's scheduler look at the store as soon as new work is announced, instead of at its next look within the second. Which silo gets
/// the turn is decided by the store. While Redis is away the subscription is tried again and again; the looks every second go on meanwhile.
/// </summary>
internal sealed class WakeListener(LedgerRedis redis, ISchedulerSignaler scheduler, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan s_tryAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>Holds one: a look that is still to come finds the work of every announcement before it.</summary>
    private readonly Channel<string> _announced = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!await redis.SubscribeAsync(Mailbox.WakeChannel, connection => _announced.Writer.TryWrite(connection)))
            {
                await Task.Delay(s_tryAgainAfter, clock, stoppingToken);
            }

            await foreach (var _ in _announced.Reader.ReadAllAsync(stoppingToken))
            {
                // Without an instant it wakes the scheduler whatever that waits for.
                await scheduler.SignalSchedulingChange(candidateNewNextFireTimeUtc: null, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }
}
