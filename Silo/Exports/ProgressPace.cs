namespace OrleansLedger.Silo.Exports;

/// <summary>
/// How often a running job tells of its progress: about twice a second, which is as much as a person sees. The last state needs none of it:
/// whatever ends a step of a job tells the state it leaves.
/// </summary>
internal sealed class ProgressPace(TimeProvider clock)
{
    public static TimeSpan Every { get; } = TimeSpan.FromMilliseconds(500);

    // The start of the job's step has told its state just now.
    private long _toldAt = clock.GetTimestamp();

    /// <summary>True, and then not again before <see cref="Every"/> has passed.</summary>
    public bool IsDue()
    {
        if (clock.GetElapsedTime(_toldAt) < Every)
        {
            return false;
        }

        _toldAt = clock.GetTimestamp();
        return true;
    }
}
