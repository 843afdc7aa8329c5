using Dapper;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Tenants;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Tenants;

public sealed class TenantStoreTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tenants_are_made_renamed_and_found()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var id = await ledger.CreateTenantAsync("Harbour Cafe");

        (await TenantStore.RenameAsync(ledger.Database, id, "Harbour Kitchen", Cancelled)).ShouldBeTrue();
        (await TenantStore.RenameAsync(ledger.Database, TenantId.New(), "Nobody", Cancelled)).ShouldBeFalse();

        (await TenantStore.FindAsync(ledger.Database, id, Cancelled))!.Name.ShouldBe("Harbour Kitchen");
        (await TenantStore.FindAsync(ledger.Database, TenantId.New(), Cancelled)).ShouldBeNull();
    }

    [Theory]
    [InlineData("select create_tenant(gen_random_uuid(), 'x')")]
    [InlineData("select rename_tenant(ledger_tenant(), 'x')")]
    [InlineData("update tenant set name = 'x'")]
    [InlineData("insert into tenant (id, name) values (gen_random_uuid(), 'x')")]
    public async Task A_tenant_makes_and_renames_none(string sql)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();

        var refusal = await Should.ThrowAsync<PostgresException>(ledger.InAsync(tenant, t => t.Connection.ExecuteAsync(sql, transaction: t.Transaction)));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task The_platform_sees_no_tenants_rows()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await ledger.ConnectAsync(await ledger.CreateTenantAsync());

        foreach (var table in (string[])["tenant", "connection", "api_key", "audit_entry"])
        {
            (await ledger.Database.InPlatformAsync(t => t.Connection.ExecuteScalarAsync<long>($"select count(*) from {table}", transaction: t.Transaction), Cancelled)).ShouldBe(0, table);
        }
    }
}
