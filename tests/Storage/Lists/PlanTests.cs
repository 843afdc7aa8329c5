using Dapper;
using OrleansLedger.Domain;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Storage.SyncRecords;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Lists;

/// <summary>What PostgreSQL really read for a page, by its own count in the transaction.</summary>
public sealed class PlanTests(LedgerFixture fixture)
{
    private const int Size = 50;

    private static readonly SyncRecordFilter s_all = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_comes_from_an_index_in_its_order_and_no_more_rows_are_read_than_it_shows()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await FilledAsync(ledger);

        await CheckAsync("sync_record", (t, request) => SyncRecordList.PageAsync(t, s_all, SyncRecordList.NewestFirst, request, Cancelled));
        await CheckAsync("sync_record", (t, request) => SyncRecordList.PageAsync(t, s_all with { ConnectionId = connection }, SyncRecordList.NewestFirst, request, Cancelled));
        await CheckAsync("sync_record", (t, request) => SyncRecordList.PageAsync(t, s_all with { States = [SyncRecordState.Synced] }, SyncRecordList.NewestFirst, request, Cancelled));
        await CheckAsync("bank_transaction", (t, request) => BankTransactionList.PageAsync(t, new(), BankTransactionList.NewestFirst, request, Cancelled));
        await CheckAsync("bank_transaction", (t, request) => BankTransactionList.PageAsync(t, new(), new(BankTransactionSort.Created), request, Cancelled));
        await CheckAsync("job", (t, request) => JobList.PageAsync(t, new(), JobList.NewestFirst, request, Cancelled));
        await CheckAsync("job", (t, request) => JobList.PageAsync(t, new() { ConnectionId = connection }, JobList.NewestFirst, request, Cancelled));
        await CheckAsync("sync_log_default", (t, request) => SyncLogList.PageAsync(t, new(), SyncLogList.NewestFirst, request, Cancelled));
        await CheckAsync("sync_log_default", (t, request) => SyncLogList.PageAsync(t, new() { ConnectionId = connection }, SyncLogList.NewestFirst, request, Cancelled));

        async Task CheckAsync<T>(string table, Func<LedgerTransaction, PageRequest, Task<Page<T>>> page)
        {
            var first = await ReadAsync(PageRequest.Forward(Size));
            var last = await ReadAsync(PageRequest.Back(Size));
            await ReadAsync(PageRequest.Forward(Size, after: first.EndCursor));
            await ReadAsync(PageRequest.Back(Size, before: last.StartCursor));

            Task<Page<T>> ReadAsync(PageRequest request) => ledger.InAsync(tenant, async t =>
            {
                var before = await CountedAsync(t, table);
                var got = await page(t, request);
                var after = await CountedAsync(t, table);
                got.Edges.Count.ShouldBe(Size);
                after.SeqScans.ShouldBe(before.SeqScans, $"{table}: {request}");
                (after.Rows - before.Rows).ShouldBeInRange(Size, Size + 2, $"{table}: {request}");
                return got;
            });
        }
    }

    [Fact]
    public async Task The_few_records_that_failed_are_found_among_the_many_that_did_not_without_reading_those()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await FilledAsync(ledger);
        await ledger.ExecuteAsync("update sync_record set state = 'failed' where id in (select id from sync_record where tenant_id = $1 limit 7)", tenant.Value);
        await ledger.ExecuteAsync("vacuum analyze sync_record");

        var (page, read) = await ledger.InAsync(tenant, async t =>
        {
            var before = await CountedAsync(t, "sync_record");
            var failed = await SyncRecordList.PageAsync(
                t, s_all with { ConnectionId = connection, States = [SyncRecordState.Failed, SyncRecordState.Parked] }, SyncRecordList.NewestFirst, PageRequest.Forward(Size), Cancelled);
            return (failed, (await CountedAsync(t, "sync_record")).Rows - before.Rows);
        });

        page.Edges.Count.ShouldBe(7);
        read.ShouldBeLessThan(20);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(50)]
    public async Task A_page_of_records_with_their_documents_and_files_takes_three_statements_however_long_it_is(int size)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await ledger.MakeSyncedAsync(tenant, await ledger.ConnectAsync(tenant), 60);

        using var statements = new Statements();
        var documents = await ledger.InAsync(tenant, async t =>
        {
            var page = await SyncRecordList.PageAsync(t, s_all, SyncRecordList.NewestFirst, PageRequest.Forward(size), Cancelled);
            var ids = page.Items.Select(r => r.DocumentId).Distinct().ToList();
            await AttachmentList.OfDocumentsAsync(t, ids, Cancelled);
            return await BankTransactionList.FindAsync(t, ids, Cancelled);
        });

        documents.Count.ShouldBe(size);
        statements.Sent.Count.ShouldBe(3, string.Join("\n---\n", statements.Sent));
    }

    /// <summary>What this session has read of the table and not yet handed to the server's statistics: only differences mean something.</summary>
    private static Task<(long SeqScans, long Rows)> CountedAsync(LedgerTransaction transaction, string table) =>
        transaction.Connection.QuerySingleAsync<(long SeqScans, long Rows)>(
            "select seq_scan, coalesce(idx_tup_fetch, 0) + seq_tup_read from pg_stat_xact_user_tables where relname = @table", new { table }, transaction.Transaction);

    private static async Task<(TenantId Tenant, ConnectionId Connection)> FilledAsync(TestLedger ledger)
    {
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        await ledger.MakeSyncedAsync(tenant, connection, 10_000);
        var stranger = await ledger.CreateTenantAsync();
        await ledger.MakeSyncedAsync(stranger, await ledger.ConnectAsync(stranger), 5_000);
        await ledger.ExecuteAsync(
            """
            insert into job (id, tenant_id, connection_id, kind, priority, status, created_at)
            select gen_random_uuid(), $1, $2, 'export_transactions', 0, 'completed', timestamptz '2026-03-04 12:00Z' + i / 10 * interval '1 minute' from generate_series(1, 5000) i
            """,
            tenant.Value,
            connection.Value);
        await ledger.ExecuteAsync(
            """
            insert into sync_log (id, at, tenant_id, connection_id, operation, method, path, status, outcome, duration_ms)
            select gen_random_uuid(), timestamptz '2026-03-04 12:00Z' + i * interval '1 second', $1, $2, 'write', 'POST', '/x', 200, 'ok', 10 from generate_series(1, 5000) i
            """,
            tenant.Value,
            connection.Value);
        await ledger.ExecuteAsync("vacuum analyze job, sync_log, sync_record, bank_transaction");
        return (tenant, connection);
    }
}
