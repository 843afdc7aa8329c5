namespace OrleansLedger.Domain.Jobs;

/// <summary>How long a connection pauses while its provider does not work: 2 seconds at first, growing to 15 minutes, for as long as it takes.</summary>
public static class OutageSchedule
{
    /// <summary>Refusals of a fresh access token, with growing pauses between them, after which the consent counts as lost.</summary>
    public const int TokenRefusals = 6;

    private static readonly int[] s_seconds = [2, 5, 15, 30, 60, 120, 300, 600, 900];

    /// <param name="tries">Failed tries before this pause, 1 for the first.</param>
    /// <param name="unit"><see cref="RetrySchedule.Unit"/>, or less where a test or a sandbox runs faster.</param>
    public static TimeSpan Pause(int tries, TimeSpan unit) => unit / 300 * s_seconds[Math.Clamp(tries, 1, s_seconds.Length) - 1];
}
