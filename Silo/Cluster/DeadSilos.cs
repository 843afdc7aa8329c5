using System.Threading.Channels;

namespace OrleansLedger.Silo.Cluster;

/// <summary>Hears from Orleans' membership that a silo has died.</summary>
internal sealed class DeadSilos : IHostedService, ISiloStatusListener
{
    private readonly ISiloStatusOracle _membership;
    private readonly TimeProvider _clock;

    /// <summary>Holds one: a look that is still to come finds the work of every silo that died before it.</summary>
    private readonly Channel<bool> _died = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public DeadSilos(ISiloStatusOracle membership, TimeProvider clock) => (_membership, _clock) = (membership, clock);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _membership.SubscribeToSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _membership.UnSubscribeFromSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Dead)
        {
            _died.Writer.TryWrite(true);
        }
    }

    /// <returns>True as soon as a silo has died; false after the time without a death.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(atMost, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _died.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
