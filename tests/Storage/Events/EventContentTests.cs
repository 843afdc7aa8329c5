using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Events;

/// <summary>What changes tells of it, with the state that was committed.</summary>
public sealed class EventContentTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_tells_of_every_change_with_its_whole_state()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var document = await ledger.ImportAsync(tenant, "T-1");
        var start = await HeadAsync(ledger, tenant);

        var id = await ledger.InAsync(tenant, t => Mailbox.EnqueueAsync(t, new NewJob(connection, JobKinds.ExportTransactions, JobPriority.Bulk) { Documents = [document] }, Cancelled));
        await ledger.InAsync(tenant, t => JobStore.StartAsync(t, id, TestLedger.Noon, Cancelled));
        await ledger.InAsync(tenant, async t => await JobStore.CancelAsync(t, (await JobStore.FindAsync(t, id, Cancelled))!, "Cancelled.", TestLedger.Noon, Cancelled));
        var job = (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, id, Cancelled)))!;
        await ledger.InAsync(tenant, async t =>
        {
            // The documents after the job: the event has what is committed, whatever the order.
            await JobStore.MoveAsync(t, job, new JobMove(JobEvent.Cancel), TestLedger.Noon, Cancelled);
            await JobStore.CancelDocumentsAsync(t, id, "Cancelled.", Cancelled);
        });

        var events = await SinceAsync(ledger, tenant, start);
        events.ShouldAllBe(e => e.Kind == EventKinds.Job && e.SubjectId == id.Value);
        var payloads = events.ConvertAll(e => JsonDocument.Parse(e.Payload).RootElement);
        payloads.ConvertAll(p => p.GetProperty("status").GetString()).ShouldBe(["available", "running", "running", "cancelled"]);
        payloads.ConvertAll(p => p.GetProperty("cancelRequested").GetBoolean()).ShouldBe([false, false, true, true]);
        payloads.ConvertAll(p => p.GetProperty("progress").GetRawText().Replace(" ", "")).ShouldBe(["{\"open\":1}", "{\"open\":1}", "{\"open\":1}", "{\"cancelled\":1}"]);
        payloads[3].GetProperty("connectionId").GetGuid().ShouldBe(connection.Value);
        payloads[3].GetProperty("kind").GetString().ShouldBe(JobKinds.ExportTransactions);
        payloads[3].GetProperty("total").GetInt32().ShouldBe(1);
        payloads[3].GetProperty("finishedAt").GetDateTimeOffset().ShouldBe(TestLedger.Noon);
        payloads[0].TryGetProperty("finishedAt", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_job_that_is_given_up_with_its_connection_tells_so()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var id = await ledger.InAsync(tenant, t => Mailbox.EnqueueAsync(t, new NewJob(connection, JobKinds.TestConnection, JobPriority.Bulk), Cancelled));
        var start = await HeadAsync(ledger, tenant);

        await ledger.InAsync(tenant, async t =>
        {
            await JobStore.DiscardOpenAsync(t, connection, "revoked", "The consent is gone.", TestLedger.Noon, Cancelled);
            await ConnectionStore.SetStatusAsync(t, connection, ConnectionStatus.Revoked, "The consent is gone.", Cancelled);
        });

        var events = await SinceAsync(ledger, tenant, start);
        events.ConvertAll(e => (e.Kind, e.SubjectId)).ShouldBe([(EventKinds.Connection, connection.Value), (EventKinds.Job, id.Value)]);
        JsonDocument.Parse(events[0].Payload).RootElement.GetProperty("status").GetString().ShouldBe("revoked");
        JsonDocument.Parse(events[1].Payload).RootElement.GetProperty("errorText").GetString().ShouldBe("The consent is gone.");
    }

    [Fact]
    public async Task A_connection_tells_of_connecting_settings_errors_and_their_end()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);

        await ledger.InAsync(tenant, t => ConnectionStore.SetSettingsAsync(t, connection, new ConnectionSettings(), Cancelled));
        await ledger.InAsync(tenant, t => ConnectionStore.NoteErrorAsync(t, connection, "It is down.", TestLedger.Noon, Cancelled));
        await ledger.InAsync(tenant, t => ConnectionStore.ClearErrorsAsync(t, connection, Cancelled));
        await ledger.InAsync(tenant, t => ConnectionStore.ClearErrorsAsync(t, connection, Cancelled));

        var events = await SinceAsync(ledger, tenant, 0);
        events.ShouldAllBe(e => e.Kind == EventKinds.Connection && e.SubjectId == connection.Value);
        events.ConvertAll(e => JsonDocument.Parse(e.Payload).RootElement.GetProperty("errorCount").GetInt32()).ShouldBe([0, 0, 1, 0]);
        JsonDocument.Parse(events[2].Payload).RootElement.GetProperty("lastError").GetString().ShouldBe("It is down.");
        JsonDocument.Parse(events[0].Payload).RootElement.GetProperty("company").GetString().ShouldBe("Harbour Cafe");
    }

    [Fact]
    public async Task Every_line_of_the_log_is_an_event_of_its_own_in_the_order_of_the_calls()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var start = await HeadAsync(ledger, tenant);
        var job = JobId.New();

        await ledger.InAsync(tenant, t => EventStore.AppendLogAsync(
            t,
            connection,
            [.. Enumerable.Range(0, 5).Select(i => new SyncLogLine(TestLedger.Noon, job, $"call {i}", "POST", "/x", 200, "ok", null, TimeSpan.FromMilliseconds(i)))],
            Cancelled));

        var events = await SinceAsync(ledger, tenant, start);
        events.ShouldAllBe(e => e.Kind == EventKinds.SyncLog && e.SubjectId == connection.Value);
        var payloads = events.ConvertAll(e => JsonDocument.Parse(e.Payload).RootElement);
        payloads.ConvertAll(p => p.GetProperty("operation").GetString()).ShouldBe(["call 0", "call 1", "call 2", "call 3", "call 4"]);
        payloads[4].GetProperty("durationMs").GetInt32().ShouldBe(4);
        payloads[4].GetProperty("jobId").GetGuid().ShouldBe(job.Value);
        (await ledger.AdminAsync<long>("select count(*) from sync_log where id = $1", payloads[4].GetProperty("id").GetGuid())).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_rolled_back_tells_nothing()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var start = await HeadAsync(ledger, tenant);

        await Should.ThrowAsync<InvalidOperationException>(ledger.InAsync(tenant, async t =>
        {
            await ConnectionStore.SetStatusAsync(t, connection, ConnectionStatus.Revoked, null, Cancelled);
            throw new InvalidOperationException("The caller's own work failed.");
        }));

        (await SinceAsync(ledger, tenant, start)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cleaning_takes_the_old_events_and_says_how_far_it_went_to_their_tenant_alone()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var other = await ledger.CreateTenantAsync("Other");
        var old = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            await AddAsync(ledger, tenant);
            old.Add(await HeadAsync(ledger, tenant));
        }

        await ledger.AdminAsync<long>("with aged as (update event set at = at - interval '8 days' returning 1) select count(*) from aged");
        await AddAsync(ledger, tenant);
        await AddAsync(ledger, other);
        var cutoff = TimeProvider.System.GetUtcNow().AddDays(-7);

        (await EventStore.CleanAsync(ledger.Database, cutoff, 2, Cancelled)).ShouldBe(2);
        (await ledger.InAsync(tenant, t => EventStore.ExtentAsync(t, Cancelled))).CleanedThrough.ShouldBe(old[1]);
        (await EventStore.CleanAsync(ledger.Database, cutoff, 2, Cancelled)).ShouldBe(1);
        (await EventStore.CleanAsync(ledger.Database, cutoff, 2, Cancelled)).ShouldBe(0);

        var extent = await ledger.InAsync(tenant, t => EventStore.ExtentAsync(t, Cancelled));
        extent.CleanedThrough.ShouldBe(old[2]);
        extent.Head.ShouldBeGreaterThan(old[2]);
        (await SinceAsync(ledger, tenant, 0)).ConvertAll(e => e.Sequence).ShouldBe([extent.Head]);
        (await ledger.InAsync(other, t => EventStore.ExtentAsync(t, Cancelled))).CleanedThrough.ShouldBe(0);
        var heads = await EventStore.HeadsAsync(ledger.Database, [tenant, other, TenantId.New()], Cancelled);
        heads[tenant].ShouldBe(extent.Head);
        heads[other].ShouldBeGreaterThan(extent.Head);
        heads.Values.Count(head => head == 0).ShouldBe(1, "the one without events");
    }

    private static Task AddAsync(TestLedger ledger, TenantId tenant) => ledger.InAsync(tenant, t =>
    {
        t.Events.Add(EventKinds.SyncLog, Guid.NewGuid(), new { });
        return Task.CompletedTask;
    });

    private static async Task<long> HeadAsync(TestLedger ledger, TenantId tenant) => (await ledger.InAsync(tenant, t => EventStore.ExtentAsync(t, Cancelled))).Head;

    private static Task<List<LedgerEvent>> SinceAsync(TestLedger ledger, TenantId tenant, long after) => ledger.InAsync(tenant, t => EventStore.SinceAsync(t, after, 1000, Cancelled));
}
