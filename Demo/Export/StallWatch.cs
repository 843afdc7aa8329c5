namespace OrleansLedger.Demo.Export;

/// <summary>Gives up when nothing moves: no document done, no call made, nobody waiting for a known instant.</summary>
internal sealed class StallWatch(TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private (double Done, int Calls) _last = (-1, -1);
    private long _movedAt = time.GetTimestamp();

    /// <exception cref="DemoException">Nothing has moved for a minute.</exception>
    public void Look(double done, int calls, bool waitsForKnownInstant)
    {
        if ((done, calls) != _last || waitsForKnownInstant)
        {
            _last = (done, calls);
            _movedAt = time.GetTimestamp();
        }
        else if (time.GetElapsedTime(_movedAt) > s_patience)
        {
            throw new DemoException($"The export has stood still at {done:0 %} for {s_patience.TotalSeconds:0} s. The silos' logs say why.");
        }
    }
}
