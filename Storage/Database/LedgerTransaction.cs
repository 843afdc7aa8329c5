using Dapper;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Storage.Database;

/// <summary>A transaction that has named its tenant: row-level security shows it that tenant's rows and no others.</summary>
public sealed class LedgerTransaction(TenantId tenantId, NpgsqlConnection connection, NpgsqlTransaction transaction) : LedgerReader(tenantId)
{
    /// <summary>Stands in a tenant's place where the platform acts; no tenant can have this id.</summary>
    internal static TenantId Platform { get; } = new(Guid.Empty);

    public NpgsqlConnection Connection => connection;

    public NpgsqlTransaction Transaction => transaction;

    /// <summary>What the transaction tells the tenant's subscribers if it commits.</summary>
    public PendingEvents Events { get; } = new();

    /// <summary>What the transaction leaves for grains to do if it commits.</summary>
    public List<CommittedWork> Work { get; } = [];

    /// <returns>The number of rows changed.</returns>
    public Task<int> ExecuteAsync(string name, object? parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Command(Sql.Named(name), parameters, cancellationToken));

    private protected override async Task<List<T>> RowsAsync<T>(string sql, object? parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(Command(sql, parameters, cancellationToken))).AsList();

    private CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
