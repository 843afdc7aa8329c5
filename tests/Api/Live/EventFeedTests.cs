using System.Diagnostics;
using Npgsql;
using OrleansLedger.Api.Live;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Events;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Live;

public sealed class EventFeedTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_subscriber_hears_every_event_once_and_in_order_whoever_writes_at_once()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await using var first = await ledger.ListenAsync(tenant);
        await using var second = await ledger.ListenAsync(tenant);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ledger.AppendAsync(tenant, 1, 20)));

        var stored = (await ledger.StoredAsync(tenant)).ConvertAll(e => e.Sequence);
        stored.Count.ShouldBe(120);
        (await first.TakeAsync(120)).ConvertAll(e => e.Sequence).ShouldBe(stored);
        (await second.TakeAsync(120)).ConvertAll(e => e.Sequence).ShouldBe(stored);
    }

    [Fact]
    public async Task Without_a_cursor_it_begins_now()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await ledger.AppendAsync(tenant, "before");

        await using var listener = await ledger.ListenAsync(tenant);
        await ledger.AppendAsync(tenant, "between opening and reading");

        (await listener.TextsAsync(1)).ShouldBe(["between opening and reading"]);
        listener.After.ShouldBe((await ledger.StoredAsync(tenant))[0].Sequence);
    }

    [Fact]
    public async Task Subscribing_as_one_enumeration_leaves_when_it_is_disposed_of()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await ledger.AppendAsync(tenant, 1, 3);
        var heard = new List<string>();

        await foreach (var happened in ledger.Feed.SubscribeAsync(tenant, new EventFilter(), afterSequence: 0, Cancelled))
        {
            heard.Add(happened.Payload.Trim('"'));
            if (heard.Count == 3)
            {
                break;
            }
        }

        heard.ShouldBe(["1", "2", "3"]);
        ledger.Feed.Readers.ShouldBe(0);
    }

    [Theory]
    [InlineData(512, 500, "from memory")]
    [InlineData(3, 500, "from the table")]
    [InlineData(3, 2, "from the table, in many batches")]
    public async Task Who_comes_back_gets_what_it_missed_then_what_happens_without_gap_or_repetition(int recent, int batch, string way)
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture, new LiveOptions { LookEvery = TimeSpan.FromMilliseconds(20), RecentEvents = recent, BatchSize = batch });
        var tenant = await ledger.CreateTenantAsync();
        await using var stays = await ledger.ListenAsync(tenant);
        long seen;
        await using (var leaves = await ledger.ListenAsync(tenant))
        {
            await ledger.AppendAsync(tenant, 1, 5);
            seen = (await leaves.TakeAsync(2))[^1].Sequence;
        }

        await ledger.AppendAsync(tenant, 6, 40);
        await stays.TakeAsync(40);
        // It goes on happening while the one who comes back catches up.
        var writing = ledger.AppendAsync(tenant, 41, 120);
        await using var back = await ledger.ListenAsync(tenant, after: seen);
        var heard = await back.TextsAsync(118);
        await writing;

        heard.ShouldBe([.. Enumerable.Range(3, 118).Select(i => $"{i}")], way);
        await ledger.AppendAsync(tenant, "121");
        (await back.TextsAsync(1)).ShouldBe(["121"]);
    }

    [Fact]
    public async Task A_cursor_from_another_process_that_was_faster_repeats_nothing()
    {
        var clock = new ManualTimeProvider();
        await using var ledger = await LiveLedger.CreateAsync(fixture, new LiveOptions { LookEvery = TimeSpan.FromMinutes(1) }, clock: clock);
        var tenant = await ledger.CreateTenantAsync();
        await using var slow = await ledger.ListenAsync(tenant);
        // The reader here does not hear of these before its clock moves: somebody else does.
        await ledger.AppendAsync(tenant, 1, 3);
        var stored = await ledger.StoredAsync(tenant);

        await using var back = await ledger.ListenAsync(tenant, after: stored[1].Sequence);
        await using var another = await ledger.ListenAsync(tenant, after: stored[0].Sequence - 1);
        (await another.IsNextThereAsync(TimeSpan.Zero)).ShouldBeFalse("nobody has announced anything");
        clock.Advance(TimeSpan.FromMinutes(1));

        (await back.TextsAsync(1)).ShouldBe(["3"]);
        (await another.TextsAsync(3)).ShouldBe(["1", "2", "3"]);
        (await slow.TextsAsync(3)).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task A_lower_sequence_that_commits_late_is_heard_and_first()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await using var listener = await ledger.ListenAsync(tenant);
        await using var connection = await ledger.Application.OpenConnectionAsync(Cancelled);
        await using var late = await connection.BeginTransactionAsync(Cancelled);
        await using (var insert = new NpgsqlCommand(
            "select set_config('ledger.tenant', @tenant::text, true); insert into event (tenant_id, kind, subject_id, payload) values (@tenant, 'sync_log', @tenant, '\"lower\"')", connection, late))
        {
            insert.Parameters.AddWithValue("tenant", tenant.Value);
            await insert.ExecuteNonQueryAsync(Cancelled);
        }

        var higher = ledger.AppendAsync(tenant, "higher");
        await Eventually.HoldsAsync(
            "the second transaction waits for the first",
            async () => await ledger.AdminAsync<long>(
                "select count(*) from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and l.locktype = 'advisory' and not l.granted") == 1,
            Cancelled);
        (await listener.IsNextThereAsync(TimeSpan.Zero)).ShouldBeFalse();
        await late.CommitAsync(Cancelled);
        await higher;

        (await listener.TextsAsync(2)).ShouldBe(["lower", "higher"]);
    }

    [Fact]
    public async Task A_slow_subscriber_of_states_gets_only_the_newest_of_each_subject()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture, new LiveOptions { LookEvery = TimeSpan.FromMilliseconds(20), QueueCapacity = 4 });
        var tenant = await ledger.CreateTenantAsync();
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        await using var slow = await ledger.ListenAsync(tenant, EventFilter.JobsChanged);
        await using var quick = await ledger.ListenAsync(tenant);

        await ledger.AppendAsync(tenant, 1, 20, EventKinds.Job, one);
        await ledger.AppendAsync(tenant, 21, 40, EventKinds.Job, other);
        await ledger.AppendAsync(tenant, 41, 41, EventKinds.Job, one);
        await ledger.AppendAsync(tenant, 42, 42);
        await Eventually.HoldsAsync("the last event has been handed out", async () => (await quick.TakeAsync(1))[0].Payload == "\"42\"", Cancelled);

        (await slow.TextsAsync(2)).ShouldBe(["40", "41"]);
    }

    [Fact]
    public async Task A_slow_subscriber_of_the_log_gets_an_end_that_says_where_to_resume_and_loses_nothing()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture, new LiveOptions { LookEvery = TimeSpan.FromMilliseconds(20), QueueCapacity = 10 });
        var tenant = await ledger.CreateTenantAsync();
        await using var slow = await ledger.ListenAsync(tenant, EventFilter.SyncLogged());
        await using var state = await ledger.ListenAsync(tenant, EventFilter.JobsChanged);

        await ledger.AppendAsync(tenant, 1, 30);
        await ledger.AppendAsync(tenant, "over", EventKinds.Job);
        await state.TakeAsync(1);

        (await slow.TextsAsync(10)).ShouldBe([.. Enumerable.Range(1, 10).Select(i => $"{i}")]);
        var end = await Should.ThrowAsync<SubscriptionEndedException>(slow.TakeAsync(1));
        end.Code.ShouldBe("subscriber_too_slow");
        await using var again = await ledger.ListenAsync(tenant, EventFilter.SyncLogged(), end.ResumeAfter);
        (await again.TextsAsync(20)).ShouldBe([.. Enumerable.Range(11, 20).Select(i => $"{i}")]);
    }

    [Fact]
    public async Task A_subscriber_hears_what_it_asked_for_and_nothing_else()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var job = JobId.New();
        var connection = ConnectionId.New();
        await using var progress = await ledger.ListenAsync(tenant, EventFilter.JobProgress(job));
        await using var log = await ledger.ListenAsync(tenant, EventFilter.SyncLogged(connection));
        await using var where = await ledger.ListenAsync(tenant, new EventFilter { Where = e => e.Payload.Contains("special") });

        await ledger.AppendAsync(tenant, "another job", EventKinds.Job);
        await ledger.AppendAsync(tenant, "the connection's state", EventKinds.Connection, connection.Value);
        await ledger.AppendAsync(tenant, "a line", EventKinds.SyncLog, connection.Value);
        await ledger.AppendAsync(tenant, "special", EventKinds.Connection);
        await ledger.AppendAsync(tenant, "the job", EventKinds.Job, job.Value);

        (await progress.TextsAsync(1)).ShouldBe(["the job"]);
        (await log.TextsAsync(1)).ShouldBe(["a line"]);
        (await where.TextsAsync(1)).ShouldBe(["special"]);
    }

    [Fact]
    public async Task A_tenant_never_hears_another_even_of_the_same_subject()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture, new LiveOptions { LookEvery = TimeSpan.FromMilliseconds(20), RecentEvents = 2, BatchSize = 2 });
        var tenant = await ledger.CreateTenantAsync();
        var other = await ledger.CreateTenantAsync("Other");
        var subject = Guid.NewGuid();
        await ledger.AppendAsync(other, 1, 5, subject: subject);
        await using var live = await ledger.ListenAsync(tenant, new EventFilter { Subject = subject });
        await using var resumed = await ledger.ListenAsync(tenant, new EventFilter { Subject = subject }, after: 0);
        await using var others = await ledger.ListenAsync(other, after: 0);

        await ledger.AppendAsync(other, 6, 10, subject: subject);
        await ledger.AppendAsync(tenant, "own", subject: subject);

        (await live.TextsAsync(1)).ShouldBe(["own"]);
        (await resumed.TextsAsync(1)).ShouldBe(["own"]);
        (await others.TextsAsync(10)).ShouldBe([.. Enumerable.Range(1, 10).Select(i => $"{i}")]);
    }

    [Fact]
    public async Task A_cursor_whose_events_were_cleaned_away_is_refused_and_one_at_their_end_is_good()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await ledger.AppendAsync(tenant, 1, 4);
        var stored = await ledger.StoredAsync(tenant);
        await ledger.AdminAsync<long>($"with aged as (update event set at = at - interval '8 days' where sequence <= {stored[2].Sequence} returning 1) select count(*) from aged");
        await EventStore.CleanAsync(ledger.Database, TimeProvider.System.GetUtcNow().AddDays(-7), 100, Cancelled);

        (await Should.ThrowAsync<SubscriptionEndedException>(ledger.ListenAsync(tenant, after: stored[1].Sequence))).Code.ShouldBe("cursor_expired");
        (await Should.ThrowAsync<SubscriptionEndedException>(ledger.ListenAsync(tenant, after: stored[3].Sequence + 1))).Code.ShouldBe("cursor_unknown");
        await using var good = await ledger.ListenAsync(tenant, after: stored[2].Sequence);
        (await good.TextsAsync(1)).ShouldBe(["4"]);
    }

    [Fact]
    public async Task Many_subscribers_cost_the_database_no_more_than_one()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture, new LiveOptions { LookEvery = TimeSpan.FromMinutes(1) }, clock: new ManualTimeProvider());
        var tenant = await ledger.CreateTenantAsync();
        await ledger.AppendAsync(tenant, 1, 10);
        var stored = await ledger.StoredAsync(tenant);
        var statements = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TagObjects.Any(tag => ledger.Name.Equals(tag.Value)))
                {
                    Interlocked.Increment(ref statements);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await using var first = await ledger.ListenAsync(tenant);
        var forOne = Volatile.Read(ref statements);
        forOne.ShouldBeGreaterThan(0, "the counting works");
        var others = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => ledger.ListenAsync(tenant, after: i % 2 == 0 ? null : stored[i % 10].Sequence)));

        Volatile.Read(ref statements).ShouldBe(forOne);
        foreach (var other in others)
        {
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_last_one_to_leave_ends_the_reader_and_the_looking()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var other = await ledger.CreateTenantAsync("Other");
        var first = await ledger.ListenAsync(tenant);
        var second = await ledger.ListenAsync(tenant);
        var third = await ledger.ListenAsync(other);
        ledger.Feed.Readers.ShouldBe(2);

        await first.DisposeAsync();
        ledger.Feed.Readers.ShouldBe(2);
        await second.DisposeAsync();
        ledger.Feed.Readers.ShouldBe(1);
        ledger.Feed.Looks.ShouldBeTrue();
        await third.DisposeAsync();

        ledger.Feed.Readers.ShouldBe(0);
        ledger.Feed.Looks.ShouldBeFalse();
        (await ledger.AdminAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and usename = 'ledger_app' and state <> 'idle'")).ShouldBe(0);
        await ledger.AppendAsync(tenant, "nobody hears this");
        await using var again = await ledger.ListenAsync(tenant);
        await ledger.AppendAsync(tenant, "but this");
        (await again.TextsAsync(1)).ShouldBe(["but this"]);
    }

    [Fact]
    public async Task Leaving_twice_leaves_once()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await using var stays = await ledger.ListenAsync(tenant);
        var leaves = await ledger.ListenAsync(tenant);

        await leaves.DisposeAsync();
        await leaves.DisposeAsync();

        ledger.Feed.Readers.ShouldBe(1);
        await ledger.AppendAsync(tenant, "still here");
        (await stays.TextsAsync(1)).ShouldBe(["still here"]);
    }

    [Fact]
    public async Task Sessions_that_the_database_breaks_off_are_made_anew_and_nothing_is_lost()
    {
        await using var ledger = await LiveLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await using var listener = await ledger.ListenAsync(tenant);
        await ledger.AppendAsync(tenant, "1");
        (await listener.TextsAsync(1)).ShouldBe(["1"]);

        await ledger.AdminAsync<long>("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and usename = 'ledger_app'");
        await ledger.AppendAsync(tenant, "2");

        (await listener.TextsAsync(1)).ShouldBe(["2"]);
    }
}
