using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Documents;

/// <summary>The documents that a connection's books lack, and how they get into jobs.</summary>
public sealed class DueDocumentTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nothing", false)]
    [InlineData("a file", true)]
    [InlineData("a sent file", false)]
    [InlineData("a file on its way", true)]
    [InlineData("a refused file", false)]
    [InlineData("a parked file", false)]
    [InlineData("a deleted file", false)]
    [InlineData("a file that the connection does not export", false)]
    [InlineData("a new revision", true)]
    [InlineData("an exclusion", false)]
    [InlineData("another company", true)]
    public async Task A_synced_document_is_due_after_a_change_that_the_books_lack(string change, bool due)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var document = await ledger.ImportAsync(tenant, "bank-1");
        await ledger.AdminAsync<object>(
            """
            with made as (
                insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, remote_id, updated_at)
                values (gen_random_uuid(), $1, $2, 'company-1', 'bank_transaction', $3, 1, 'booking', 'OL-1', 'synced', 1, 'r', now()) returning 1)
            select count(*) from made
            """,
            tenant.Value,
            connection.Value,
            document.Value);
        if (change.Contains("file", StringComparison.Ordinal))
        {
            await ledger.InAsync(tenant, t => AttachmentStore.AddAsync(t, [new NewAttachment(document, "a.pdf", "application/pdf", [1])], Cancelled));
        }

        var state = change switch { "a sent file" => "synced", "a file on its way" => "sending", "a refused file" => "failed", "a parked file" => "parked", _ => null };
        if (state is not null)
        {
            await ledger.AdminAsync<object>(
                """
                with made as (
                    insert into sync_attachment (tenant_id, connection_id, remote_company_id, document_id, entry, attachment_id, file_name, state, epoch, updated_at)
                    select tenant_id, $1, 'company-1', document_id, 1, id, file_name, $2, 1, now() from attachment returning 1)
                select count(*) from made
                """,
                connection.Value,
                state);
        }

        await ledger.AdminAsync<object>(change switch
        {
            "a deleted file" => "with d as (update attachment set deleted_at = now() returning 1) select count(*) from d",
            "a file that the connection does not export" => """with d as (update connection set settings = '{"ExportAttachments": false}' returning 1) select count(*) from d""",
            "a new revision" => "with d as (update bank_transaction set revision = 2 returning 1) select count(*) from d",
            "an exclusion" => "with d as (update bank_transaction set revision = 2, status = 'excluded' returning 1) select count(*) from d",
            "another company" => "with d as (update connection set remote_company_id = 'company-2' returning 1) select count(*) from d",
            _ => "select 1::bigint",
        });

        var all = await ledger.InAsync(tenant, t => BankTransactionStore.DueAsync(t, connection, among: null, Cancelled));
        var among = await ledger.InAsync(tenant, t => BankTransactionStore.DueAsync(t, connection, [document], Cancelled));
        var others = await ledger.InAsync(tenant, t => BankTransactionStore.DueAsync(t, connection, [DocumentId.New()], Cancelled));

        all.ShouldBe(due ? [document] : []);
        among.ShouldBe(all);
        others.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_has_a_row_for_every_document_also_for_one_that_does_not_exist()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var document = await ledger.ImportAsync(tenant, "bank-1");
        var unknown = DocumentId.New();

        var job = await ledger.InAsync(tenant, t => Mailbox.EnqueueAsync(
            t, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk) { Documents = [unknown, document, document] }, Cancelled));

        (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, job, Cancelled)))!.Total.ShouldBe(2);
        (await ledger.InAsync(tenant, t => JobStore.ReportAsync(t, job, Cancelled))).Select(row => (row.DocumentId, row.SourceReference))
            .ShouldBe([(document, "bank-1"), (unknown, null)]);
    }

    [Fact]
    public async Task A_mapping_replaces_the_one_of_another_spelling_and_is_removed_by_any()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        Task<IReadOnlyList<MappingRule>> ReadAsync() => ledger.InAsync(tenant, t => AccountStore.ListMappingsAsync(t, connection, Cancelled));
        Task PutAsync(params MappingRule[] rules) => ledger.InAsync(tenant, t => AccountStore.PutMappingsAsync(t, connection, rules, Cancelled));

        await PutAsync(new(MappingKind.Category, "Travel", "a"), new(MappingKind.TaxCode, "Travel", "t"));
        await PutAsync(new MappingRule(MappingKind.Category, "tra\u200Bvel", "b"));

        (await ReadAsync()).ShouldBe([new(MappingKind.Category, "tra\u200Bvel", "b"), new(MappingKind.TaxCode, "Travel", "t")], ignoreOrder: true);
        await ledger.InAsync(tenant, t => AccountStore.RemoveMappingAsync(t, connection, MappingKind.Category, "TRAVEL", Cancelled));
        (await ReadAsync()).ShouldBe([new MappingRule(MappingKind.TaxCode, "Travel", "t")]);
    }
}
