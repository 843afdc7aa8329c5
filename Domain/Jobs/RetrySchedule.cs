namespace OrleansLedger.Domain.Jobs;

/// <summary>When failed work is tried again: after 15 seconds, then after 5, 10 and 20 minutes; five attempts in all. A time the provider names wins.</summary>
public static class RetrySchedule
{
    public const int Attempts = 5;

    /// <summary>The unit of the schedule: every delay is a multiple or a part of it.</summary>
    public static TimeSpan Unit { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The instant of the next attempt after attempt number <paramref name="attempt"/> (1 for the first) has failed, or null to give up.
    /// A wait the provider named (<paramref name="until"/>) costs no attempt and is taken as it is.
    /// </summary>
    /// <param name="unit"><see cref="Unit"/>, or less where a test or a sandbox runs faster.</param>
    public static DateTimeOffset? Next(int attempt, DateTimeOffset now, DateTimeOffset? until, TimeSpan unit) => until ?? attempt switch
    {
        <= 1 => now + (unit / 20),
        2 => now + unit,
        3 => now + (unit * 2),
        4 => now + (unit * 4),
        _ => null,
    };
}
