using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Connections;

/// <summary>A connection, when it was made, and when its next automatic sync is due.</summary>
public sealed record ListedConnection(ConnectionRow Row, DateTimeOffset CreatedAt, DateTimeOffset? NextSyncAt);

/// <summary>What connections are ordered by.</summary>
public enum ConnectionSort
{
    /// <summary>The accounting system's key, then when it was made.</summary>
    Provider,

    /// <summary>When it was first connected.</summary>
    Created,
}

/// <summary>Null is no filter; an empty list matches nothing.</summary>
public sealed record ConnectionFilter
{
    /// <summary>Keys of accounting systems.</summary>
    public IReadOnlyList<string>? Providers { get; init; }

    public IReadOnlyList<ConnectionStatus>? Statuses { get; init; }
}

/// <summary>The tenant's connections, those that were disconnected too.</summary>
public static class ConnectionList
{
    private const string Query = "list_connections";

    private static readonly Key<ConnectionStore.Row> s_created = Key<ConnectionStore.Row>.Instant("c.created_at", c => c.CreatedAt);

    private static readonly Key<ConnectionStore.Row> s_id = Key<ConnectionStore.Row>.Id("c.id", c => c.Id);

    private static readonly KeysetList<ConnectionStore.Row, ConnectionSort> s_list = new("connections", Query, new Dictionary<ConnectionSort, IReadOnlyList<Key<ConnectionStore.Row>>>
    {
        [ConnectionSort.Provider] = [Key<ConnectionStore.Row>.Words("c.provider", c => c.Provider), s_created, s_id],
        [ConnectionSort.Created] = [s_created, s_id],
    });

    public static Order<ConnectionSort> ByProvider { get; } = new(ConnectionSort.Provider);

    public static async Task<Page<ListedConnection>> PageAsync(
        LedgerReader reader, ConnectionFilter filter, Order<ConnectionSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PageAsync(reader, Of(reader, filter), order, request, cancellationToken)).Select(Read);

    public static Task<long> CountAsync(LedgerReader reader, ConnectionFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, filter), cancellationToken);

    /// <summary>Those of the ids that exist, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<ConnectionId, ListedConnection>> FindAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> ids, CancellationToken cancellationToken)
    {
        var filters = new Filters().With("TenantId", reader.TenantId).With("Ids", ids.Select(i => i.Value).ToArray());
        return (await reader.QueryComposedAsync<ConnectionStore.Row>(filters.Apply(Sql.Named(Query)), filters.Parameters(), cancellationToken))
            .ToDictionary(r => new ConnectionId(r.Id), Read);
    }

    private static ListedConnection Read(ConnectionStore.Row row) => new(row.Read(), row.CreatedAt, row.NextSyncAt);

    private static Filters Of(LedgerReader reader, ConnectionFilter filter) => new Filters()
        .With("TenantId", reader.TenantId)
        .With("Providers", filter.Providers?.ToArray())
        .WithAny("Statuses", filter.Statuses);
}
