namespace OrleansLedger.Domain.Jobs;

/// <summary>When failed work is tried again: after 5, 10 and 20 minutes, four attempts in all. What the provider asks for wins.</summary>
public static class RetrySchedule
{
    public const int Attempts = 4;

    public static TimeSpan FirstDelay { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// When attempt number <paramref name="attempt"/> (1 for the first) has failed: the instant of the next, or null to give up.
    /// A wait the provider named (<paramref name="until"/>) costs no attempt and is taken as it is.
    /// </summary>
    /// <param name="unit">What stands for the first delay; shortened where windows are.</param>
    public static DateTimeOffset? Next(int attempt, DateTimeOffset now, DateTimeOffset? until, TimeSpan unit) =>
        until ?? (attempt >= Attempts ? null : now + (unit * Math.Pow(2, attempt - 1)));
}
