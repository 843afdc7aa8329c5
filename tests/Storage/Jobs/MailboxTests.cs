using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Jobs;

public sealed class MailboxTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enqueued_job_is_left_for_its_connections_grain_by_the_commit()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);

        var id = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.TestConnection, JobPriority.Interactive));

        (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, id, Cancelled))).ShouldNotBeNull().Status.ShouldBe(JobStatus.Available);
        ledger.Work.ShouldBe([new CommittedWork.Enqueued(connection, id, JobKinds.TestConnection, JobPriority.Interactive)]);
    }

    [Fact]
    public async Task Job_that_is_rolled_back_leaves_no_work()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);

        await Should.ThrowAsync<InvalidOperationException>(ledger.InAsync(tenant, async t =>
        {
            await Mailbox.EnqueueAsync(t, new NewJob(connection, JobKinds.TestConnection, JobPriority.Interactive), Cancelled);
            throw new InvalidOperationException("The caller's own work failed.");
        }));

        (await ledger.AdminAsync<long>("select count(*) from job")).ShouldBe(0);
        ledger.Work.ShouldBeEmpty();
    }

    [Fact]
    public async Task Jobs_of_one_priority_share_their_connection()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var first = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));
        var second = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));

        var order = new List<JobId>();
        for (var turn = 0; turn < 4; turn++)
        {
            var next = (await ledger.InAsync(tenant, t => JobStore.NextAsync(t, connection, TestLedger.Noon, Cancelled)))!.Id;
            await ledger.InAsync(tenant, t => JobStore.StartAsync(t, next, TestLedger.Noon.AddSeconds(turn), Cancelled));
            order.Add(next);
        }

        order.ShouldBe([first, second, first, second]);
    }

    [Fact]
    public async Task The_job_of_the_highest_priority_goes_first_and_of_equals_the_oldest()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var bulk = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));
        var laterBulk = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));
        var automatic = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.AutomaticSync, JobPriority.Automatic));
        var interactive = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.TestConnection, JobPriority.Interactive));

        var order = new List<JobId>();
        while (await ledger.InAsync(tenant, t => JobStore.NextAsync(t, connection, TestLedger.Noon, Cancelled)) is { } next)
        {
            order.Add(next.Id);
            await ledger.InAsync(tenant, async t =>
            {
                await JobStore.StartAsync(t, next.Id, TestLedger.Noon, Cancelled);
                await JobStore.MoveAsync(t, next, new JobMove(JobEvent.Complete), TestLedger.Noon, Cancelled);
            });
        }

        order.ShouldBe([interactive, automatic, bulk, laterBulk]);
    }

    [Fact]
    public async Task A_job_is_not_due_before_its_time()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var at = TestLedger.Noon.AddMinutes(5);
        var id = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk) { NotBefore = at });

        (await ledger.InAsync(tenant, t => JobStore.NextAsync(t, connection, at.AddTicks(-10), Cancelled))).ShouldBeNull();
        (await ledger.InAsync(tenant, t => JobStore.NextAsync(t, connection, at, Cancelled))).ShouldNotBeNull().Id.ShouldBe(id);
        (await ledger.InAsync(tenant, t => JobStore.NextDueAsync(t, connection, TestLedger.Noon, Cancelled))).ShouldBe(at);
    }

    [Fact]
    public async Task An_idle_connection_is_never_due()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);

        (await ledger.InAsync(tenant, t => JobStore.NextAsync(t, connection, TestLedger.Noon, Cancelled))).ShouldBeNull();
        (await ledger.InAsync(tenant, t => JobStore.NextDueAsync(t, connection, TestLedger.Noon, Cancelled))).ShouldBeNull();
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_job_also_when_asked_at_once()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var document = await ledger.ImportAsync(tenant, "bank-1");
        var job = new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk) { IdempotencyKey = "export-march", Documents = [document] };

        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EnqueueAsync(ledger, tenant, job)));

        ids.Distinct().ShouldHaveSingleItem();
        (await ledger.AdminAsync<long>("select count(*) from job")).ShouldBe(1);
        (await ledger.AdminAsync<long>("select count(*) from job_document")).ShouldBe(1);
    }

    [Fact]
    public async Task Tenants_do_not_share_idempotency_keys()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (one, connectionOfOne) = await ConnectedAsync(ledger);
        var (other, connectionOfOther) = await ConnectedAsync(ledger);

        var first = await EnqueueAsync(ledger, one, new NewJob(connectionOfOne, JobKinds.ExportTransactions, JobPriority.Bulk) { IdempotencyKey = "export-march" });
        var second = await EnqueueAsync(ledger, other, new NewJob(connectionOfOther, JobKinds.ExportTransactions, JobPriority.Bulk) { IdempotencyKey = "export-march" });

        second.ShouldNotBe(first);
    }

    [Fact]
    public async Task An_idempotency_key_is_refused_for_other_work()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var other = await ledger.ConnectAsync(tenant, "other-books", "company-9");
        var (one, two) = (await ledger.ImportAsync(tenant, "bank-1"), await ledger.ImportAsync(tenant, "bank-2"));
        var asked = new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk) { IdempotencyKey = "export-march", Documents = [one, two], Payload = """{"force":false}""" };
        var first = await EnqueueAsync(ledger, tenant, asked);

        (await EnqueueAsync(ledger, tenant, asked with { Documents = [two, one], Priority = JobPriority.Interactive })).ShouldBe(first, "the same work");
        foreach (var work in new[]
        {
            asked with { ConnectionId = other }, asked with { Kind = JobKinds.TestConnection }, asked with { Payload = """{"force":true}""" }, asked with { Documents = [one] }, asked with { Asked = "everything" },
        })
        {
            var refused = await Should.ThrowAsync<IdempotencyKeyReusedException>(() => EnqueueAsync(ledger, tenant, work));
            (refused.Key, refused.Job).ShouldBe(("export-march", first));
            refused.Message.ShouldContain("send this one with a key of its own");
        }

        (await ledger.AdminAsync<long>("select count(*) from job")).ShouldBe(1);
    }

    [Fact]
    public async Task A_request_is_known_by_what_was_asked_not_by_what_it_came_to()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var everything = new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk) { IdempotencyKey = "nightly", Asked = "everything" };
        var first = await EnqueueAsync(ledger, tenant, everything with { Documents = [await ledger.ImportAsync(tenant, "bank-1")] });

        (await EnqueueAsync(ledger, tenant, everything with { Documents = [await ledger.ImportAsync(tenant, "bank-2")] })).ShouldBe(first);

        await Should.ThrowAsync<IdempotencyKeyReusedException>(() => EnqueueAsync(ledger, tenant, everything with { Asked = "everything, by force" }));
    }

    [Fact]
    public async Task A_key_of_which_no_request_is_known_gives_its_job_as_it_always_did()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var job = new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk) { IdempotencyKey = "export-march" };
        var first = await EnqueueAsync(ledger, tenant, job);
        await ledger.AdminAsync<Guid>("update job set request_hash = null returning id");

        (await EnqueueAsync(ledger, tenant, job with { Payload = """{"force":true}""" })).ShouldBe(first);
    }

    [Fact]
    public async Task Keys_of_our_own_do_not_meet_those_of_clients_and_make_one_job_whatever_it_comes_to()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var own = new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Automatic) { OwnKey = "automatic-1" };
        var first = await EnqueueAsync(ledger, tenant, own);

        (await EnqueueAsync(ledger, tenant, own with { Documents = [await ledger.ImportAsync(tenant, "bank-1")] })).ShouldBe(first);

        foreach (var key in new[] { "automatic-1", "own:automatic-1" })
        {
            (await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.TestConnection, JobPriority.Interactive) { IdempotencyKey = key })).ShouldNotBe(first);
        }
    }

    [Fact]
    public async Task The_documents_of_a_job_come_in_date_order()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var march = await ledger.ImportAsync(tenant, "march", new DateOnly(2026, 3, 1));
        var january = await ledger.ImportAsync(tenant, "january", new DateOnly(2026, 1, 1));
        var february = await ledger.ImportAsync(tenant, "february", new DateOnly(2026, 2, 1));

        var job = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk) { Documents = [march, january, february] });

        var documents = await ledger.InAsync(tenant, t => JobStore.NextDocumentsAsync(t, job, TestLedger.Noon, 10, Cancelled));
        documents.Select(d => d.DocumentId).ShouldBe([january, february, march]);
    }

    [Fact]
    public async Task A_running_job_gives_way_to_a_higher_priority_and_to_its_own_cancellation()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var id = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));
        var job = (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, id, Cancelled)))!;
        Task<bool> GivesWayAsync() => ledger.InAsync(tenant, t => JobStore.ShouldGiveWayAsync(t, job, TestLedger.Noon, Cancelled));

        (await GivesWayAsync()).ShouldBeFalse();
        await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));
        (await GivesWayAsync()).ShouldBeFalse("an equal waits its turn");
        var command = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.TestConnection, JobPriority.Interactive));
        (await GivesWayAsync()).ShouldBeTrue();
        var waiting = (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, command, Cancelled)))!;
        await ledger.InAsync(tenant, t => JobStore.MoveAsync(t, waiting, new JobMove(JobEvent.Complete), TestLedger.Noon, Cancelled));
        (await GivesWayAsync()).ShouldBeFalse();
        await ledger.InAsync(tenant, t => JobStore.StartAsync(t, id, TestLedger.Noon, Cancelled));
        await ledger.InAsync(tenant, async t => await JobStore.CancelAsync(t, (await JobStore.FindAsync(t, id, Cancelled))!, "Cancelled.", TestLedger.Noon, Cancelled));
        (await GivesWayAsync()).ShouldBeTrue("it is running, and stops at its next safe point");
    }

    [Fact]
    public async Task A_job_that_is_not_running_is_cancelled_at_once()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var running = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));
        var waiting = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));
        await ledger.InAsync(tenant, t => JobStore.StartAsync(t, running, TestLedger.Noon, Cancelled));

        await ledger.InAsync(tenant, async t => await JobStore.CancelAsync(t, (await JobStore.FindAsync(t, waiting, Cancelled))!, "Cancelled.", TestLedger.Noon, Cancelled));

        (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, waiting, Cancelled)))!.Status.ShouldBe(JobStatus.Cancelled);
        var other = (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, running, Cancelled)))!;
        other.Status.ShouldBe(JobStatus.Running);
        other.CancelRequested.ShouldBeFalse();
        (await ledger.InAsync(tenant, t => JobStore.StartAsync(t, waiting, TestLedger.Noon, Cancelled))).ShouldBeFalse("it has ended");
    }

    [Fact]
    public async Task A_job_that_waits_behind_another_says_so()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var first = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));
        var second = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.RefreshTaxCodes, JobPriority.Bulk));
        var third = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.RefreshAccounts, JobPriority.Bulk));

        (await WaitingForAsync(first)).ShouldBeNull();
        (await WaitingForAsync(second)).ShouldBe("Waiting for an earlier job of this connection: export transactions.");
        (await WaitingForAsync(third)).ShouldBe("Waiting for 2 earlier jobs of this connection: export transactions, refresh tax codes.");

        async Task<string?> WaitingForAsync(JobId job) => (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, job, Cancelled)))!.WaitingFor;
    }

    [Fact]
    public async Task A_finished_job_is_moved_no_more()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var id = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));
        var job = (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, id, Cancelled)))!;
        await ledger.InAsync(tenant, t => JobStore.MoveAsync(t, job, new JobMove(JobEvent.Discard, ErrorCode: "revoked", ErrorText: "The consent is gone."), TestLedger.Noon, Cancelled));

        await ledger.InAsync(tenant, async t =>
        {
            await JobStore.StartAsync(t, id, TestLedger.Noon, Cancelled);
            await JobStore.MoveAsync(t, job, new JobMove(JobEvent.Complete), TestLedger.Noon.AddMinutes(1), Cancelled);
            await JobStore.CancelAsync(t, (await JobStore.FindAsync(t, id, Cancelled))!, "Cancelled.", TestLedger.Noon, Cancelled);
        });

        var after = (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, id, Cancelled)))!;
        after.Status.ShouldBe(JobStatus.Discarded);
        after.ErrorCode.ShouldBe("revoked");
        after.FinishedAt.ShouldBe(TestLedger.Noon);
        after.CancelRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task Giving_up_a_connections_work_leaves_its_disconnection_to_be_done()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(ledger);
        var export = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk));
        var disconnect = await EnqueueAsync(ledger, tenant, new NewJob(connection, JobKinds.Disconnect, JobPriority.Interactive));

        var discarded = await ledger.InAsync(tenant, t => JobStore.DiscardOpenAsync(t, connection, "revoked", "The consent is gone.", TestLedger.Noon, Cancelled));

        discarded.ShouldBe([export]);
        (await ledger.InAsync(tenant, t => JobStore.NextAsync(t, connection, TestLedger.Noon, Cancelled))).ShouldNotBeNull().Id.ShouldBe(disconnect);
    }

    [Fact]
    public async Task Only_connections_with_work_that_is_due_are_swept_up()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, due) = await ConnectedAsync(ledger);
        var (later, notYet) = await ConnectedAsync(ledger);
        await EnqueueAsync(ledger, tenant, new NewJob(due, JobKinds.ExportTransactions, JobPriority.Bulk));
        await EnqueueAsync(ledger, later, new NewJob(notYet, JobKinds.ExportTransactions, JobPriority.Bulk) { NotBefore = TestLedger.Noon.AddHours(1) });

        (await SweptAsync(ledger)).ShouldBe([due]);
    }

    [Fact]
    public async Task Connection_whose_slice_runs_is_left_out_until_the_slice_is_overdue_or_a_silo_has_died()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, running) = await ConnectedAsync(ledger);
        var (other, overdue) = await ConnectedAsync(ledger);
        await EnqueueAsync(ledger, tenant, new NewJob(running, JobKinds.ExportTransactions, JobPriority.Bulk));
        await EnqueueAsync(ledger, other, new NewJob(overdue, JobKinds.ExportTransactions, JobPriority.Bulk));
        var epoch = (await ledger.InAsync(tenant, t => ConnectionStore.BeginTurnAsync(t, running, TestLedger.Noon.AddSeconds(1), Cancelled)))!.Connection.Epoch;
        await ledger.InAsync(other, t => ConnectionStore.BeginTurnAsync(t, overdue, TestLedger.Noon, Cancelled));

        (await SweptAsync(ledger)).ShouldBe([overdue]);
        (await SweptAsync(ledger, runningToo: true)).ShouldBe([running, overdue], ignoreOrder: true);

        await ledger.InAsync(tenant, t => ConnectionStore.EndTurnAsync(t, running, epoch, "{}", Cancelled));
        (await SweptAsync(ledger)).ShouldBe([running, overdue], ignoreOrder: true);
    }

    [Fact]
    public async Task Background_work_of_a_paused_connection_is_due_when_the_pause_ends_and_commands_are_due_at_once()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, paused) = await ConnectedAsync(ledger);
        await ledger.InAsync(tenant, async t =>
        {
            var epoch = (await ConnectionStore.FindAsync(t, paused, Cancelled))!.Connection.Epoch;
            var outage = new Outage(TestLedger.Noon, TestLedger.Noon.AddMinutes(1), Tries: 1, "unavailable", "The accounting system is down.", OnWrite: false);
            await ConnectionStore.BeginOutageAsync(t, paused, epoch, outage, TestLedger.Noon, Cancelled);
        });
        await EnqueueAsync(ledger, tenant, new NewJob(paused, JobKinds.ExportTransactions, JobPriority.Bulk));

        (await SweptAsync(ledger)).ShouldBeEmpty();
        (await SweptAsync(ledger, TestLedger.Noon.AddMinutes(1))).ShouldBe([paused]);

        await EnqueueAsync(ledger, tenant, new NewJob(paused, JobKinds.TestConnection, JobPriority.Interactive));
        (await SweptAsync(ledger)).ShouldBe([paused]);
    }

    private static Task<JobId> EnqueueAsync(TestLedger ledger, TenantId tenant, NewJob job) => ledger.InAsync(tenant, t => Mailbox.EnqueueAsync(t, job, Cancelled));

    private static async Task<IEnumerable<ConnectionId>> SweptAsync(TestLedger ledger, DateTimeOffset? asOf = null, bool runningToo = false) =>
        (await ledger.Database.AcrossTenantsAsync<(Guid TenantId, Guid ConnectionId, DateTime DueAt)>(
            "due_connections", new { AsOf = asOf ?? TestLedger.Noon, RunningToo = runningToo, AtMost = 10 }, Cancelled)).Select(f => new ConnectionId(f.ConnectionId));

    private static async Task<(TenantId Tenant, ConnectionId Connection)> ConnectedAsync(TestLedger ledger)
    {
        var tenant = await ledger.CreateTenantAsync();
        return (tenant, await ledger.ConnectAsync(tenant));
    }
}
