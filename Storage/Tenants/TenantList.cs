using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Tenants;

/// <summary>What tenants are ordered by.</summary>
public enum TenantSort
{
    /// <summary>When it was made.</summary>
    Created,

    /// <summary>Its name.</summary>
    Name,
}

/// <summary>Null is no filter.</summary>
public sealed record TenantFilter
{
    /// <summary>Part of the name, whatever the case.</summary>
    public string? Search { get; init; }
}

/// <summary>Every tenant, for transactions of the platform's (<see cref="LedgerDatabase.InPlatformAsync{T}"/>); all others see none.</summary>
public static class TenantList
{
    private static readonly KeysetList<TenantStore.Row, TenantSort> s_list = new("tenants", "list_tenants", new Dictionary<TenantSort, IReadOnlyList<Key<TenantStore.Row>>>
    {
        [TenantSort.Created] = [Key<TenantStore.Row>.Instant("t.created_at", t => t.CreatedAt), Key<TenantStore.Row>.Id("t.id", t => t.Id)],
        [TenantSort.Name] = [Key<TenantStore.Row>.Words("t.name", t => t.Name), Key<TenantStore.Row>.Id("t.id", t => t.Id)],
    });

    public static Order<TenantSort> OldestFirst { get; } = new(TenantSort.Created);

    public static async Task<Page<Tenant>> PageAsync(
        LedgerReader reader, TenantFilter filter, Order<TenantSort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PageAsync(reader, Of(filter), order, request, cancellationToken)).Select(r => r.Read());

    public static Task<long> CountAsync(LedgerReader reader, TenantFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(filter), cancellationToken);

    private static Filters Of(TenantFilter filter) => new Filters().With("Search", filter.Search);
}
