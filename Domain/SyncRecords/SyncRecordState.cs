namespace OrleansLedger.Domain.SyncRecords;

/// <summary>What is known of one entry of a document at the provider.</summary>
public enum SyncRecordState
{
    /// <summary>Not sent: something is missing first.</summary>
    Parked,

    /// <summary>A call that may write it has been committed to; until its outcome is known nothing else is sent.</summary>
    Sending,

    /// <summary>It stands in the books.</summary>
    Synced,

    /// <summary>Proven absent: the provider refused it, or the call did not reach it.</summary>
    Failed,

    /// <summary>It stands there and a reversal stands against it.</summary>
    TakenBack,
}

/// <summary>What happens to an entry.</summary>
public enum SyncRecordEvent
{
    Park,
    Send,

    /// <summary>The provider has it.</summary>
    Confirm,

    /// <summary>The provider does not have it, and has not been changed by the attempt.</summary>
    Fail,

    /// <summary>A change to a synced entry did not happen; the entry stands as it was.</summary>
    KeepOld,
    TakeBack,
}

/// <summary>The transition table; <c>docs/state-machines.md</c> is drawn from it and checked against it.</summary>
public static class SyncRecordMachine
{
    public static IReadOnlyList<(SyncRecordState From, SyncRecordEvent On, SyncRecordState To)> Transitions { get; } =
    [
        (SyncRecordState.Parked, SyncRecordEvent.Park, SyncRecordState.Parked),
        (SyncRecordState.Parked, SyncRecordEvent.Send, SyncRecordState.Sending),
        (SyncRecordState.Parked, SyncRecordEvent.Confirm, SyncRecordState.Synced),
        (SyncRecordState.Sending, SyncRecordEvent.Confirm, SyncRecordState.Synced),
        (SyncRecordState.Sending, SyncRecordEvent.Fail, SyncRecordState.Failed),
        (SyncRecordState.Sending, SyncRecordEvent.KeepOld, SyncRecordState.Synced),
        (SyncRecordState.Failed, SyncRecordEvent.Park, SyncRecordState.Parked),
        (SyncRecordState.Failed, SyncRecordEvent.Send, SyncRecordState.Sending),
        (SyncRecordState.Failed, SyncRecordEvent.Confirm, SyncRecordState.Synced),
        (SyncRecordState.Synced, SyncRecordEvent.Send, SyncRecordState.Sending),
        (SyncRecordState.Synced, SyncRecordEvent.TakeBack, SyncRecordState.TakenBack),
    ];

    /// <exception cref="InvalidOperationException">The event is not possible in that state.</exception>
    public static SyncRecordState Next(SyncRecordState state, SyncRecordEvent on)
    {
        foreach (var (from, when, to) in Transitions)
        {
            if (from == state && when == on)
            {
                return to;
            }
        }

        throw new InvalidOperationException($"A sync record that is {state} cannot {on}.");
    }
}
