namespace OrleansLedger.Api.Live;

/// <summary>
/// A subscription cannot go on. <paramref name="code"/>: <c>subscriber_too_slow</c>, resume after <see cref="ResumeAfter"/> and nothing is lost;
/// <c>cursor_expired</c>, events after the cursor have been cleaned away; <c>cursor_unknown</c>, the cursor is none that was given out here.
/// </summary>
public sealed class SubscriptionEndedException(string code, string message, long? resumeAfter) : Exception(message)
{
    public string Code => code;

    /// <summary>The sequence to resume after; null where the subscriber has to read the present state and subscribe anew.</summary>
    public long? ResumeAfter => resumeAfter;

    internal static SubscriptionEndedException TooSlow(long resumeAfter) => new(
        "subscriber_too_slow", $"Events came faster than this subscription took them. Subscribe again after event {resumeAfter}; nothing is lost.", resumeAfter);

    internal static SubscriptionEndedException CursorExpired(long after) => new(
        "cursor_expired", $"Events after {after} have been cleaned away. Read the present state, then subscribe again without a last event id.", resumeAfter: null);

    internal static SubscriptionEndedException CursorUnknown(long after) => new(
        "cursor_unknown", $"No event {after} has happened here yet. Read the present state, then subscribe again without a last event id.", resumeAfter: null);
}
