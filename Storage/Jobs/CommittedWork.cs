using OrleansLedger.Domain;

namespace OrleansLedger.Storage.Jobs;

/// <summary>Work that a transaction leaves for a grain, once it has been committed.</summary>
public abstract record CommittedWork
{
    private CommittedWork()
    {
    }

    /// <summary>A job of a connection is new.</summary>
    public sealed record Enqueued(ConnectionId Connection, JobId Job, string Kind, int Priority) : CommittedWork;

    /// <summary>A job that may be at work was asked to stop.</summary>
    public sealed record CancelRequested(ConnectionId Connection) : CommittedWork;

    /// <summary>A job has ended.</summary>
    public sealed record Ended(ConnectionId Connection, JobId Job, string Kind) : CommittedWork;

    /// <summary>An automatic sync in this bucket (<c>connection.schedule_bucket</c>) is due at once.</summary>
    public sealed record SyncDue(int Bucket) : CommittedWork;
}

/// <summary>Hears of committed work and wakes the grains that do it. What it does not hear of, or does not manage to pass on, is found by the silos' sweep.</summary>
public interface IWorkListener
{
    /// <summary>Called after each commit that left work. Returns at once and never throws.</summary>
    void Committed(TenantId tenant, IReadOnlyCollection<CommittedWork> work);
}
