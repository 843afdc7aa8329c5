using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Connections;

/// <summary>How a connection is.</summary>
public sealed class ConnectionHealth
{
    public ConnectionId ConnectionId { get; init; }

    public ConnectionStatus Status => Text.Read<ConnectionStatus>(StatusWord);

    public string? StatusReason { get; init; }

    /// <summary>Errors since the last success.</summary>
    public int ErrorCount { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Null while the provider works.</summary>
    public Outage? Outage => UnavailableSince is { } since && PausedUntil is { } until
        ? new Outage(since, until, OutageTries, OutageCode ?? "", OutageText ?? "", OnWrite: false)
        : null;

    /// <summary>Calls whose outcome is being found out.</summary>
    public int OpenWrites { get; init; }

    /// <summary>A turn is at work on it, or died at it.</summary>
    public bool TurnOpen { get; init; }

    /// <summary>Null where the connection has no tokens any more, as when it was disconnected.</summary>
    public DateTimeOffset? AccessExpiresAt { get; init; }

    public DateTimeOffset? RefreshExpiresAt { get; init; }

    public DateTimeOffset? TokenRefreshedAt { get; init; }

    /// <summary>The calls counted at the end of the last turn.</summary>
    public ConnectionQuota Quota => ConnectionQuota.Read(QuotaText);

    /// <summary>The instant of the last sync by kind of document; kinds that never synced are left out.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> LastSyncs =>
        (SyncedKinds ?? []).Zip(SyncedAts ?? []).ToDictionary(p => p.First, p => new DateTimeOffset(DateTime.SpecifyKind(p.Second, DateTimeKind.Utc)), StringComparer.Ordinal);

    /// <summary>When the accounts were last imported; null for never.</summary>
    public DateTimeOffset? AccountsReadAt { get; init; }

    /// <summary>When the tax codes were last imported, where the accounting system has any; null for never.</summary>
    public DateTimeOffset? TaxCodesReadAt { get; init; }

    internal DateTimeOffset? UnavailableSince { get; init; }

    internal DateTimeOffset? PausedUntil { get; init; }

    internal int OutageTries { get; init; }

    internal string? OutageCode { get; init; }

    internal string? OutageText { get; init; }

    internal string StatusWord { get; init; } = "";

    internal string QuotaText { get; init; } = "{}";

    internal string[]? SyncedKinds { get; init; }

    internal DateTime[]? SyncedAts { get; init; }

    /// <summary>The health of these connections, or of all the tenant's, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<ConnectionId, ConnectionHealth>> OfAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId>? connections, CancellationToken cancellationToken)
    {
        var filters = new Filters()
            .With("TenantId", reader.TenantId)
            .With("DocumentKinds", new[] { DocumentKinds.BankTransaction })
            .With("ConnectionIds", connections?.Select(c => c.Value).ToArray());
        return (await reader.QueryComposedAsync<ConnectionHealth>(filters.Apply(Sql.Named("connection_health")), filters.Parameters(), cancellationToken))
            .ToDictionary(h => h.ConnectionId);
    }
}
