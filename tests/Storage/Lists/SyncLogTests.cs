using OrleansLedger.Domain;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Lists;

public sealed class SyncLogTests(LedgerFixture fixture)
{
    private static readonly DateTimeOffset s_april = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_log_is_paged_newest_first_across_its_months_and_filtered()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await ledger.ExecuteAsync("select make_sync_log_partition(date '2026-04-01')");
        var tenant = await ledger.CreateTenantAsync();
        var (connection, other) = (await ledger.ConnectAsync(tenant), await ledger.ConnectAsync(tenant, "other-books", "company-9"));
        var job = JobId.New();
        await LogAsync(ledger, tenant, connection, Enumerable.Range(0, 20).Select(i => Line(s_april.AddHours(i - 10), i % 2 == 0 ? job : null, i % 5 == 0 ? "refused" : "ok")));
        await LogAsync(ledger, tenant, other, [Line(s_april, null, "ok") with { Operation = "read_accounts" }]);

        var forward = await Walk.ForwardAsync(4, r => PageAsync(new(), r));
        forward.Count.ShouldBe(21);
        forward.Select(l => l.At).ShouldBe(forward.Select(l => l.At).OrderDescending());
        forward.Select(l => l.Id).Distinct().Count().ShouldBe(21);
        (await Walk.BackwardAsync(4, r => PageAsync(new(), r))).Select(l => l.Id).ShouldBe(forward.Select(l => l.Id));
        (await CountAsync(new() { ConnectionId = other })).ShouldBe(1);
        (await CountAsync(new() { JobId = job })).ShouldBe(10);
        (await CountAsync(new() { Operations = ["read_accounts"] })).ShouldBe(1);
        (await CountAsync(new() { Outcomes = ["refused"] })).ShouldBe(4);
        (await CountAsync(new() { From = s_april })).ShouldBe(11);
        (await CountAsync(new() { To = s_april })).ShouldBe(10);
        var stranger = await ledger.CreateTenantAsync();
        (await ledger.InAsync(stranger, t => SyncLogList.CountAsync(t, new() { JobId = job }, Cancelled))).ShouldBe(0);

        Task<Page<SyncLogEntry>> PageAsync(SyncLogFilter filter, PageRequest request) =>
            ledger.InAsync(tenant, t => SyncLogList.PageAsync(t, filter, SyncLogList.NewestFirst, request, Cancelled));

        async Task<int> CountAsync(SyncLogFilter filter)
        {
            var walked = await Walk.ForwardAsync(3, r => PageAsync(filter, r));
            (await ledger.InAsync(tenant, t => SyncLogList.CountAsync(t, filter, Cancelled))).ShouldBe(walked.Count);
            return walked.Count;
        }
    }

    [Fact]
    public async Task Stats_sum_up_the_calls_and_the_records_of_a_period()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var (connection, other) = (await ledger.ConnectAsync(tenant), await ledger.ConnectAsync(tenant, "other-books", "company-9"));
        await LogAsync(ledger, tenant, connection, Enumerable.Range(1, 100).Select(i => Line(s_april.AddHours(i > 50 ? 24 : 0), null, i > 90 ? "no_answer" : "ok") with { Duration = TimeSpan.FromMilliseconds(i) }));
        await LogAsync(ledger, tenant, other, [Line(s_april, null, "ok") with { Duration = TimeSpan.FromSeconds(9) }]);
        await LogAsync(ledger, tenant, connection, [Line(s_april.AddMonths(1), null, "ok")]);
        await ledger.MakeSyncedAsync(tenant, connection, 10);
        await ledger.ExecuteAsync("update sync_record set updated_at = $1, state = case when remote_id like '%1' then 'failed' else state end", s_april);

        var stats = await ledger.InAsync(tenant, t => SyncStats.OfAsync(t, connection, s_april, s_april.AddMonths(1), Cancelled));

        stats.Calls.ShouldBe(new CallStats(100, 90, TimeSpan.FromMilliseconds(50.5), TimeSpan.FromMilliseconds(95.05)));
        stats.CallsByDay.ToDictionary(d => d.Key, d => d.Value.Calls).ShouldBe(new Dictionary<DateOnly, long> { [new(2026, 4, 1)] = 50, [new(2026, 4, 2)] = 50 });
        stats.CallsByOutcome["no_answer"].Calls.ShouldBe(10);
        stats.CallsByOperation.ShouldHaveSingleItem().Key.ShouldBe("write_transactions");
        stats.Records.ShouldBe(
            [
                new("bank_transaction", SyncRecordState.Failed, new(2026, 4, 1), 1),
                new("bank_transaction", SyncRecordState.Synced, new(2026, 4, 1), 9),
            ],
            ignoreOrder: true);
        stats.SuccessRate.ShouldBe(0.9);

        var ofTenant = await ledger.InAsync(tenant, t => SyncStats.OfAsync(t, null, s_april, s_april.AddMonths(1), Cancelled));
        ofTenant.Calls.Calls.ShouldBe(101);
        var stranger = await ledger.CreateTenantAsync();
        var none = await ledger.InAsync(stranger, t => SyncStats.OfAsync(t, null, s_april, s_april.AddMonths(1), Cancelled));
        none.Calls.ShouldBe(new CallStats(0, 0, null, null));
        none.SuccessRate.ShouldBeNull();
    }

    private static SyncLogLine Line(DateTimeOffset at, JobId? job, string outcome) =>
        new(at, job, "write_transactions", "POST", "/transactions", 200, outcome, null, TimeSpan.FromMilliseconds(12));

    private static Task LogAsync(TestLedger ledger, TenantId tenant, ConnectionId connection, IEnumerable<SyncLogLine> lines) =>
        ledger.InAsync(tenant, t => EventStore.AppendLogAsync(t, connection, [.. lines], Cancelled));
}
