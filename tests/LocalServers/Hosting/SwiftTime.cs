namespace OrleansLedger.LocalServers.Tests.Hosting;

/// <summary>Pauses are over at once: for parts that are started again and again.</summary>
internal sealed class SwiftTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime < TimeSpan.FromMinutes(1) ? TimeSpan.Zero : dueTime, period);
}
