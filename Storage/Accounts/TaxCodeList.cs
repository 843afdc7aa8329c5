using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Accounts;

/// <summary>A tax code and the connection it was read over.</summary>
public sealed record ListedTaxCode(ConnectionId ConnectionId, RemoteTaxCode TaxCode);

/// <summary>What tax codes are ordered by.</summary>
public enum TaxCodeSort
{
    /// <summary>Its name in the accounting system.</summary>
    Name,
}

/// <summary>Null is no filter.</summary>
public sealed record TaxCodeFilter
{
    public bool? Active { get; init; }

    /// <summary>Part of the name, in any case.</summary>
    public string? Search { get; init; }
}

/// <summary>The remote tax codes of a connection as imported.</summary>
public static class TaxCodeList
{
    private const string Query = "list_tax_codes";

    private static readonly KeysetList<Row, TaxCodeSort> s_list = new("tax_codes", Query, new Dictionary<TaxCodeSort, IReadOnlyList<Key<Row>>>
    {
        [TaxCodeSort.Name] = [Key<Row>.Words("x.name", x => x.Name), Key<Row>.Words("x.remote_id", x => x.RemoteId)],
    }, parent: "any(@ConnectionIds)");

    public static Order<TaxCodeSort> ByName { get; } = new(TaxCodeSort.Name);

    public static async Task<Page<ListedTaxCode>> PageAsync(
        LedgerReader reader, ConnectionId connection, TaxCodeFilter filter, Order<TaxCodeSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PageAsync(reader, Of(reader, [connection], filter), order, request, cancellationToken)).Select(r => r.Read());

    public static Task<long> CountAsync(LedgerReader reader, ConnectionId connection, TaxCodeFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, [connection], filter), cancellationToken);

    /// <summary>The same page of several connections' lists, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<ConnectionId, Page<ListedTaxCode>>> PagesAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> connections, TaxCodeFilter filter, Order<TaxCodeSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PagesAsync(reader, Of(reader, connections, filter), [.. connections.Select(c => c.Value)], r => r.ConnectionId.Value, order, request, cancellationToken))
            .ToDictionary(p => new ConnectionId(p.Key), p => p.Value.Select(r => r.Read()));

    /// <summary>How long several connections' lists are, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<ConnectionId, long>> CountsAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> connections, TaxCodeFilter filter, CancellationToken cancellationToken) =>
        (await s_list.CountsAsync(reader, Of(reader, connections, filter), [.. connections.Select(c => c.Value)], cancellationToken))
            .ToDictionary(c => new ConnectionId(c.Key), c => c.Value);

    /// <summary>The tax codes of those keys, of any of the tenant's connections; unknown keys are left out. One statement.</summary>
    public static async Task<IReadOnlyDictionary<RemoteKey, RemoteTaxCode>> FindAsync(
        LedgerReader reader, IReadOnlyCollection<RemoteKey> keys, CancellationToken cancellationToken) =>
        (await reader.QueryAsync<Row>("find_tax_codes", RemoteKeys.Parameters(reader, keys), cancellationToken))
            .ToDictionary(r => new RemoteKey(r.ConnectionId, r.RemoteId), r => r.Read().TaxCode);

    private static Filters Of(LedgerReader reader, IReadOnlyCollection<ConnectionId> connections, TaxCodeFilter filter) => new Filters()
        .With("TenantId", reader.TenantId)
        .With("ConnectionIds", connections.Select(c => c.Value).ToArray())
        .With("Active", filter.Active)
        .With("Search", string.IsNullOrWhiteSpace(filter.Search) ? null : filter.Search.Trim());

    private sealed class Row
    {
        public ConnectionId ConnectionId { get; init; }

        public string RemoteId { get; init; } = "";

        public string Name { get; init; } = "";

        public decimal? Rate { get; init; }

        public bool Active { get; init; }

        public ListedTaxCode Read() => new(ConnectionId, new RemoteTaxCode(RemoteId, Name, Rate, Active));
    }
}
