using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Lists;

public sealed class BankTransactionListTests(LedgerFixture fixture)
{
    private static readonly BankTransactionFilter s_all = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BankTransactionSort.Date, true)]
    [InlineData(BankTransactionSort.Created, false)]
    [InlineData(BankTransactionSort.Amount, true)]
    [InlineData(BankTransactionSort.Amount, false)]
    public async Task Pages_over_ties_meet_each_row_once_in_the_same_order_both_ways(BankTransactionSort by, bool descending)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await ledger.MakeSyncedAsync(tenant, await ledger.ConnectAsync(tenant), 110);
        var order = new Order<BankTransactionSort>(by, descending);

        var forward = await Walk.ForwardAsync(9, request => PageAsync(ledger, tenant, s_all, order, request));
        var backward = await Walk.BackwardAsync(9, request => PageAsync(ledger, tenant, s_all, order, request));

        forward.Select(t => t.Transaction.Id).Distinct().Count().ShouldBe(110);
        forward.Count.ShouldBe(110);
        backward.Select(t => t.Transaction.Id).ShouldBe(forward.Select(t => t.Transaction.Id));
        var values = forward.ConvertAll(t => by switch
        {
            BankTransactionSort.Date => t.Transaction.TransactedOn,
            BankTransactionSort.Created => t.CreatedAt,
            _ => (IComparable)t.Transaction.Amount.Amount,
        });
        values.ShouldBe(descending ? values.OrderDescending() : values.Order());
    }

    [Fact]
    public async Task Transactions_are_filtered_by_status_day_category_currency_and_text()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var plain = TestLedger.Transaction(tenant, "bank-1");
        await ledger.InAsync(tenant, t => BankTransactionStore.UpsertAsync(
            t,
            [
                plain,
                TestLedger.Transaction(tenant, "bank-2") with { Status = TransactionStatus.Excluded, Counterparty = null },
                TestLedger.Transaction(tenant, "bank-3") with { Category = null, Amount = new Money(5, "USD") },
                TestLedger.Transaction(tenant, "bank-4") with { TransactedOn = new DateOnly(2026, 1, 1), Description = "100% wool_socks", Category = "clothes" },
            ],
            [],
            Cancelled));

        (await ReferencesAsync(new() { Statuses = [TransactionStatus.Excluded] })).ShouldBe(["bank-2"]);
        (await ReferencesAsync(new() { To = new DateOnly(2026, 1, 1) })).ShouldBe(["bank-4"]);
        (await ReferencesAsync(new() { From = new DateOnly(2026, 3, 4) })).ShouldBe(["bank-1", "bank-2", "bank-3"], ignoreOrder: true);
        (await ReferencesAsync(new() { Categories = ["clothes", "none-such"] })).ShouldBe(["bank-4"]);
        (await ReferencesAsync(new() { WithoutCategory = true })).ShouldBe(["bank-3"]);
        (await ReferencesAsync(new() { Currencies = ["USD"] })).ShouldBe(["bank-3"]);
        (await ReferencesAsync(new() { Search = "WOOL_" })).ShouldBe(["bank-4"]);
        (await ReferencesAsync(new() { Search = "0% W" })).ShouldBe(["bank-4"]);
        (await ReferencesAsync(new() { Search = "%" })).ShouldBe(["bank-4"], "signs of patterns are letters like others");
        (await ReferencesAsync(new() { Search = "beans & co", Currencies = ["USD"] })).ShouldBe(["bank-3"]);
        (await ReferencesAsync(new() { Search = "K-2" })).ShouldBe(["bank-2"]);
        (await ledger.InAsync(tenant, t => BankTransactionList.CountAsync(t, new() { Search = "bank" }, Cancelled))).ShouldBe(4);

        async Task<List<string>> ReferencesAsync(BankTransactionFilter filter) =>
            (await PageAsync(ledger, tenant, filter, BankTransactionList.NewestFirst, PageRequest.Forward(10))).Items.Select(t => t.Transaction.SourceReference).ToList();
    }

    [Fact]
    public async Task Transactions_are_filtered_by_what_they_are_in_the_books_of_the_company_connected_now()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        await ledger.MakeSyncedAsync(tenant, connection, 6, "row");
        await ledger.ImportAsync(tenant, "never-sent");
        await StateAsync("row-1", "failed");
        await StateAsync("row-2", "parked");
        await ledger.ExecuteAsync("update sync_record set remote_company_id = 'company-0' where remote_id = 'remote-row-3'");
        // Booked, then taken back: the latest entry is the reversal.
        await ledger.ExecuteAsync(
            """
            insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, remote_id, updated_at)
            select gen_random_uuid(), tenant_id, connection_id, remote_company_id, document_kind, document_id, 2, 'reversal', 'OL2', 'synced', 1, 'remote', now()
            from sync_record where remote_id = 'remote-row-4'
            """);

        (await ReferencesAsync(ExportState.Failed)).ShouldBe(["row-1"]);
        (await ReferencesAsync(ExportState.Parked)).ShouldBe(["row-2"]);
        (await ReferencesAsync(ExportState.Sending)).ShouldBeEmpty();
        (await ReferencesAsync(ExportState.Synced)).ShouldBe(["row-5", "row-6"], ignoreOrder: true);
        (await ReferencesAsync(ExportState.NotExported)).ShouldBe(["never-sent", "row-3", "row-4"], ignoreOrder: true);

        Task StateAsync(string reference, string state) => ledger.ExecuteAsync("update sync_record set state = $2 where remote_id = 'remote-' || $1", reference, state);

        async Task<List<string>> ReferencesAsync(ExportState state) =>
            (await PageAsync(ledger, tenant, new() { Export = new(connection, state) }, BankTransactionList.NewestFirst, PageRequest.Forward(10)))
            .Items.Select(t => t.Transaction.SourceReference).ToList();
    }

    [Fact]
    public async Task Setting_a_status_changes_what_there_is_and_names_what_there_is_not()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, stranger) = (await ledger.CreateTenantAsync(), await ledger.CreateTenantAsync());
        var (one, two) = (await ledger.ImportAsync(tenant, "bank-1"), await ledger.ImportAsync(tenant, "bank-2"));
        var (foreign, unknown) = (await ledger.ImportAsync(stranger, "bank-1"), DocumentId.New());

        var missing = await ledger.InAsync(tenant, t => BankTransactionList.SetStatusAsync(t, [one, unknown, foreign], TransactionStatus.Archived, Cancelled));

        missing.ShouldBe([unknown, foreign]);
        var rows = await ledger.InAsync(tenant, t => BankTransactionList.FindAsync(t, [one, two, foreign], Cancelled));
        rows[one].Transaction.Status.ShouldBe(TransactionStatus.Archived);
        rows[two].Transaction.Status.ShouldBe(TransactionStatus.Completed);
        rows.Keys.ShouldNotContain(foreign);
        (await ledger.InAsync(stranger, t => BankTransactionList.FindAsync(t, [foreign], Cancelled)))[foreign].Transaction.Status.ShouldBe(TransactionStatus.Completed);
    }

    [Fact]
    public async Task Attachments_of_many_documents_come_without_their_bytes_and_one_comes_with_them_to_its_own_tenant_only()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, stranger) = (await ledger.CreateTenantAsync(), await ledger.CreateTenantAsync());
        var (one, two) = (await ledger.ImportAsync(tenant, "bank-1"), await ledger.ImportAsync(tenant, "bank-2"));
        await ledger.InAsync(tenant, t => AttachmentStore.AddAsync(
            t, [new(one, "a.pdf", "application/pdf", [1, 2, 3]), new(two, "b.png", "image/png", [4])], Cancelled));

        var files = await ledger.InAsync(tenant, t => AttachmentList.OfDocumentsAsync(t, [one, two], Cancelled));
        var id = files[one].ShouldHaveSingleItem().Id;

        files[two].ShouldHaveSingleItem().FileName.ShouldBe("b.png");
        (await ledger.InAsync(tenant, t => AttachmentList.ContentAsync(t, id, Cancelled))).ShouldNotBeNull().Content.ShouldBe([1, 2, 3]);
        (await ledger.InAsync(stranger, t => AttachmentList.ContentAsync(t, id, Cancelled))).ShouldBeNull();
        (await ledger.InAsync(stranger, t => AttachmentList.OfDocumentsAsync(t, [one, two], Cancelled))).ShouldBeEmpty();
    }

    private static Task<Page<ListedTransaction>> PageAsync(
        TestLedger ledger, TenantId tenant, BankTransactionFilter filter, Order<BankTransactionSort> order, PageRequest request) =>
        ledger.InAsync(tenant, t => BankTransactionList.PageAsync(t, filter, order, request, Cancelled));
}
