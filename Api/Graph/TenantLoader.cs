using System.Security.Claims;
using OrleansLedger.Domain;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Graph;

/// <summary>Fetches the tenant's things by key, all that one answer needs in one statement.</summary>
public abstract class TenantLoader<TKey, TValue>(LedgerDatabase database) : BatchDataLoader<(TenantId Tenant, TKey Key), TValue>
    where TKey : notnull
{
    /// <summary>Null where the tenant of the credential has none of that key.</summary>
    internal Task<TValue?> OfAsync(ClaimsPrincipal user, TKey key) => LoadAsync((user.Tenant(), key));

    protected abstract Task<IReadOnlyDictionary<TKey, TValue>> FetchAsync(LedgerReader reader, IReadOnlyList<TKey> keys, CancellationToken cancellationToken);

    protected override async Task<IReadOnlyDictionary<(TenantId Tenant, TKey Key), TValue>> LoadBatchAsync(
        IReadOnlyList<(TenantId Tenant, TKey Key)> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(TenantId Tenant, TKey Key), TValue>();
        foreach (var ofTenant in keys.GroupBy(k => k.Tenant, k => k.Key))
        {
            foreach (var (key, value) in await FetchAsync(database.Reader(ofTenant.Key), [.. ofTenant], cancellationToken))
            {
                found.Add((ofTenant.Key, key), value);
            }
        }

        return found;
    }
}
