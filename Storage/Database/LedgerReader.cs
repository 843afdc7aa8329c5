using Dapper;
using OrleansLedger.Domain;

namespace OrleansLedger.Storage.Database;

/// <summary>Reads as a tenant: row-level security shows that tenant's rows and no others.</summary>
public abstract class LedgerReader(TenantId tenantId)
{
    public TenantId TenantId => tenantId;

    public bool IsPlatform => tenantId == LedgerTransaction.Platform;

    public Task<List<T>> QueryAsync<T>(string name, object? parameters, CancellationToken cancellationToken) => RowsAsync<T>(Sql.Named(name), parameters, cancellationToken);

    /// <exception cref="InvalidOperationException">There is more than one row.</exception>
    public async Task<T?> SingleOrDefaultAsync<T>(string name, object? parameters, CancellationToken cancellationToken) =>
        (await QueryAsync<T>(name, parameters, cancellationToken)).SingleOrDefault();

    /// <summary>Runs a statement that was composed of a named query and its filters (see Lists).</summary>
    internal Task<List<T>> QueryComposedAsync<T>(string sql, DynamicParameters parameters, CancellationToken cancellationToken) => RowsAsync<T>(sql, parameters, cancellationToken);

    private protected abstract Task<List<T>> RowsAsync<T>(string sql, object? parameters, CancellationToken cancellationToken);
}
