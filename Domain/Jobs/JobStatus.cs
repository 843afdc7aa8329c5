namespace OrleansLedger.Domain.Jobs;

/// <summary>Where a job stands. Completed, cancelled and discarded are final.</summary>
public enum JobStatus
{
    /// <summary>Waits for its connection to take it up.</summary>
    Available,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Waits for its time: a retry after a failure, or the quota.</summary>
    Retryable,

    /// <summary>Done; what came of each document is in its results. Final.</summary>
    Completed,

    /// <summary>Ended by request. Final.</summary>
    Cancelled,

    /// <summary>Given up for good; the job says why. Final.</summary>
    Discarded,
}

/// <summary>What happens to a job.</summary>
public enum JobEvent
{
    Start,

    /// <summary>The turn is over and work is left: go on in the next one. Costs no attempt.</summary>
    Yield,

    /// <summary>Nothing can be done before a known instant. Costs no attempt.</summary>
    Snooze,
    Retry,
    Complete,
    Cancel,
    Discard,
}

/// <summary>The transition table; <c>docs/state-machines.md</c> is drawn from it and checked against it.</summary>
public static class JobMachine
{
    public static IReadOnlyList<(JobStatus From, JobEvent On, JobStatus To)> Transitions { get; } =
    [
        (JobStatus.Available, JobEvent.Start, JobStatus.Running),
        (JobStatus.Available, JobEvent.Cancel, JobStatus.Cancelled),
        (JobStatus.Available, JobEvent.Discard, JobStatus.Discarded),
        (JobStatus.Running, JobEvent.Start, JobStatus.Running),
        (JobStatus.Running, JobEvent.Yield, JobStatus.Available),
        (JobStatus.Running, JobEvent.Snooze, JobStatus.Retryable),
        (JobStatus.Running, JobEvent.Retry, JobStatus.Retryable),
        (JobStatus.Running, JobEvent.Complete, JobStatus.Completed),
        (JobStatus.Running, JobEvent.Cancel, JobStatus.Cancelled),
        (JobStatus.Running, JobEvent.Discard, JobStatus.Discarded),
        (JobStatus.Retryable, JobEvent.Start, JobStatus.Running),
        (JobStatus.Retryable, JobEvent.Cancel, JobStatus.Cancelled),
        (JobStatus.Retryable, JobEvent.Discard, JobStatus.Discarded),
    ];

    public static bool IsFinal(JobStatus status) => status is JobStatus.Completed or JobStatus.Cancelled or JobStatus.Discarded;

    /// <exception cref="InvalidOperationException">The event is not possible in that state.</exception>
    public static JobStatus Next(JobStatus status, JobEvent on)
    {
        foreach (var (from, when, to) in Transitions)
        {
            if (from == status && when == on)
            {
                return to;
            }
        }

        throw new InvalidOperationException($"A job that is {status} cannot {on}.");
    }
}
