using Dapper;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Storage.Database;

/// <summary>A transaction that has named its tenant: row-level security shows it that tenant's rows and no others.</summary>
public sealed class LedgerTransaction(TenantId tenantId, NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    /// <summary>Stands in a tenant's place where the platform acts; no tenant can have this id.</summary>
    internal static TenantId Platform { get; } = new(Guid.Empty);

    public TenantId TenantId => tenantId;

    public bool IsPlatform => tenantId == Platform;

    public NpgsqlConnection Connection => connection;

    public NpgsqlTransaction Transaction => transaction;

    /// <summary>What the transaction tells the tenant's subscribers if it commits.</summary>
    public PendingEvents Events { get; } = new();

    public async Task<List<T>> QueryAsync<T>(string name, object? parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(Command(name, parameters, cancellationToken))).AsList();

    public Task<T?> SingleOrDefaultAsync<T>(string name, object? parameters, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<T?>(Command(name, parameters, cancellationToken));

    /// <returns>The number of rows changed.</returns>
    public Task<int> ExecuteAsync(string name, object? parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Command(name, parameters, cancellationToken));

    /// <summary>Runs a statement that was composed of a named query and its filters (see Lists).</summary>
    internal async Task<List<T>> QueryComposedAsync<T>(string sql, DynamicParameters parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken))).AsList();

    private CommandDefinition Command(string name, object? parameters, CancellationToken cancellationToken) =>
        new(Sql.Named(name), parameters, transaction, cancellationToken: cancellationToken);
}
