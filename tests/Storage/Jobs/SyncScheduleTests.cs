using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Jobs;

/// <summary>When automatic syncs are due.</summary>
public sealed class SyncScheduleTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SyncFrequency.Manual, false)]
    [InlineData(SyncFrequency.RealTime, true)]
    [InlineData(SyncFrequency.Hourly, true)]
    [InlineData(SyncFrequency.Daily, true)]
    [InlineData(SyncFrequency.Weekly, true)]
    public async Task First_sync_is_due_at_once_unless_the_connection_is_synced_by_hand(SyncFrequency frequency, bool due)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        await ledger.InAsync(tenant, t => ConnectionStore.ScheduleSyncAsync(t, connection, SyncFrequency.Daily, TestLedger.Noon, Cancelled));
        ledger.Work.Clear();

        await ledger.InAsync(tenant, t => ConnectionStore.ScheduleSyncAsync(t, connection, frequency, TestLedger.Noon, Cancelled));

        var bucket = await ledger.AdminAsync<int>("select schedule_bucket from connection where id = $1", connection.Value);
        (await DueAsync(ledger, bucket, TestLedger.Noon)).ShouldBe(due ? [connection] : []);
        ledger.Work.ShouldBe(due ? [new CommittedWork.SyncDue(bucket)] : []);
    }

    [Fact]
    public async Task Sync_that_is_due_is_taken_once_and_is_due_again_at_the_next_time()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        await ledger.InAsync(tenant, t => ConnectionStore.ScheduleSyncAsync(t, connection, SyncFrequency.Hourly, TestLedger.Noon, Cancelled));

        var hourly = new ConnectionSettings { Frequency = SyncFrequency.Hourly };

        // Missed for three hours: made up for once.
        var now = TestLedger.Noon.AddHours(3);
        (await ledger.InAsync(tenant, t => ConnectionStore.ClaimSyncAsync(t, connection, hourly, TestLedger.Noon, now, Cancelled))).ShouldBeTrue();
        (await ledger.InAsync(tenant, t => ConnectionStore.ClaimSyncAsync(t, connection, hourly, TestLedger.Noon, now, Cancelled))).ShouldBeFalse();

        var next = await NextAsync(ledger, connection);
        next.ShouldBeGreaterThan(now);
        next.ShouldBeLessThanOrEqualTo(now.AddHours(1));
    }

    [Fact]
    public async Task Another_time_zone_moves_the_next_sync_and_leaves_one_that_is_due()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var here = new ConnectionSettings { Frequency = SyncFrequency.Daily };
        await ledger.InAsync(tenant, t => ConnectionStore.ScheduleSyncAsync(t, connection, here.Frequency, TestLedger.Noon, Cancelled));

        await ledger.InAsync(tenant, t => ConnectionStore.MoveSyncAsync(t, connection, here with { TimeZone = "Asia/Tokyo" }, TestLedger.Noon, Cancelled));
        (await NextAsync(ledger, connection)).ShouldBe(TestLedger.Noon);

        await ledger.InAsync(tenant, t => ConnectionStore.ClaimSyncAsync(t, connection, here, TestLedger.Noon, TestLedger.Noon, Cancelled));
        var before = await NextAsync(ledger, connection);
        await ledger.InAsync(tenant, t => ConnectionStore.MoveSyncAsync(t, connection, here with { TimeZone = "Asia/Tokyo" }, TestLedger.Noon, Cancelled));

        // Tokyo is nine hours ahead all year.
        (await NextAsync(ledger, connection)).ShouldBe(before.AddHours(-9));
    }

    [Fact]
    public async Task Hourly_syncs_of_many_connections_are_spread_over_the_hour()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);

        var quarters = await ledger.AdminAsync<int[]>(
            """
            select array_agg(connections order by quarter) from (
                select width_bucket(extract(epoch from next_sync('hourly', gen_random_uuid(), 'UTC', $1) - $1), 0, 3600, 4) as quarter, count(*)::int as connections
                from generate_series(1, 4000) group by 1) q
            """,
            TestLedger.Noon);

        quarters.Length.ShouldBe(4);
        quarters.ShouldAllBe(connections => connections > 800 && connections < 1200);
    }

    // Europe/Stockholm: the clock goes forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00. Pacific/Auckland is 13 h ahead of UTC in March.
    [Theory]
    [InlineData("daily", "UTC", "2026-03-04T12:00:00Z", 1)]
    [InlineData("daily", "Pacific/Auckland", "2026-03-04T12:00:00Z", 1)]
    [InlineData("daily", "Europe/Stockholm", "2026-03-28T12:00:00Z", 1)]
    [InlineData("daily", "Europe/Stockholm", "2026-10-24T12:00:00Z", 1)]
    [InlineData("weekly", "America/Los_Angeles", "2026-03-04T12:00:00Z", 7)]
    public async Task Daily_and_weekly_syncs_run_in_the_night_of_the_tenants_time_zone(string frequency, string zone, string after, int days)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var from = DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture);
        const string Next = "next_sync($1, md5(n::text)::uuid, $2, $3)";

        (await ledger.AdminAsync<bool>(
            $"select bool_and({Next} > $3 and {Next} <= $3 + $4 * interval '25 hours') from generate_series(1, 500) n", frequency, zone, from, days)).ShouldBeTrue();
        // On the day on which 02:00 is skipped, what falls into that hour comes an hour later.
        (await ledger.AdminAsync<bool>(
            $"select bool_and(extract(hour from {Next} at time zone $2) between 2 and 6) from generate_series(1, 500) n", frequency, zone, from)).ShouldBeTrue();
        if (frequency == "weekly")
        {
            (await ledger.AdminAsync<bool>($"select bool_and(extract(isodow from {Next} at time zone $2) = 7) from generate_series(1, 500) n", frequency, zone, from)).ShouldBeTrue();
        }
    }

    private static async Task<IEnumerable<ConnectionId>> DueAsync(TestLedger ledger, int bucket, DateTimeOffset asOf) =>
        (await ledger.Database.AcrossTenantsAsync<(Guid TenantId, Guid ConnectionId, DateTime DueAt)>("due_syncs", new { Bucket = bucket, AsOf = asOf, AtMost = 10 }, Cancelled))
            .Select(due => new ConnectionId(due.ConnectionId));

    private static async Task<DateTimeOffset> NextAsync(TestLedger ledger, ConnectionId connection) =>
        new(await ledger.AdminAsync<DateTime>("select next_sync_at from connection where id = $1", connection.Value), TimeSpan.Zero);
}
