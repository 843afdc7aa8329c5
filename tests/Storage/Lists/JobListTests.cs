using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Lists;

public sealed class JobListTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_are_paged_newest_first_and_filtered_by_connection_status_and_kind()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var (connection, other) = (await ledger.ConnectAsync(tenant), await ledger.ConnectAsync(tenant, "other-books", "company-9"));
        var exports = new List<JobId>();
        for (var i = 0; i < 7; i++)
        {
            exports.Add(await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk)));
        }

        var test = await EnqueueAsync(ledger, tenant, new NewJob(other, JobKinds.TestConnection, JobPriority.Interactive));
        await ledger.InAsync(tenant, t => JobStore.StartAsync(t, exports[2], TestLedger.Noon, Cancelled));
        var stranger = await ledger.CreateTenantAsync();

        (await Walk.ForwardAsync(3, r => PageAsync(new(), r))).Select(j => j.Job.Id).ShouldBe([test, .. Enumerable.Reverse(exports)]);
        (await Walk.BackwardAsync(3, r => PageAsync(new(), r))).Select(j => j.Job.Id).ShouldBe([test, .. Enumerable.Reverse(exports)]);
        (await Walk.ForwardAsync(3, r => PageAsync(new() { ConnectionId = other }, r))).Select(j => j.Job.Id).ShouldBe([test]);
        (await Walk.ForwardAsync(3, r => PageAsync(new() { Kinds = [JobKinds.ExportTransactions] }, r))).Count.ShouldBe(7);
        var running = (await Walk.ForwardAsync(3, r => PageAsync(new() { Statuses = [JobStatus.Running] }, r))).ShouldHaveSingleItem();
        running.Job.Id.ShouldBe(exports[2]);
        running.StartedAt.ShouldBe(TestLedger.Noon);
        (await ledger.InAsync(tenant, t => JobList.CountAsync(t, new(), Cancelled))).ShouldBe(8);
        (await ledger.InAsync(stranger, t => JobList.FindAsync(t, exports, Cancelled))).ShouldBeEmpty();
        (await ledger.InAsync(stranger, t => JobList.CountAsync(t, new() { ConnectionId = connection }, Cancelled))).ShouldBe(0);

        Task<Page<ListedJob>> PageAsync(JobFilter filter, PageRequest request) =>
            ledger.InAsync(tenant, t => JobList.PageAsync(t, filter, JobList.NewestFirst, request, Cancelled));
    }

    [Fact]
    public async Task The_documents_of_a_job_are_paged_counted_by_outcome_and_tell_how_long_it_still_takes()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var documents = new List<DocumentId>();
        for (var i = 0; i < 10; i++)
        {
            documents.Add(await ledger.ImportAsync(tenant, $"bank-{i}", new DateOnly(2026, 1, 1 + i)));
        }

        var job = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk) { Documents = documents });
        var empty = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.TestConnection, JobPriority.Bulk));
        await ledger.InAsync(tenant, t => JobStore.StartAsync(t, job, TestLedger.Noon, Cancelled));
        await ledger.InAsync(tenant, t => JobStore.UpdateDocumentsAsync(
            t,
            job,
            [
                new(1, DocumentOutcome.Synced, true, 1), new(2, DocumentOutcome.Synced, true, 1), new(3, DocumentOutcome.Failed, false, 4, Detail: "The period is locked."),
                new(4, DocumentOutcome.Parked, false, 1), new(5, null, true, 1),
            ],
            Cancelled));

        var all = await Walk.ForwardAsync(3, r => PageAsync(new(), r));
        all.Select(d => d.DocumentId).ShouldBe(documents);
        (await Walk.BackwardAsync(3, r => PageAsync(new(), r))).Select(d => d.DocumentId).ShouldBe(documents);
        all[2].Outcome.ShouldBe(DocumentOutcome.Failed);
        all[2].Detail.ShouldBe("The period is locked.");
        all[2].SourceReference.ShouldBe("bank-2");
        all[2].SettledAt.ShouldNotBeNull();
        all[4].SettledAt.ShouldBeNull("its files are left");
        (await Walk.ForwardAsync(3, r => PageAsync(new() { Outcomes = [DocumentOutcome.Parked] }, r))).Select(d => d.Ordinal).ShouldBe([4]);
        (await Walk.ForwardAsync(3, r => PageAsync(new() { OnlyOpen = true }, r))).Select(d => d.Ordinal).ShouldBe([5, 6, 7, 8, 9, 10]);
        (await ledger.InAsync(tenant, t => JobDocumentList.RetryableAsync(t, job, Cancelled))).ShouldBe([documents[2], documents[3]]);

        var counts = await ledger.InAsync(tenant, t => JobCounts.OfAsync(t, [job, empty], Cancelled));
        (counts[job].Total, counts[job].Open, counts[job].Done, counts[job].Synced, counts[job].Failed, counts[job].Parked).ShouldBe((10, 6, 4, 2, 1, 1));
        counts[job].SettledLastMinute.ShouldBe(4);
        counts[job].Remaining(TestLedger.Noon.AddMinutes(10)).ShouldBe(TimeSpan.FromSeconds(90), "6 at 4 a minute");
        counts[job].Remaining(TestLedger.Noon.AddSeconds(20)).ShouldBe(TimeSpan.FromSeconds(30), "6 at 4 in 20 seconds");
        counts[empty].Total.ShouldBe(0);

        var stranger = await ledger.CreateTenantAsync();
        (await ledger.InAsync(stranger, t => JobCounts.OfAsync(t, [job], Cancelled))).ShouldBeEmpty();
        (await ledger.InAsync(stranger, t => JobDocumentList.RetryableAsync(t, job, Cancelled))).ShouldBeEmpty();
        (await ledger.InAsync(stranger, t => JobDocumentList.CountAsync(t, job, new(), Cancelled))).ShouldBe(0);

        Task<Page<ListedJobDocument>> PageAsync(JobDocumentFilter filter, PageRequest request) =>
            ledger.InAsync(tenant, t => JobDocumentList.PageAsync(t, job, filter, JobDocumentList.InOrder, request, Cancelled));
    }

    private static Task<JobId> EnqueueAsync(TestLedger ledger, TenantId tenant, NewJob job) => ledger.InAsync(tenant, t => Mailbox.EnqueueAsync(t, job, Cancelled));
}
