using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.SyncRecords;
using OrleansLedger.Storage.Tests.Lists;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.SyncRecords;

public sealed class SyncAttachmentStoreTests(LedgerFixture fixture)
{
    private const string Company = "company-1";

    private static readonly JobId s_first = JobId.New();

    private static readonly JobId s_second = JobId.New();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SyncAttachmentState.Parked, true)]
    [InlineData(SyncAttachmentState.Failed, true)]
    [InlineData(SyncAttachmentState.Removed, true)]
    [InlineData(SyncAttachmentState.Sending, false)]
    [InlineData(SyncAttachmentState.Synced, false)]
    public async Task A_file_that_may_stand_there_is_never_parked(SyncAttachmentState state, bool possible)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var file = await File.MakeAsync(ledger);
        await file.BringToAsync(state);

        await file.ParkAsync(s_second);

        (await file.ReadAsync()).StateValue.ShouldBe(possible ? SyncAttachmentState.Parked : state);
    }

    [Fact]
    public async Task A_file_that_was_parked_or_refused_can_be_sent_and_remembers_how_often_it_was_refused_and_by_which_job_it_was_sent()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var file = await File.MakeAsync(ledger);

        await file.ParkAsync(s_first);
        (await file.ReadAsync()).ShouldSatisfyAllConditions(f => f.ErrorText.ShouldBe("Not taken."), f => f.Attempt.ShouldBe(0), f => f.JobId.ShouldBe(s_first.Value));
        await file.SendAsync(s_first);
        (await file.ReadAsync()).ShouldSatisfyAllConditions(f => f.StateValue.ShouldBe(SyncAttachmentState.Sending), f => f.ErrorText.ShouldBeNull(), f => f.Attempt.ShouldBe(1));
        await file.SettleAsync(SyncAttachmentState.Failed);
        // A call without an answer is no refusal.
        await file.SendAsync(s_second);
        await file.SendAsync(s_second);
        await file.SettleAsync(SyncAttachmentState.Synced);

        (await file.ReadAsync()).ShouldSatisfyAllConditions(
            f => f.StateValue.ShouldBe(SyncAttachmentState.Synced), f => f.Refusals.ShouldBe(1), f => f.Attempt.ShouldBe(3), f => f.JobId.ShouldBe(s_second.Value), f => f.RemoteId.ShouldBe("file-1"));
    }

    [Fact]
    public async Task What_stands_in_the_books_is_retried_for_a_file_that_waits_as_long_as_it_is_wanted_there()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var file = await File.MakeAsync(ledger);
        (await file.RetryableAsync()).ShouldBeEmpty();

        await file.ParkAsync(s_first);
        (await file.RetryableAsync()).ShouldBe([file.Document]);
        await file.SendAsync(s_first);
        (await file.RetryableAsync()).ShouldBeEmpty("it is under way");
        await file.SettleAsync(SyncAttachmentState.Failed);
        (await file.RetryableAsync()).ShouldBe([file.Document]);

        await ledger.ExecuteAsync("update connection set settings = settings || '{\"ExportAttachments\": false}'");
        (await file.RetryableAsync()).ShouldBeEmpty("files are not exported");
        await ledger.ExecuteAsync("update connection set settings = settings || '{\"ExportAttachments\": true}'");
        await ledger.ExecuteAsync("update sync_record set entry = 2");
        (await file.RetryableAsync()).ShouldBeEmpty("it is of an entry that was taken back");
        await ledger.ExecuteAsync("update sync_record set entry = 1");
        await ledger.ExecuteAsync("update attachment set deleted_at = now()");
        (await file.RetryableAsync()).ShouldBeEmpty("it was taken off");
    }

    /// <summary>A file of a document that stands in the books.</summary>
    private sealed class File(TestLedger ledger, TenantId tenant, ConnectionId connection, DocumentId document, AttachmentId attachment)
    {
        public DocumentId Document => document;

        private SyncAttachmentStore Store { get; } = new(connection, Company);

        public static async Task<File> MakeAsync(TestLedger ledger)
        {
            var tenant = await ledger.CreateTenantAsync();
            var connection = await ledger.ConnectAsync(tenant, company: Company);
            await ledger.MakeSyncedAsync(tenant, connection, 2);
            var document = new DocumentId(await ledger.AdminAsync<Guid>("select document_id from sync_record order by entry_key limit 1"));
            await ledger.InAsync(tenant, t => AttachmentStore.AddAsync(t, [new NewAttachment(document, "a.exe", "application/pdf", [1])], Cancelled));
            var attachment = (await ledger.InAsync(tenant, t => AttachmentStore.ListAsync(t, [document], Cancelled)))[document].Single(a => a.FileName == "a.exe").Id;
            return new File(ledger, tenant, connection, document, attachment);
        }

        public async Task BringToAsync(SyncAttachmentState state)
        {
            if (state == SyncAttachmentState.Parked)
            {
                await ParkAsync(s_first);
                return;
            }

            await SendAsync(s_first);
            if (state != SyncAttachmentState.Sending)
            {
                await SettleAsync(state == SyncAttachmentState.Removed ? SyncAttachmentState.Synced : state);
            }

            if (state == SyncAttachmentState.Removed)
            {
                await ledger.InAsync(tenant, t => Store.RemoveAsync(t, attachment, 1, TestLedger.Noon, Cancelled));
            }
        }

        public Task ParkAsync(JobId job) => ledger.InAsync(
            tenant, t => Store.ParkAsync(t, 1, job, [new ParkedAttachment(document, 1, attachment, "a.exe", "not_taken", "Not taken.")], TestLedger.Noon, Cancelled));

        public Task SendAsync(JobId job) => ledger.InAsync(tenant, t => Store.SendAsync(t, 1, job, new SendingAttachment(document, 1, attachment, "a-1.exe"), TestLedger.Noon, Cancelled));

        public Task SettleAsync(SyncAttachmentState state) => ledger.InAsync(
            tenant, t => Store.SettleAsync(t, new SettledAttachment(document, 1, attachment, state, RemoteId: "file-1"), TestLedger.Noon, Cancelled));

        public async Task<SyncAttachment> ReadAsync() =>
            (await ledger.InAsync(tenant, t => Store.ListAsync(t, [document], Cancelled)))[document].Single(a => a.AttachmentId == attachment.Value);

        public Task<IReadOnlyList<DocumentId>> RetryableAsync() =>
            ledger.InAsync(tenant, t => SyncRecordList.RetryableAsync(t, connection, DocumentKinds.BankTransaction, Cancelled));
    }
}
