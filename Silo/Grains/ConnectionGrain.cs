using OrleansLedger.Domain;
using OrleansLedger.Grains;
using OrleansLedger.Silo.Turns;

namespace OrleansLedger.Silo.Grains;

/// <summary>
/// Runs a connection's slices from a timer that it arms itself: at once when there is new work, later when the rows say that the next work is due then.
/// Orleans usually keeps one activation of it; where two exist for a moment (a frozen or leaving silo), the epoch in the connection's row lets only the newer
/// one write and call (docs/adr/0002).
/// </summary>
internal sealed partial class ConnectionGrain(TurnRunner turns, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ConnectionGrain> logger)
    : Grain, IConnectionGrain
{
    /// <summary>Timers take no longer ones. The sweep finds work that is due later than that.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    /// <summary>After a slice that ended with an error of the silo itself.</summary>
    private static readonly TimeSpan s_tryAgainAfter = TimeSpan.FromSeconds(5);

    private TenantId _tenant;
    private ConnectionId _connection;
    private IGrainTimer? _timer;
    private DateTimeOffset? _sliceSince;
    private DateTimeOffset? _nextSliceAt;
    private long _slices;

    /// <summary>Work was committed that the slice may not have seen. Reset by the slice just before it looks for the last time.</summary>
    private volatile bool _nudged;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_tenant, _connection) = GrainKeys.ReadConnection(this.GetPrimaryKeyString());
        _timer = this.RegisterGrainTimer(
            SliceAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = false, KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task NudgeAsync()
    {
        _nudged = true;
        if (_sliceSince is null)
        {
            Arm(clock.GetUtcNow());
        }

        return Task.CompletedTask;
    }

    public Task CheckAsync()
    {
        // Whoever calls has seen due work: a time still to come was set before that work was there, and its nudge was lost.
        var now = clock.GetUtcNow();
        if (_sliceSince is null && !(_nextSliceAt <= now))
        {
            Arm(now);
        }

        return Task.CompletedTask;
    }

    public Task<ConnectionActivity> PeekAsync() => Task.FromResult(new ConnectionActivity(_sliceSince, _nextSliceAt, _slices));

    private async Task SliceAsync(CancellationToken deactivated)
    {
        // The timer's own token is not cancelled while its callback runs.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deactivated, lifetime.ApplicationStopping);
        _nextSliceAt = null;
        _sliceSince = clock.GetUtcNow();
        DateTimeOffset? next;
        try
        {
            // On the thread pool: parallel calls of a slice need not take turns on the grain's own scheduler.
            next = await Task.Run(() => turns.RunAsync(_tenant, _connection, beforeLastLook: () => _nudged = false, stop.Token), CancellationToken.None);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(logger, e, _tenant, _connection);
            next = clock.GetUtcNow() + s_tryAgainAfter;
        }
        catch (OperationCanceledException)
        {
            // The silo stops. The other silos find what is left.
            next = null;
        }
        finally
        {
            _sliceSince = null;
            _slices++;
        }

        if (!stop.IsCancellationRequested && (_nudged ? clock.GetUtcNow() : next) is { } at)
        {
            Arm(at);
        }
    }

    private void Arm(DateTimeOffset at)
    {
        var now = clock.GetUtcNow();
        var wait = at <= now ? TimeSpan.Zero : at - now < s_longestWait ? at - now : s_longestWait;
        _nextSliceAt = at;
        _timer!.Change(wait, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(LogLevel.Error, "Tenant {Tenant}, connection {Connection}: a slice failed and is repeated in five seconds")]
    private static partial void LogFailed(ILogger logger, Exception exception, TenantId tenant, ConnectionId connection);
}
