using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Events;

/// <summary>Something that happened, in the order of its sequence. <paramref name="Payload"/> is JSON.</summary>
public sealed record LedgerEvent(long Sequence, string Kind, Guid SubjectId, string Payload, DateTimeOffset At);

/// <summary>One call to a provider, as the record keeps it: never a body, token or header.</summary>
public sealed record SyncLogLine(
    DateTimeOffset At, JobId? JobId, string Operation, string Method, string Path, int? Status, string Outcome, string? Detail, TimeSpan Duration);

/// <summary>Rows of <c>event</c> and <c>sync_log</c>, both append-only.</summary>
public static class EventStore
{
    public static Task<long> AppendAsync(LedgerTransaction transaction, string kind, Guid subject, object payload, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<long>(
            "event_insert",
            new { TenantId = transaction.TenantId.Value, Kind = kind, SubjectId = subject, Payload = JsonSerializer.Serialize(payload, JsonSerializerOptions.Web) },
            cancellationToken);

    public static Task<List<LedgerEvent>> SinceAsync(LedgerTransaction transaction, long after, int atMost, CancellationToken cancellationToken) =>
        transaction.QueryAsync<LedgerEvent>("event_since", new { TenantId = transaction.TenantId.Value, After = after, AtMost = atMost }, cancellationToken);

    public static Task AppendLogAsync(LedgerTransaction transaction, ConnectionId connection, IReadOnlyList<SyncLogLine> lines, CancellationToken cancellationToken) =>
        lines.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                "sync_log_insert",
                new
                {
                    TenantId = transaction.TenantId.Value,
                    ConnectionId = connection.Value,
                    Ids = lines.Select(_ => Guid.CreateVersion7()).ToArray(),
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
