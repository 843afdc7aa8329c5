using System.Text.Json;
using OrleansLedger.Domain;

namespace OrleansLedger.Storage.Events;

/// <summary>
/// The events of a transaction, written as its last statement. Last, because from there to the commit the tenant's other transactions with events
/// wait: the lock that puts them in order is held as briefly as can be, and no other lock is ever taken under it, so it takes part in no deadlock.
/// Changed jobs and connections are read at that moment: a state in an event is the one that was committed, and there is one a transaction.
/// </summary>
public sealed class PendingEvents
{
    private readonly List<(string Kind, Guid Subject, string Payload)> _added = [];
    private readonly HashSet<Guid> _jobs = [];
    private readonly HashSet<Guid> _connections = [];

    internal IReadOnlyList<(string Kind, Guid Subject, string Payload)> Added => _added;

    internal IReadOnlyCollection<Guid> Jobs => _jobs;

    internal IReadOnlyCollection<Guid> Connections => _connections;

    internal bool Any => _added.Count + _jobs.Count + _connections.Count > 0;

    /// <param name="payload">Serialised as JSON with camelCase names.</param>
    public void Add(string kind, Guid subject, object payload) => _added.Add((kind, subject, JsonSerializer.Serialize(payload, JsonSerializerOptions.Web)));

    public void JobChanged(JobId job) => _jobs.Add(job.Value);

    public void ConnectionChanged(ConnectionId connection) => _connections.Add(connection.Value);
}
