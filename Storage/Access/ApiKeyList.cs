using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.Access;

public enum ApiKeySort
{
    Created,
}

/// <summary>Null is no filter; an empty list matches nothing.</summary>
public sealed record ApiKeyFilter
{
    /// <summary>Those that were ended too.</summary>
    public bool IncludeRevoked { get; init; }

    public IReadOnlyList<AccessRole>? Roles { get; init; }
}

/// <summary>The tenant's keys; the platform's own in a transaction of the platform's.</summary>
public static class ApiKeyList
{
    private static readonly KeysetList<ApiKeyStore.Row, ApiKeySort> s_list = new("api_keys", "list_api_keys", new Dictionary<ApiKeySort, IReadOnlyList<Key<ApiKeyStore.Row>>>
    {
        [ApiKeySort.Created] = [Key<ApiKeyStore.Row>.Instant("k.created_at", k => k.CreatedAt), Key<ApiKeyStore.Row>.Id("k.id", k => k.Id)],
    });

    public static Order<ApiKeySort> NewestFirst { get; } = new(ApiKeySort.Created, Descending: true);

    public static async Task<Page<ApiKey>> PageAsync(
        LedgerReader reader, ApiKeyFilter filter, Order<ApiKeySort> order, PageRequest request, CancellationToken cancellationToken) =>
        (await s_list.PageAsync(reader, Of(reader, filter), order, request, cancellationToken)).Select(r => r.Read());

    public static Task<long> CountAsync(LedgerReader reader, ApiKeyFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, filter), cancellationToken);

    private static Filters Of(LedgerReader reader, ApiKeyFilter filter) => new Filters()
        .With("TenantId", reader.IsPlatform ? null : reader.TenantId)
        .With("OfPlatform", reader.IsPlatform ? true : null)
        .With("Working", filter.IncludeRevoked ? null : true)
        .With("Roles", filter.Roles?.Select(r => r.Word()).ToArray());
}
