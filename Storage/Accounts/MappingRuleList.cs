using OrleansLedger.Domain;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Accounts;

/// <summary>A mapping rule and its connection.</summary>
public sealed record ListedMappingRule(ConnectionId ConnectionId, MappingRule Rule);

public enum MappingRuleSort
{
    /// <summary>The kind, then the key.</summary>
    Kind,
}

/// <summary>Null is no filter; an empty list matches nothing.</summary>
public sealed record MappingRuleFilter
{
    public IReadOnlyList<MappingKind>? Kinds { get; init; }

    /// <summary>Part of the key, in any case.</summary>
    public string? Search { get; init; }
}

/// <summary>What the user mapped to the remote chart.</summary>
public static class MappingRuleList
{
    private const string Query = "list_mapping_rules";

    private static readonly KeysetList<Row, MappingRuleSort> s_list = new("mapping_rules", Query, new Dictionary<MappingRuleSort, IReadOnlyList<Key<Row>>>
    {
        [MappingRuleSort.Kind] = [Key<Row>.Words("m.kind", m => m.KindWord), Key<Row>.Words("m.key", m => m.Key)],
    }, parent: "any(@ConnectionIds)");

    public static Order<MappingRuleSort> ByKind { get; } = new(MappingRuleSort.Kind);

    public static async Task<Page<ListedMappingRule>> PageAsync(
        LedgerReader reader, ConnectionId connection, MappingRuleFilter filter, Order<MappingRuleSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PageAsync(reader, Of(reader, [connection], filter), order, request, cancellationToken)).Select(r => r.Read());

    public static Task<long> CountAsync(LedgerReader reader, ConnectionId connection, MappingRuleFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, [connection], filter), cancellationToken);

    /// <summary>The same page of several connections' lists, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<ConnectionId, Page<ListedMappingRule>>> PagesAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> connections, MappingRuleFilter filter, Order<MappingRuleSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PagesAsync(reader, Of(reader, connections, filter), [.. connections.Select(c => c.Value)], r => r.ConnectionId.Value, order, request, cancellationToken))
            .ToDictionary(p => new ConnectionId(p.Key), p => p.Value.Select(r => r.Read()));

    /// <summary>How long several connections' lists are, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<ConnectionId, long>> CountsAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> connections, MappingRuleFilter filter, CancellationToken cancellationToken) =>
        (await s_list.CountsAsync(reader, Of(reader, connections, filter), [.. connections.Select(c => c.Value)], cancellationToken))
            .ToDictionary(c => new ConnectionId(c.Key), c => c.Value);

    private static Filters Of(LedgerReader reader, IReadOnlyCollection<ConnectionId> connections, MappingRuleFilter filter) => new Filters()
        .With("TenantId", reader.TenantId)
        .With("ConnectionIds", connections.Select(c => c.Value).ToArray())
        .WithAny("Kinds", filter.Kinds)
        .With("Search", string.IsNullOrWhiteSpace(filter.Search) ? null : filter.Search.Trim());

    private sealed class Row
    {
        public ConnectionId ConnectionId { get; init; }

        public string KindWord { get; init; } = "";

        public string Key { get; init; } = "";

        public string RemoteId { get; init; } = "";

        public ListedMappingRule Read() => new(ConnectionId, new MappingRule(Text.Read<MappingKind>(KindWord), Key, RemoteId));
    }
}
