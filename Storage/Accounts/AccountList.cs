using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Accounts;

/// <summary>An account and the connection it was read over.</summary>
public sealed record ListedAccount(ConnectionId ConnectionId, RemoteAccount Account);

/// <summary>What accounts are ordered by.</summary>
public enum AccountSort
{
    /// <summary>The number people know it by, those without one first; then the name.</summary>
    Code,

    /// <summary>Its name in the accounting system.</summary>
    Name,
}

/// <summary>Null is no filter; an empty list matches nothing.</summary>
public sealed record AccountFilter
{
    public IReadOnlyList<AccountKind>? Kinds { get; init; }

    /// <summary>The provider's own types, as it spells them.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    public bool? Active { get; init; }

    /// <summary>Only the accounts directly below this one.</summary>
    public string? ParentRemoteId { get; init; }

    /// <summary>Only the accounts at the top of the chart; all of them in a chart that is no tree.</summary>
    public bool OnlyRoots { get; init; }

    /// <summary>Part of the name or the code, in any case.</summary>
    public string? Search { get; init; }
}

/// <summary>The remote chart of a connection as imported.</summary>
public static class AccountList
{
    private const string Query = "list_accounts";

    private static readonly Key<Row> s_name = Key<Row>.Words("a.name", a => a.Name);

    private static readonly Key<Row> s_id = Key<Row>.Words("a.remote_id", a => a.RemoteId);

    private static readonly KeysetList<Row, AccountSort> s_list = new("accounts", Query, new Dictionary<AccountSort, IReadOnlyList<Key<Row>>>
    {
        [AccountSort.Code] = [Key<Row>.Words("coalesce(a.code, '')", a => a.Code ?? ""), s_name, s_id],
        [AccountSort.Name] = [s_name, s_id],
    }, parent: "any(@ConnectionIds)");

    public static async Task<Page<ListedAccount>> PageAsync(
        LedgerReader reader, ConnectionId connection, AccountFilter filter, Order<AccountSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PageAsync(reader, Of(reader, [connection], filter), order, request, cancellationToken)).Select(r => r.Read());

    public static Task<long> CountAsync(LedgerReader reader, ConnectionId connection, AccountFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, [connection], filter), cancellationToken);

    /// <summary>The same page of several connections' lists, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<ConnectionId, Page<ListedAccount>>> PagesAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> connections, AccountFilter filter, Order<AccountSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PagesAsync(reader, Of(reader, connections, filter), [.. connections.Select(c => c.Value)], r => r.ConnectionId.Value, order, request, cancellationToken))
            .ToDictionary(p => new ConnectionId(p.Key), p => p.Value.Select(r => r.Read()));

    /// <summary>How long several connections' lists are, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<ConnectionId, long>> CountsAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> connections, AccountFilter filter, CancellationToken cancellationToken) =>
        (await s_list.CountsAsync(reader, Of(reader, connections, filter), [.. connections.Select(c => c.Value)], cancellationToken))
            .ToDictionary(c => new ConnectionId(c.Key), c => c.Value);

    /// <summary>The accounts of those keys, of any of the tenant's connections; unknown keys are left out. One statement.</summary>
    public static async Task<IReadOnlyDictionary<RemoteKey, RemoteAccount>> FindAsync(
        LedgerReader reader, IReadOnlyCollection<RemoteKey> keys, CancellationToken cancellationToken) =>
        (await reader.QueryAsync<Row>("find_accounts", RemoteKeys.Parameters(reader, keys), cancellationToken))
            .ToDictionary(r => new RemoteKey(r.ConnectionId, r.RemoteId), r => r.Read().Account);

    /// <summary>The accounts directly below each of those, by code and name. One statement.</summary>
    public static async Task<ILookup<RemoteKey, RemoteAccount>> ChildrenOfAsync(
        LedgerReader reader, IReadOnlyCollection<RemoteKey> parents, CancellationToken cancellationToken) =>
        (await reader.QueryAsync<Row>("children_of_accounts", RemoteKeys.Parameters(reader, parents), cancellationToken))
            .ToLookup(r => new RemoteKey(r.ConnectionId, r.ParentRemoteId!), r => r.Read().Account);

    private static Filters Of(LedgerReader reader, IReadOnlyCollection<ConnectionId> connections, AccountFilter filter) => new Filters()
        .With("TenantId", reader.TenantId)
        .With("ConnectionIds", connections.Select(c => c.Value).ToArray())
        .WithAny("Kinds", filter.Kinds)
        .With("Types", filter.Types?.ToArray())
        .With("Active", filter.Active)
        .With("Parent", filter.ParentRemoteId)
        .With("OnlyRoots", filter.OnlyRoots ? true : null)
        .With("Search", string.IsNullOrWhiteSpace(filter.Search) ? null : filter.Search.Trim());

    private sealed class Row
    {
        public ConnectionId ConnectionId { get; init; }

        public string RemoteId { get; init; } = "";

        public string? Code { get; init; }

        public string Name { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Type { get; init; } = "";

        public string? Currency { get; init; }

        public bool Active { get; init; }

        public string? ParentRemoteId { get; init; }

        public ListedAccount Read() => new(ConnectionId, new RemoteAccount(RemoteId, Code, Name, Text.Read<AccountKind>(Kind), Type, Currency, Active) { ParentRemoteId = ParentRemoteId });
    }
}
