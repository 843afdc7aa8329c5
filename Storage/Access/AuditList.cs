using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Access;

public enum AuditSort
{
    Sequence,
}

/// <summary>Null is no filter; an empty list matches nothing.</summary>
public sealed record AuditFilter
{
    /// <summary>Names of mutations.</summary>
    public IReadOnlyList<string>? Actions { get; init; }

    public IReadOnlyList<AuditOutcome>? Outcomes { get; init; }

    public ApiKeyId? ActorKey { get; init; }

    /// <summary>The whole name as it was then.</summary>
    public string? ActorName { get; init; }

    /// <summary>Then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before that.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>The audit record of the transaction's tenant; the platform's own in a transaction of the platform's.</summary>
public static class AuditList
{
    private static readonly KeysetList<AuditStore.Row, AuditSort> s_list = new("audit_log", "list_audit_entries", new Dictionary<AuditSort, IReadOnlyList<Key<AuditStore.Row>>>
    {
        [AuditSort.Sequence] = [Key<AuditStore.Row>.LongNumber("e.sequence", e => e.Sequence)],
    });

    public static Order<AuditSort> NewestFirst { get; } = new(AuditSort.Sequence, Descending: true);

    public static async Task<Page<AuditEntry>> PageAsync(
        LedgerReader reader, AuditFilter filter, Order<AuditSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PageAsync(reader, Of(reader, filter), order, request, cancellationToken)).Select(r => r.Read(reader.IsPlatform ? null : reader.TenantId));

    public static Task<long> CountAsync(LedgerReader reader, AuditFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, filter), cancellationToken);

    private static Filters Of(LedgerReader reader, AuditFilter filter) => new Filters()
        .With("Chain", reader.TenantId)
        .With("Actions", filter.Actions?.ToArray())
        .WithAny("Outcomes", filter.Outcomes)
        .With("ActorKey", filter.ActorKey?.Value)
        .With("ActorName", filter.ActorName)
        .With("From", filter.From)
        .With("To", filter.To);
}
