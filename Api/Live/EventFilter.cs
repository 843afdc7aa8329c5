using OrleansLedger.Domain;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Api.Live;

/// <summary>Which events of the tenant's a subscriber wants. Everything that is set must hold.</summary>
public sealed record EventFilter
{
    /// <summary>One of <see cref="EventKinds"/>; null for all.</summary>
    public string? Kind { get; init; }

    /// <summary>The job or connection; null for all.</summary>
    public Guid? Subject { get; init; }

    /// <summary>Called for events that pass the rest, while others wait: quick, and it must not throw.</summary>
    public Func<LedgerEvent, bool>? Where { get; init; }

    /// <summary>States of a job.</summary>
    public static EventFilter JobProgress(JobId job) => new() { Kind = EventKinds.Job, Subject = job.Value };

    /// <summary>States of all jobs.</summary>
    public static EventFilter JobsChanged { get; } = new() { Kind = EventKinds.Job };

    /// <summary>States of a connection, or of all.</summary>
    public static EventFilter ConnectionChanged(ConnectionId? connection = null) => new() { Kind = EventKinds.Connection, Subject = connection?.Value };

    /// <summary>Lines of the sync log of a connection, or of all.</summary>
    public static EventFilter SyncLogged(ConnectionId? connection = null) => new() { Kind = EventKinds.SyncLog, Subject = connection?.Value };

    internal bool Matches(LedgerEvent happened) =>
        (Subject is null || Subject == happened.SubjectId)
        && (Kind is null || string.Equals(Kind, happened.Kind, StringComparison.Ordinal))
        && (Where is null || Where(happened));
}
