using OrleansLedger.Storage.Database;
using Xunit;

namespace OrleansLedger.Testing;

/// <summary>
/// One private PostgreSQL server for a test process and in it a migrated database that every test gets its own copy of:
/// <c>[assembly: AssemblyFixture(typeof(LedgerFixture))]</c>.
/// </summary>
public sealed class LedgerFixture : IAsyncLifetime
{
    private TestDatabase? _pattern;

    private static CancellationToken Starting => TestContext.Current.CancellationToken;

    /// <summary>The server, for databases without tables.</summary>
    public PostgresFixture Postgres { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Postgres.InitializeAsync();
        var pattern = await Postgres.CreateDatabaseAsync(cancellationToken: Starting);
        // A database that somebody is connected to, an idle connection of a pool included, cannot be copied.
        var admin = pattern.AdminConnectionString + ";Pooling=false";
        var migrator = new Migrator(admin, pattern.AppConnectionString);
        await migrator.MigrateAsync(Starting);
        _pattern = pattern;
    }

    /// <summary>A fresh copy of the migrated database, without tenants.</summary>
    public Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken) =>
        Postgres.CreateDatabaseAsync((_pattern ?? throw new InvalidOperationException("The fixture is not started yet.")).Name, cancellationToken);

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();
}
