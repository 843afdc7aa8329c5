using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Events;

/// <summary>
/// Something that happened to a tenant. Events of a tenant become visible in the order of <paramref name="Sequence"/>, so the sequence of the last
/// one received says what is still to come. <paramref name="Payload"/> is JSON, its shape by <paramref name="Kind"/> (<see cref="EventKinds"/>).
/// </summary>
public sealed record LedgerEvent(long Sequence, string Kind, Guid SubjectId, string Payload, DateTimeOffset At);

/// <summary>One call to a provider, as the record keeps it: never a body, token or header.</summary>
public sealed record SyncLogLine(
    DateTimeOffset At, JobId? JobId, string Operation, string Method, string Path, int? Status, string Outcome, string? Detail, TimeSpan Duration);

/// <summary>How far a tenant's events reach. <paramref name="CleanedThrough"/>: up to here they have been cleaned away; 0 for none.</summary>
/// <param name="Head">The newest sequence there ever was, cleaned away or not; 0 for none.</param>
public sealed record EventExtent(long CleanedThrough, long Head);

/// <summary>Rows of <c>event</c> and <c>sync_log</c>, both append-only.</summary>
public static class EventStore
{
    /// <summary>Writes what the transaction has gathered. Nothing may follow but the commit: see <see cref="PendingEvents"/>.</summary>
    internal static async Task WriteAsync(LedgerTransaction transaction, CancellationToken cancellationToken)
    {
        // A statement of its own: the next one then sees what the transaction it waited for has committed, so that no state is older than one before it.
        await transaction.ExecuteAsync("event_lock", parameters: null, cancellationToken);
        var events = transaction.Events;
        await transaction.ExecuteAsync(
            "event_write",
            new
            {
                TenantId = transaction.TenantId.Value,
                Kinds = events.Added.Select(e => e.Kind).ToArray(),
                Subjects = events.Added.Select(e => e.Subject).ToArray(),
                Payloads = events.Added.Select(e => e.Payload).ToArray(),
                Connections = events.Connections.ToArray(),
                Jobs = events.Jobs.ToArray(),
            },
            cancellationToken);
    }

    /// <summary>The next events after a sequence, the oldest first.</summary>
    public static Task<List<LedgerEvent>> SinceAsync(LedgerReader reader, long after, int atMost, CancellationToken cancellationToken) =>
        reader.QueryAsync<LedgerEvent>("event_since", new { TenantId = reader.TenantId.Value, After = after, AtMost = atMost }, cancellationToken);

    /// <summary>The newest events there are, the oldest of them first.</summary>
    public static async Task<List<LedgerEvent>> NewestAsync(LedgerReader reader, int atMost, CancellationToken cancellationToken)
    {
        var events = await reader.QueryAsync<LedgerEvent>("event_newest", new { TenantId = reader.TenantId.Value, AtMost = atMost }, cancellationToken);
        events.Reverse();
        return events;
    }

    /// <summary>Ask after reading events: what was cleaned away before that reading is then in the answer.</summary>
    public static async Task<EventExtent> ExtentAsync(LedgerReader reader, CancellationToken cancellationToken)
    {
        var parameters = new { TenantId = reader.TenantId.Value };
        var head = await reader.SingleOrDefaultAsync<long>("event_head", parameters, cancellationToken);
        var cleaned = await reader.SingleOrDefaultAsync<long>("event_horizon", parameters, cancellationToken);
        return new EventExtent(cleaned, Math.Max(head, cleaned));
    }

    /// <summary>The newest sequence of each of those tenants in one question; 0 where a tenant has no events.</summary>
    public static async Task<IReadOnlyDictionary<TenantId, long>> HeadsAsync(LedgerDatabase database, IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken) =>
        (await database.AcrossTenantsAsync<(Guid Tenant, long Head)>("event_heads", new { TenantIds = tenants.Select(t => t.Value).ToArray() }, cancellationToken))
            .ToDictionary(r => new TenantId(r.Tenant), r => r.Head);

    /// <summary>Cleans events older than that away, the oldest first.</summary>
    /// <returns>How many were; fewer than <paramref name="atMost"/> when none is left.</returns>
    public static async Task<int> CleanAsync(LedgerDatabase database, DateTimeOffset olderThan, int atMost, CancellationToken cancellationToken) =>
        (await database.AcrossTenantsAsync<int>("clean_events", new { OlderThan = olderThan, AtMost = atMost }, cancellationToken))[0];

    /// <summary>Puts calls on the record, and an event of each: <see cref="EventKinds.SyncLog"/>.</summary>
    public static Task AppendLogAsync(LedgerTransaction transaction, ConnectionId connection, IReadOnlyList<SyncLogLine> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
        {
            return Task.CompletedTask;
        }

        var ids = lines.Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var (id, line) in ids.Zip(lines))
        {
            transaction.Events.Add(
                EventKinds.SyncLog,
                connection.Value,
                new { id, line.At, JobId = line.JobId?.Value, line.Operation, line.Method, line.Path, line.Status, line.Outcome, line.Detail, DurationMs = (int)line.Duration.TotalMilliseconds });
        }

        return transaction.ExecuteAsync(
            "sync_log_insert",
            new
            {
                TenantId = transaction.TenantId.Value,
                ConnectionId = connection.Value,
                Ids = ids,
                Ats = lines.Select(l => l.At).ToArray(),
                JobIds = lines.Select(l => l.JobId?.Value).ToArray(),
                Operations = lines.Select(l => l.Operation).ToArray(),
                Methods = lines.Select(l => l.Method).ToArray(),
                Paths = lines.Select(l => l.Path).ToArray(),
                Statuses = lines.Select(l => l.Status).ToArray(),
                Outcomes = lines.Select(l => l.Outcome).ToArray(),
                Details = lines.Select(l => l.Detail).ToArray(),
                Durations = lines.Select(l => (int)l.Duration.TotalMilliseconds).ToArray(),
            },
            cancellationToken);
    }
}
