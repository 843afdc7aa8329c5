using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Tenants;

namespace OrleansLedger.Api.Graph;

/// <summary>Tenants by id, one after the other: each is seen in a transaction of its own, and a request for a hundred must not take a hundred connections.</summary>
public sealed class TenantById(LedgerDatabase database) : BatchDataLoader<TenantId, Tenant>
{
    protected override async Task<IReadOnlyDictionary<TenantId, Tenant>> LoadBatchAsync(IReadOnlyList<TenantId> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<TenantId, Tenant>();
        foreach (var id in keys)
        {
            if (await TenantStore.FindAsync(database, id, cancellationToken) is { } tenant)
            {
                found.Add(id, tenant);
            }
        }

        return found;
    }
}

/// <summary>API keys of a tenant, or of the platform where that is null.</summary>
public sealed class ApiKeyById(LedgerDatabase database) : BatchDataLoader<(TenantId? Owner, ApiKeyId Id), ApiKey>
{
    protected override async Task<IReadOnlyDictionary<(TenantId? Owner, ApiKeyId Id), ApiKey>> LoadBatchAsync(
        IReadOnlyList<(TenantId? Owner, ApiKeyId Id)> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(TenantId? Owner, ApiKeyId Id), ApiKey>();
        foreach (var ofOwner in keys.GroupBy(k => k.Owner, k => k.Id))
        {
            var reader = ofOwner.Key is { } tenant ? database.Reader(tenant) : database.PlatformReader;
            foreach (var id in ofOwner)
            {
                if (await ApiKeyStore.FindAsync(reader, id, cancellationToken) is { } key)
                {
                    found[(ofOwner.Key, id)] = key;
                }
            }
        }

        return found;
    }
}
