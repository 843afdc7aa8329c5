using Npgsql;
using OrleansLedger.Storage.Database;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Database;

public sealed class MigratorTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrations_that_start_together_are_applied_once()
    {
        var database = await fixture.Postgres.CreateDatabaseAsync(cancellationToken: Cancelled);

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Migrator(database).MigrateAsync(Cancelled)));

        var all = applied.SelectMany(names => names).ToList();
        all.ShouldNotBeEmpty();
        all.ShouldBe(all.Order(StringComparer.Ordinal));
        all.ShouldBeUnique();
        applied.Count(names => names.Count > 0).ShouldBe(1, "one of them did it all");
        await using var admin = NpgsqlDataSource.Create(database.AdminConnectionString);
        await using var count = admin.CreateCommand("select count(*) from schema_migration");
        (await count.ExecuteScalarAsync(Cancelled)).ShouldBe((long)all.Count);
    }

    [Fact]
    public async Task A_migrated_database_has_nothing_left_to_apply()
    {
        var database = await fixture.CreateDatabaseAsync(Cancelled);

        (await Migrator(database).MigrateAsync(Cancelled)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_migration_changed_after_it_was_applied_is_refused()
    {
        var database = await fixture.CreateDatabaseAsync(Cancelled);
        await ExecuteAsync(database, @"update schema_migration set sha256 = '\x00' where name = '0001_ledger.sql'");

        var refusal = await Should.ThrowAsync<InvalidOperationException>(Migrator(database).MigrateAsync(Cancelled));

        refusal.Message.ShouldBe("Migration 0001_ledger.sql was changed after it had been applied. Restore the file and put the change into a new one.");
    }

    [Fact]
    public async Task A_migration_of_a_newer_version_is_refused()
    {
        var database = await fixture.CreateDatabaseAsync(Cancelled);
        await ExecuteAsync(database, @"insert into schema_migration (name, sha256) values ('9999_future.sql', '\x00')");

        var refusal = await Should.ThrowAsync<InvalidOperationException>(Migrator(database).MigrateAsync(Cancelled));

        refusal.Message.ShouldBe("The database has migration 9999_future.sql, which this version does not know. Run the version that made it, or a newer one.");
    }

    [Fact]
    public async Task An_application_that_would_log_in_as_another_role_is_refused_with_the_setting()
    {
        var database = await fixture.CreateDatabaseAsync(Cancelled);
        var application = new NpgsqlConnectionStringBuilder(database.AppConnectionString) { Username = "postgres" }.ConnectionString;

        var refusal = await Should.ThrowAsync<InvalidOperationException>(new Migrator(database.AdminConnectionString, application).MigrateAsync(Cancelled));

        refusal.Message.ShouldBe(
            "ConnectionStrings:ledger logs in as 'postgres'. Use the role ledger_app: row-level security is written for it, and the migration step creates it.");
    }

    private static Migrator Migrator(TestDatabase database) => new(database.AdminConnectionString, database.AppConnectionString);

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var admin = NpgsqlDataSource.Create(database.AdminConnectionString);
        await using var command = admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
