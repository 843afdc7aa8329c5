using Dapper;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Database;

public sealed class RowLevelSecurityTests(LedgerFixture fixture)
{
    private const string NotAllowed = PostgresErrorCodes.InsufficientPrivilege;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_reads_its_own_rows_and_no_others_in_every_table()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (one, _, tables) = await TwoTenantsWithARowInEveryTableAsync(ledger);

        foreach (var table in tables)
        {
            var tenants = await ledger.InAsync(one, t => t.Connection.QueryAsync<Guid>($"select tenant_id from {table.Name}", transaction: t.Transaction));
            tenants.ShouldBe([one.Value], $"table {table.Name}: two tenants have a row each");
        }

        (await ledger.InAsync(one, t => t.Connection.QueryAsync<Guid>("select id from tenant", transaction: t.Transaction))).ShouldBe([one.Value]);
    }

    [Fact]
    public async Task A_row_cannot_name_a_connection_of_another_tenant()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (one, other) = (await ledger.CreateTenantAsync(), await ledger.CreateTenantAsync("Corner Shop"));
        var connection = await ledger.ConnectAsync(other);

        var refused = await Should.ThrowAsync<PostgresException>(() => ledger.InAsync(one, t => Mailbox.EnqueueAsync(t, new NewJob(connection, JobKinds.TestConnection, JobPriority.Interactive), Cancelled)));

        refused.ConstraintName.ShouldBe("job_connection_of_tenant");
    }

    [Fact]
    public async Task A_transaction_that_named_no_tenant_sees_nothing_in_any_table()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (_, _, tables) = await TwoTenantsWithARowInEveryTableAsync(ledger);
        await using var connection = await ledger.Application.OpenConnectionAsync(Cancelled);

        foreach (var name in tables.Select(t => t.Name).Append("tenant"))
        {
            (await connection.ExecuteScalarAsync<long>($"select count(*) from {name}")).ShouldBe(0, $"table {name}");
        }
    }

    [Fact]
    public async Task A_reader_sees_its_tenants_rows_and_no_others_in_every_table_and_leaves_nothing_behind_in_its_session()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (one, other, tables) = await TwoTenantsWithARowInEveryTableAsync(ledger);
        // One session for all, which nobody cleans in between.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ledger.ApplicationConnectionString) { MaxPoolSize = 1, NoResetOnClose = true });
        var database = new LedgerDatabase(source, TimeProvider.System);

        foreach (var table in tables)
        {
            foreach (var tenant in (TenantId[])[one, other])
            {
                (await database.Reader(tenant).QueryComposedAsync<Guid>($"select tenant_id from {table.Name}", new DynamicParameters(), Cancelled)).ShouldBe([tenant.Value], table.Name);
            }

            await using var connection = await source.OpenConnectionAsync(Cancelled);
            (await connection.ExecuteScalarAsync<long>($"select count(*) from {table.Name}")).ShouldBe(0, table.Name);
        }

        (await database.PlatformReader.QueryComposedAsync<Guid>("select tenant_id from bank_transaction", new DynamicParameters(), Cancelled)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tenant_changes_and_deletes_nothing_of_another_in_any_table()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (one, other, tables) = await TwoTenantsWithARowInEveryTableAsync(ledger);

        foreach (var table in tables)
        {
            (await ChangedAsync(ledger, one, $"update {table.Name} set tenant_id = tenant_id where tenant_id = @other", other)).ShouldBe(0, $"update of {table.Name}");
            (await ChangedAsync(ledger, one, $"delete from {table.Name} where tenant_id = @other", other)).ShouldBe(0, $"delete from {table.Name}");
            (await ledger.AdminAsync<long>($"select count(*) from {table.Name} where tenant_id = $1", other.Value)).ShouldBe(1, $"table {table.Name}");
        }
    }

    [Fact]
    public async Task A_statement_that_forgets_its_filter_changes_and_deletes_the_tenants_own_rows_alone_in_any_table()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (one, other, tables) = await TwoTenantsWithARowInEveryTableAsync(ledger);

        foreach (var table in tables)
        {
            (await ChangedAsync(ledger, one, $"update {table.Name} set tenant_id = tenant_id", other)).ShouldBeLessThanOrEqualTo(1, $"update of {table.Name}");
            (await ChangedAsync(ledger, one, $"delete from {table.Name}", other)).ShouldBeLessThanOrEqualTo(1, $"delete from {table.Name}");
            (await ledger.AdminAsync<long>($"select count(*) from {table.Name} where tenant_id = $1", other.Value)).ShouldBe(1, $"table {table.Name}");
        }
    }

    [Fact]
    public async Task A_tenant_writes_no_row_in_the_name_of_another_into_any_table()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (one, other, tables) = await TwoTenantsWithARowInEveryTableAsync(ledger);

        foreach (var table in tables)
        {
            (await RefusalAsync(ledger, one, table.InsertSql, other)).ShouldBe(NotAllowed, $"insert into {table.Name}");
            (await RefusalAsync(ledger, one, $"update {table.Name} set tenant_id = @tenant", other)).ShouldBe(NotAllowed, $"giving a row of {table.Name} away");
        }

        (await RefusalAsync(ledger, one, "insert into tenant (id, name) values (@tenant, 'x')", TenantId.New())).ShouldBe(NotAllowed);
    }

    [Fact]
    public async Task Partitions_of_the_log_are_closed_to_the_application_but_for_the_log_itself()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var one = await ledger.CreateTenantAsync();
        await ledger.AdminAsync<object>("select make_sync_log_partition(date '2026-04-01')");
        var partitions = await TenantTable.ListAsync(ledger.Admin, partitions: true, Cancelled);
        partitions.Select(p => p.Name).ShouldBe(["sync_log_2026_04", "sync_log_default"]);

        foreach (var partition in partitions)
        {
            (await RefusalAsync(ledger, one, $"select * from {partition.Name}", one)).ShouldBe(NotAllowed, partition.Name);
            (await RefusalAsync(ledger, one, partition.InsertSql, one)).ShouldBe(NotAllowed, partition.Name);
        }
    }

    [Theory]
    [InlineData("sync_log")]
    [InlineData("event")]
    public async Task The_log_and_the_events_are_append_only_for_the_application(string table)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (one, _, tables) = await TwoTenantsWithARowInEveryTableAsync(ledger);

        (await RefusalAsync(ledger, one, tables.Single(t => t.Name == table).InsertSql, one)).ShouldBeNull("its own rows it may add");
        (await RefusalAsync(ledger, one, $"update {table} set at = at", one)).ShouldBe(NotAllowed);
        (await RefusalAsync(ledger, one, $"delete from {table}", one)).ShouldBe(NotAllowed);
        (await RefusalAsync(ledger, one, $"truncate {table}", one)).ShouldBe(NotAllowed);
    }

    [Fact]
    public async Task The_application_is_no_superuser_bypasses_nothing_and_owns_nothing()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);

        (await ledger.AdminAsync<bool>("select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication from pg_roles where rolname = 'ledger_app'")).ShouldBeFalse();
        (await ledger.AdminAsync<long>("select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = 'ledger_app'")).ShouldBe(0, "roles it could become");
        (await ledger.AdminAsync<long>("select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'ledger_app'")).ShouldBe(0);
    }

    [Theory]
    [InlineData("create table mine (id int)")]
    [InlineData("alter table job disable row level security")]
    [InlineData("drop policy tenant_only on job")]
    [InlineData("create policy all_of_it on job using (true)")]
    [InlineData("set role pg_read_all_data")]
    [InlineData("select * from schema_migration")]
    public async Task The_application_cannot_change_the_schema_or_its_rights(string sql)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var one = await ledger.CreateTenantAsync();

        (await RefusalAsync(ledger, one, sql, one)).ShouldBe(NotAllowed);
    }

    /// <summary>The rows a statement changes, 0 also where it is not allowed at all.</summary>
    private static async Task<int> ChangedAsync(TestLedger ledger, TenantId tenant, string sql, TenantId other)
    {
        try
        {
            return await ledger.InAsync(tenant, t => t.Connection.ExecuteAsync(sql, new { other = other.Value }, t.Transaction));
        }
        catch (PostgresException e) when (e.SqlState == NotAllowed)
        {
            return 0;
        }
    }

    /// <summary>The error a statement ends with; null where it is done.</summary>
    private static async Task<string?> RefusalAsync(TestLedger ledger, TenantId tenant, string sql, TenantId named)
    {
        try
        {
            await ledger.InAsync(tenant, t => t.Connection.ExecuteAsync(sql, new { tenant = named.Value }, t.Transaction));
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    private static async Task<(TenantId One, TenantId Other, List<TenantTable> Tables)> TwoTenantsWithARowInEveryTableAsync(TestLedger ledger)
    {
        var one = await ledger.CreateTenantAsync("One");
        var other = await ledger.CreateTenantAsync("Other");
        var tables = await TenantTable.ListAsync(ledger.Admin, partitions: false, Cancelled);
        tables.Count.ShouldBeGreaterThanOrEqualTo(18);
        await using var admin = await ledger.Admin.OpenConnectionAsync(Cancelled);
        // Rows of one table need not fit those of another here: what is asked is only whose they are.
        await admin.ExecuteAsync("set session_replication_role = replica");
        foreach (var table in tables)
        {
            await admin.ExecuteAsync(table.InsertSql, new { tenant = one.Value });
            await admin.ExecuteAsync(table.InsertSql, new { tenant = other.Value });
        }

        await admin.ExecuteAsync("reset session_replication_role");
        return (one, other, tables);
    }
}
