using System.Collections.Concurrent;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.Tenants;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests;

/// <summary>A migrated database of a test's own: the application's way in, and the owner's way behind row-level security.</summary>
internal sealed class TestLedger : IWorkListener, IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private TestLedger(TestDatabase names)
    {
        Admin = NpgsqlDataSource.Create(names.AdminConnectionString);
        (ApplicationConnectionString, Application) = (names.AppConnectionString, NpgsqlDataSource.Create(names.AppConnectionString));
        Database = new LedgerDatabase(Application, TimeProvider.System, listener: this);
    }

    public NpgsqlDataSource Admin { get; }

    /// <summary>With the password, which a data source does not give away.</summary>
    public string ApplicationConnectionString { get; }

    public NpgsqlDataSource Application { get; }

    public LedgerDatabase Database { get; }

    /// <summary>What committed transactions have left for grains.</summary>
    public ConcurrentQueue<CommittedWork> Work { get; } = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TestLedger> CreateAsync(LedgerFixture fixture) => new(await fixture.CreateDatabaseAsync(Cancelled));

    public Task<T> InAsync<T>(TenantId tenant, Func<LedgerTransaction, Task<T>> work) => Database.InTenantAsync(tenant, work, Cancelled);

    public Task InAsync(TenantId tenant, Func<LedgerTransaction, Task> work) => Database.InTenantAsync(tenant, work, Cancelled);

    public Task<TenantId> CreateTenantAsync(string name = "Harbour Cafe") => TenantStore.CreateAsync(Database, name, Cancelled);

    /// <summary>A connection whose company has been read.</summary>
    public Task<ConnectionId> ConnectAsync(TenantId tenant, string provider = "books", string company = "company-1", string? authorizationKey = null) => InAsync(
        tenant,
        async t =>
        {
            var read = new Company { RemoteId = company, Name = "Harbour Cafe", BaseCurrency = "EUR" };
            var id = await ConnectionStore.ConnectAsync(t, provider, read, Cancelled, authorizationKey);
            await ConnectionStore.SetCompanyAsync(t, id, (await ConnectionStore.FindAsync(t, id, Cancelled))!.Connection.Epoch, read, Noon, Cancelled);
            return id;
        });

    public async Task<DocumentId> ImportAsync(TenantId tenant, string reference, DateOnly? on = null)
    {
        var ids = await InAsync(tenant, t => BankTransactionStore.UpsertAsync(t, [Transaction(tenant, reference) with { TransactedOn = on ?? new DateOnly(2026, 3, 4) }], [], Cancelled));
        return ids[reference].Id;
    }

    public static BankTransaction Transaction(TenantId tenant, string reference) => new()
    {
        Id = DocumentId.New(),
        TenantId = tenant,
        SourceReference = reference,
        TransactedOn = new DateOnly(2026, 3, 4),
        Description = "Coffee beans",
        Amount = new Money(-129.50m, "EUR"),
        Counterparty = "Beans & Co",
        Category = "supplies",
        Status = TransactionStatus.Completed,
        Revision = 1,
    };

    /// <summary>One value, read as the owner.</summary>
    public async Task<T> AdminAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Admin.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return (T)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    void IWorkListener.Committed(TenantId tenant, IReadOnlyCollection<CommittedWork> work)
    {
        foreach (var left in work)
        {
            Work.Enqueue(left);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await Admin.DisposeAsync();
    }
}
