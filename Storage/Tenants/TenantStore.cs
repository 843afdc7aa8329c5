using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Tenants;

/// <summary>A customer of our user's.</summary>
public sealed record Tenant(TenantId Id, string Name, DateTimeOffset CreatedAt);

/// <summary>Rows of <c>tenant</c>. All but <see cref="FindAsync"/> is the platform's: what calls it has to be.</summary>
public static class TenantStore
{
    public static async Task<TenantId> CreateAsync(LedgerDatabase database, string name, CancellationToken cancellationToken)
    {
        var id = TenantId.New();
        await database.InPlatformAsync(t => t.ExecuteAsync("tenant_create", new { Id = id.Value, Name = name }, cancellationToken), cancellationToken);
        return id;
    }

    /// <returns>False where there is no such tenant.</returns>
    public static Task<bool> RenameAsync(LedgerDatabase database, TenantId id, string name, CancellationToken cancellationToken) =>
        database.InPlatformAsync(t => t.SingleOrDefaultAsync<bool>("tenant_rename", new { Id = id.Value, Name = name }, cancellationToken), cancellationToken);

    /// <summary>The tenant itself; null where there is none.</summary>
    public static Task<Tenant?> FindAsync(LedgerDatabase database, TenantId id, CancellationToken cancellationToken) =>
        database.InTenantAsync(id, async t => (await t.SingleOrDefaultAsync<Row>("tenant_find", new { Id = id.Value }, cancellationToken))?.Read(), cancellationToken);

    internal sealed class Row
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }

        public Tenant Read() => new(new TenantId(Id), Name, CreatedAt);
    }
}
