using System.Text;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Documents;

public sealed class DocumentStoreTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Changes() => new()
    {
        { "nothing", 1 },
        { "status", 1 },
        { "id", 1 },
        { "description", 2 },
        { "amount", 2 },
        { "currency", 2 },
        { "date", 2 },
        { "counterparty", 2 },
        { "category", 2 },
        { "bank account", 2 },
        { "tax code", 2 },
        { "rates", 2 },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_revision_counts_changes_of_content_and_nothing_else(string change, int revision)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var first = TestLedger.Transaction(tenant, "bank-1");
        (await UpsertAsync(ledger, tenant, first)).ShouldBe(UpsertChange.Created);

        var told = await UpsertAsync(ledger, tenant, change switch
        {
            "status" => first with { Status = TransactionStatus.Archived },
            "id" => first with { Id = DocumentId.New() },
            "description" => first with { Description = "Tea" },
            "amount" => first with { Amount = new Money(-129.51m, "EUR") },
            "currency" => first with { Amount = new Money(-129.50m, "SEK") },
            "date" => first with { TransactedOn = first.TransactedOn.AddDays(1) },
            "counterparty" => first with { Counterparty = null },
            "category" => first with { Category = "travel" },
            "bank account" => first with { BankAccount = "card" },
            "tax code" => first with { TaxCode = "standard" },
            "rates" => first with { Rates = new Dictionary<string, decimal> { ["SEK"] = 11.25m } },
            _ => first,
        });

        var found = await FindAsync(ledger, tenant, first.Id);
        found.Revision.ShouldBe(revision);
        told.ShouldBe(revision > 1 || change == "status" ? UpsertChange.Updated : UpsertChange.Unchanged);
        if (change == "status")
        {
            found.Status.ShouldBe(TransactionStatus.Archived, "it is stored all the same");
        }
    }

    [Fact]
    public async Task A_status_that_is_for_new_ones_alone_leaves_what_is_there_as_it_is()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var first = TestLedger.Transaction(tenant, "bank-1") with { Status = TransactionStatus.Excluded };
        (await UpsertAsync(ledger, tenant, first, "bank-1")).ShouldBe(UpsertChange.Created);

        (await UpsertAsync(ledger, tenant, first with { Status = TransactionStatus.Completed }, "bank-1")).ShouldBe(UpsertChange.Unchanged);
        (await UpsertAsync(ledger, tenant, first with { Status = TransactionStatus.Completed, Description = "Tea" }, "bank-1")).ShouldBe(UpsertChange.Updated);

        var found = await FindAsync(ledger, tenant, first.Id);
        (found.Status, found.Description).ShouldBe((TransactionStatus.Excluded, "Tea"));
    }

    [Fact]
    public async Task Many_who_write_the_same_documents_in_any_order_wait_for_each_other_and_never_for_themselves()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var references = Enumerable.Range(0, 200).Select(i => $"bank-{i}").ToArray();
        var ids = (await ledger.InAsync(tenant, t => BankTransactionStore.UpsertAsync(t, [.. references.Select(r => TestLedger.Transaction(tenant, r))], [], Cancelled))).Values.Select(u => u.Id).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(async writer =>
        {
            var random = new Random(writer);
            for (var round = 0; round < 5; round++)
            {
                var documents = references.Select(r => TestLedger.Transaction(tenant, r) with { Description = $"By {writer} in {round}" }).ToArray();
                random.Shuffle(documents);
                var shuffled = ids.ToArray();
                random.Shuffle(shuffled);
                await ledger.InAsync(tenant, t => BankTransactionStore.UpsertAsync(t, documents, [], Cancelled));
                await ledger.InAsync(tenant, t => BankTransactionList.SetStatusAsync(t, shuffled, writer % 2 == 0 ? TransactionStatus.Pending : TransactionStatus.Completed, Cancelled));
                await ledger.InAsync(tenant, t => BankTransactionStore.KeptOutAsync(t, shuffled, Cancelled));
            }
        }));

        await ledger.AdminAsync<object>("select pg_stat_force_next_flush()");
        (await ledger.AdminAsync<long>("select deadlocks from pg_stat_database where datname = current_database()")).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_was_removed_and_is_added_again_is_another_one()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var document = await ledger.ImportAsync(tenant, "bank-1");
        async Task<AttachmentId> AddAsync(string name)
        {
            await ledger.InAsync(tenant, t => AttachmentStore.AddAsync(t, [new NewAttachment(document, name, "image/png", [1, 2, 3])], Cancelled));
            return (await ledger.InAsync(tenant, t => AttachmentStore.ListAsync(t, [document], Cancelled)))[document].ShouldHaveSingleItem().Id;
        }

        var first = await AddAsync("a.png");
        (await AddAsync("b.png")).ShouldBe(first, "it is there");
        await ledger.InAsync(tenant, t => AttachmentStore.DeleteAsync(t, first, TestLedger.Noon, Cancelled));

        var again = await AddAsync("c.png");

        again.ShouldNotBe(first, "what is known of the first one's upload says nothing of this one's");
        (await ledger.InAsync(tenant, t => AttachmentStore.ListAsync(t, [document], Cancelled)))[document].ShouldHaveSingleItem().FileName.ShouldBe("c.png");
    }

    [Fact]
    public async Task What_is_as_it_was_is_not_written()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await UpsertAsync(ledger, tenant, TestLedger.Transaction(tenant, "bank-1"));
        var before = await ledger.AdminAsync<DateTime>("select updated_at from bank_transaction");

        await UpsertAsync(ledger, tenant, TestLedger.Transaction(tenant, "bank-1"));

        (await ledger.AdminAsync<DateTime>("select updated_at from bank_transaction")).ShouldBe(before);
    }

    [Fact]
    public async Task A_transaction_is_read_as_it_was_written()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var written = TestLedger.Transaction(tenant, "bank-1") with
        {
            Description = "Kaffe på Söder — 東京 ☕ 'quoted'",
            Amount = new Money(-922337203685477.0001m, "EUR"),
            BankAccount = "card",
            TaxCode = "standard",
            Rates = new Dictionary<string, decimal> { ["SEK"] = 11.2534567m },
        };
        await UpsertAsync(ledger, tenant, written);

        var read = await FindAsync(ledger, tenant, written.Id);

        read.Rates.ShouldBe(written.Rates);
        (read with { Rates = written.Rates }).ShouldBe(written);
    }

    [Fact]
    public async Task Importing_twice_gives_the_ids_of_the_first_time()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var first = await ledger.ImportAsync(tenant, "bank-1");

        (await ledger.ImportAsync(tenant, "bank-1")).ShouldBe(first);
        (await ledger.InAsync(tenant, t => BankTransactionStore.AllIdsAsync(t, Cancelled))).ShouldBe([first]);
    }

    [Fact]
    public async Task Two_tenants_may_use_the_same_source_reference()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var one = await ledger.CreateTenantAsync();
        var other = await ledger.CreateTenantAsync();

        (await ledger.ImportAsync(one, "bank-1")).ShouldNotBe(await ledger.ImportAsync(other, "bank-1"));
    }

    [Fact]
    public async Task The_same_bytes_are_kept_once_per_tenant_and_attached_once_per_document()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var one = await ledger.ImportAsync(tenant, "bank-1");
        var two = await ledger.ImportAsync(tenant, "bank-2");
        var receipt = Encoding.UTF8.GetBytes("the same receipt");

        await ledger.InAsync(tenant, t => AttachmentStore.AddAsync(t, [Receipt(one, "a.pdf", receipt), Receipt(two, "b.pdf", receipt), Receipt(one, "again.pdf", receipt)], Cancelled));
        await ledger.InAsync(tenant, t => AttachmentStore.AddAsync(t, [Receipt(one, "later.pdf", receipt)], Cancelled));

        (await ledger.AdminAsync<long>("select count(*) from attachment_blob")).ShouldBe(1);
        var files = await ledger.InAsync(tenant, t => AttachmentStore.ListAsync(t, [one, two], Cancelled));
        files[one].ShouldHaveSingleItem().FileName.ShouldBe("a.pdf");
        files[two].ShouldHaveSingleItem().FileName.ShouldBe("b.pdf");
        (await ledger.InAsync(tenant, t => AttachmentStore.ContentAsync(t, files[two].Single().Sha256, Cancelled))).ShouldBe(receipt);
    }

    [Fact]
    public async Task Tenants_do_not_share_bytes()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var one = await ledger.CreateTenantAsync();
        var other = await ledger.CreateTenantAsync();
        var receipt = Encoding.UTF8.GetBytes("the same receipt");
        var document = await ledger.ImportAsync(one, "bank-1");
        await ledger.InAsync(one, t => AttachmentStore.AddAsync(t, [Receipt(document, "a.pdf", receipt)], Cancelled));
        var sha256 = (await ledger.InAsync(one, t => AttachmentStore.ListAsync(t, [document], Cancelled)))[document].Single().Sha256;

        (await ledger.InAsync(other, t => AttachmentStore.ContentAsync(t, sha256, Cancelled))).ShouldBeNull();
        var theirs = await ledger.ImportAsync(other, "bank-1");
        await ledger.InAsync(other, t => AttachmentStore.AddAsync(t, [Receipt(theirs, "a.pdf", receipt)], Cancelled));
        (await ledger.AdminAsync<long>("select count(*) from attachment_blob")).ShouldBe(2);
    }

    private static NewAttachment Receipt(DocumentId document, string name, byte[] content) => new(document, name, "application/pdf", content);

    private static async Task<UpsertChange> UpsertAsync(TestLedger ledger, TenantId tenant, BankTransaction transaction, params string[] keepStatusOf) =>
        (await ledger.InAsync(tenant, t => BankTransactionStore.UpsertAsync(t, [transaction], keepStatusOf, Cancelled)))[transaction.SourceReference].Change;

    private static async Task<BankTransaction> FindAsync(TestLedger ledger, TenantId tenant, DocumentId id) =>
        (await ledger.InAsync(tenant, t => BankTransactionStore.FindAsync(t, [id], Cancelled)))[id];
}
