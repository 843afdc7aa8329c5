using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Storage.SyncRecords;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Lists;

public sealed class SyncRecordListTests(LedgerFixture fixture)
{
    private static readonly SyncRecordFilter s_all = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SyncRecordSort.Updated, true)]
    [InlineData(SyncRecordSort.Updated, false)]
    [InlineData(SyncRecordSort.Created, true)]
    public async Task Pages_over_ties_meet_each_row_once_in_the_same_order_both_ways(SyncRecordSort by, bool descending)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        await ledger.MakeSyncedAsync(tenant, connection, 250);
        var order = new Order<SyncRecordSort>(by, descending);

        var forward = await Walk.ForwardAsync(7, request => PageAsync(ledger, tenant, s_all, order, request));
        var backward = await Walk.BackwardAsync(7, request => PageAsync(ledger, tenant, s_all, order, request));

        forward.Select(r => r.Id).Distinct().Count().ShouldBe(250);
        forward.Count.ShouldBe(250);
        backward.Select(r => r.Id).ShouldBe(forward.Select(r => r.Id));
        var sorted = forward.OrderBy(r => by == SyncRecordSort.Updated ? r.UpdatedAt : default).ThenBy(r => r.Id.ToString("N"), StringComparer.Ordinal).Select(r => r.Id).ToList();
        forward.Select(r => r.Id).ShouldBe(descending ? Enumerable.Reverse(sorted) : sorted);
    }

    [Fact]
    public async Task Rows_that_come_and_go_between_pages_make_no_other_row_come_twice_or_be_missed()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        await ledger.MakeSyncedAsync(tenant, connection, 120);
        var before = (await Walk.ForwardAsync(50, request => PageAsync(ledger, tenant, s_all, SyncRecordList.NewestFirst, request))).ConvertAll(r => r.Id);

        var deleted = new HashSet<Guid>();
        var seen = await Walk.ForwardAsync(
            10,
            request => PageAsync(ledger, tenant, s_all, SyncRecordList.NewestFirst, request),
            between: async number =>
            {
                // The row the next page starts from, and one that is still to come; and newer ones come in at the front.
                foreach (var gone in new[] { before[(number * 10) - 1], before[Math.Min((number * 10) + 3, before.Count - 1)] })
                {
                    deleted.Add(gone);
                    await ledger.ExecuteAsync("delete from sync_record where id = $1", gone);
                }

                await ledger.ExecuteAsync(
                    """
                    insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, updated_at)
                    values (gen_random_uuid(), $1, $2, 'company-1', 'bank_transaction', gen_random_uuid(), 1, 'booking', 'OL', 'parked', 1, timestamptz '2026-03-05 12:00Z')
                    """,
                    tenant.Value,
                    connection.Value);
            });

        var ids = seen.ConvertAll(r => r.Id);
        ids.Count.ShouldBe(ids.Distinct().Count(), "none twice");
        before.Except(ids).ShouldBeSubsetOf(deleted, "only what was deleted is missed");
        ids.ShouldBeSubsetOf(before, "what comes in at the front comes before the pages already read");
    }

    [Fact]
    public async Task Two_cursors_enclose_what_stands_between_them()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        await ledger.MakeSyncedAsync(tenant, connection, 30);
        var all = (await PageAsync(ledger, tenant, s_all, SyncRecordList.NewestFirst, PageRequest.Forward(30))).Edges;

        var first = await PageAsync(ledger, tenant, s_all, SyncRecordList.NewestFirst, PageRequest.Forward(3, after: all[4].Cursor, before: all[10].Cursor));
        var last = await PageAsync(ledger, tenant, s_all, SyncRecordList.NewestFirst, PageRequest.Back(3, before: all[10].Cursor, after: all[4].Cursor));
        var whole = await PageAsync(ledger, tenant, s_all, SyncRecordList.NewestFirst, PageRequest.Forward(5, after: all[4].Cursor, before: all[10].Cursor));

        first.Edges.Select(e => e.Cursor).ShouldBe(all.Skip(5).Take(3).Select(e => e.Cursor));
        first.HasNext.ShouldBeTrue();
        last.Edges.Select(e => e.Cursor).ShouldBe(all.Skip(7).Take(3).Select(e => e.Cursor));
        last.HasPrevious.ShouldBeTrue();
        whole.Edges.Count.ShouldBe(5);
        whole.HasNext.ShouldBeFalse();
    }

    [Fact]
    public async Task Records_are_filtered_by_connection_document_state_error_and_time()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var other = await ledger.ConnectAsync(tenant, "other-books", "company-9");
        await ledger.MakeSyncedAsync(tenant, connection, 20);
        await ledger.MakeSyncedAsync(tenant, other, 10, "other", "company-9");
        var failed = (await PageAsync(ledger, tenant, s_all, SyncRecordList.NewestFirst, PageRequest.Forward(1))).Edges[0].Item;
        await ledger.ExecuteAsync("update sync_record set state = 'failed', error_code = 'period_locked', updated_at = timestamptz '2026-06-01 00:00Z' where id = $1", failed.Id);

        (await IdsAsync(new SyncRecordFilter { ConnectionId = connection })).Count.ShouldBe(20);
        (await IdsAsync(new SyncRecordFilter { DocumentId = failed.DocumentId })).ShouldBe([failed.Id]);
        (await IdsAsync(new SyncRecordFilter { States = [SyncRecordState.Failed, SyncRecordState.Parked] })).ShouldBe([failed.Id]);
        (await IdsAsync(new SyncRecordFilter { States = [] })).ShouldBeEmpty();
        (await IdsAsync(new SyncRecordFilter { ErrorCodes = ["period_locked"] })).ShouldBe([failed.Id]);
        (await IdsAsync(new SyncRecordFilter { DocumentKinds = [DocumentKinds.BankTransaction] })).Count.ShouldBe(30);
        (await IdsAsync(new SyncRecordFilter { DocumentKinds = ["invoice"] })).ShouldBeEmpty();
        (await IdsAsync(new SyncRecordFilter { From = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero) })).ShouldBe([failed.Id]);
        (await IdsAsync(new SyncRecordFilter { To = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero) })).Count.ShouldBe(29);
        (await ledger.InAsync(tenant, t => SyncRecordList.CountAsync(t, new SyncRecordFilter { ConnectionId = other }, Cancelled))).ShouldBe(10);

        async Task<List<Guid>> IdsAsync(SyncRecordFilter filter) =>
            (await PageAsync(ledger, tenant, filter, SyncRecordList.NewestFirst, PageRequest.Forward(100))).Items.Select(r => r.Id).ToList();
    }

    [Fact]
    public async Task A_record_comes_with_its_documents_source_reference_and_documents_with_all_their_records()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        await ledger.MakeSyncedAsync(tenant, connection, 3);

        var page = (await PageAsync(ledger, tenant, s_all, SyncRecordList.NewestFirst, PageRequest.Forward(10))).Items.ToList();
        var ofDocuments = await ledger.InAsync(tenant, t => SyncRecordList.OfDocumentsAsync(t, page.ConvertAll(r => r.DocumentId), null, Cancelled));
        var found = await ledger.InAsync(tenant, t => SyncRecordList.FindAsync(t, page.ConvertAll(r => r.Id), Cancelled));

        page.ShouldAllBe(r => r.RemoteId == $"remote-{r.SourceReference}");
        page.ShouldAllBe(r => ofDocuments[r.DocumentId].Single().Id == r.Id && found[r.Id].State == SyncRecordState.Synced);
    }

    [Fact]
    public async Task Only_documents_whose_latest_entry_stands_parked_or_failed_are_retried()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        await ledger.MakeSyncedAsync(tenant, connection, 4);
        var documents = (await PageAsync(ledger, tenant, s_all, SyncRecordList.NewestFirst, PageRequest.Forward(4))).Items.Select(r => r.DocumentId).ToList();
        await ledger.ExecuteAsync("update sync_record set state = 'failed' where document_id = any($1)", new[] { documents[0].Value, documents[1].Value });
        await ledger.ExecuteAsync("update sync_record set state = 'parked' where document_id = $1", documents[2].Value);
        // The failed entry of this one is history: a later one stands.
        await ledger.ExecuteAsync(
            """
            insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, remote_id, updated_at)
            values (gen_random_uuid(), $1, $2, 'company-1', 'bank_transaction', $3, 2, 'booking', 'OL2', 'synced', 1, 'remote', now())
            """,
            tenant.Value,
            connection.Value,
            documents[1].Value);
        // And this one belongs to a company that was connected before.
        await ledger.ExecuteAsync(
            """
            insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, updated_at)
            values (gen_random_uuid(), $1, $2, 'company-0', 'bank_transaction', $3, 1, 'booking', 'OL0', 'failed', 1, now())
            """,
            tenant.Value,
            connection.Value,
            documents[3].Value);

        (await ledger.InAsync(tenant, t => SyncRecordList.RetryableAsync(t, connection, DocumentKinds.BankTransaction, Cancelled)))
            .ShouldBe([documents[0], documents[2]], ignoreOrder: true);
    }

    [Fact]
    public async Task Another_tenants_records_are_never_seen_whatever_is_asked()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        await ledger.MakeSyncedAsync(tenant, connection, 5);
        var own = (await PageAsync(ledger, tenant, s_all, SyncRecordList.NewestFirst, PageRequest.Forward(5))).Edges;
        var (stranger, _) = await ConnectedAsync(ledger);

        (await PageAsync(ledger, stranger, s_all, SyncRecordList.NewestFirst, PageRequest.Forward(5))).Edges.ShouldBeEmpty();
        (await PageAsync(ledger, stranger, s_all, SyncRecordList.NewestFirst, PageRequest.Forward(5, after: own[0].Cursor))).Edges.ShouldBeEmpty("a cursor gives no rights");
        (await PageAsync(ledger, stranger, new SyncRecordFilter { ConnectionId = connection }, SyncRecordList.NewestFirst, PageRequest.Forward(5))).Edges.ShouldBeEmpty();
        (await ledger.InAsync(stranger, t => SyncRecordList.CountAsync(t, s_all, Cancelled))).ShouldBe(0);
        (await ledger.InAsync(stranger, t => SyncRecordList.OfDocumentsAsync(t, [own[0].Item.DocumentId], null, Cancelled))).ShouldBeEmpty();
        (await ledger.InAsync(stranger, t => SyncRecordList.FindAsync(t, [own[0].Item.Id], Cancelled))).ShouldBeEmpty();
        (await ledger.InAsync(stranger, t => SyncRecordList.RetryableAsync(t, connection, DocumentKinds.BankTransaction, Cancelled))).ShouldBeEmpty();
    }

    private static Task<Page<ListedSyncRecord>> PageAsync(TestLedger ledger, TenantId tenant, SyncRecordFilter filter, Order<SyncRecordSort> order, PageRequest request) =>
        ledger.InAsync(tenant, t => SyncRecordList.PageAsync(t, filter, order, request, Cancelled));

    private static async Task<(TenantId Tenant, ConnectionId Connection)> ConnectedAsync(TestLedger ledger)
    {
        var tenant = await ledger.CreateTenantAsync();
        return (tenant, await ledger.ConnectAsync(tenant));
    }
}
