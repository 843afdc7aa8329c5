using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Tenants;

/// <summary>Rows of <c>tenant</c>.</summary>
public static class TenantStore
{
    public static async Task<TenantId> CreateAsync(LedgerDatabase database, string name, CancellationToken cancellationToken)
    {
        var id = TenantId.New();
        await database.InTenantAsync(id, t => t.ExecuteAsync("tenant_insert", new { Id = id.Value, Name = name }, cancellationToken), cancellationToken);
        return id;
    }
}
