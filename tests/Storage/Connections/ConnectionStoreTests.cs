using Dapper;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Connections;

public sealed class ConnectionStoreTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_turn_loses_its_epoch_when_the_next_one_begins()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var first = await BeginAsync(ledger, tenant, connection);
        (await HoldsAsync(ledger, tenant, connection, first.Connection.Epoch)).ShouldBeTrue();

        var second = await BeginAsync(ledger, tenant, connection);

        second.Connection.Epoch.ShouldBe(first.Connection.Epoch + 1);
        (await HoldsAsync(ledger, tenant, connection, first.Connection.Epoch)).ShouldBeFalse();
        (await HoldsAsync(ledger, tenant, connection, second.Connection.Epoch)).ShouldBeTrue();
    }

    [Fact]
    public async Task Companies_that_are_connected_at_once_are_one_connection_to_the_last_of_them()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        // Nobody writes until all have looked.
        await using var blocker = await ledger.Admin.OpenConnectionAsync(Cancelled);
        await using var hold = await blocker.BeginTransactionAsync(Cancelled);
        await blocker.ExecuteAsync("lock table connection in share mode", transaction: hold);

        var making = Task.WhenAll(Enumerable.Range(0, 8).Select(i => ledger.ConnectAsync(tenant, company: $"company-{i}")));
        await Eventually.HoldsAsync(
            "all wait", async () => await ledger.AdminAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 8, Cancelled);
        await hold.RollbackAsync(Cancelled);
        var made = await making;

        made.Distinct().ShouldHaveSingleItem();
        (await ledger.AdminAsync<long>("select count(*) from connection")).ShouldBe(1);
    }

    [Fact]
    public async Task A_turn_learns_whether_the_one_before_came_to_its_end()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);

        (await BeginAsync(ledger, tenant, connection)).PreviousTurnDied.ShouldBeFalse();
        var second = await BeginAsync(ledger, tenant, connection);
        second.PreviousTurnDied.ShouldBeTrue();
        await ledger.InAsync(tenant, t => ConnectionStore.EndTurnAsync(t, connection, second.Connection.Epoch, """{"minute": 1}""", Cancelled));

        var third = await BeginAsync(ledger, tenant, connection);
        third.PreviousTurnDied.ShouldBeFalse();
        third.Quota.ShouldBe("""{"minute": 1}""");
    }

    [Fact]
    public async Task A_turn_that_was_overtaken_writes_nothing_at_its_end()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var overtaken = (await BeginAsync(ledger, tenant, connection)).Connection;
        await BeginAsync(ledger, tenant, connection);

        await ledger.InAsync(tenant, async t =>
        {
            await ConnectionStore.EndTurnAsync(t, connection, overtaken.Epoch, """{"minute": 99}""", Cancelled);
            await ConnectionStore.SetCompanyAsync(t, connection, overtaken.Epoch, overtaken.Company with { Name = "Stale" }, TestLedger.Noon, Cancelled);
            await ConnectionStore.SetMatchedAsync(t, connection, overtaken.Epoch, TestLedger.Noon, Cancelled);
        });

        var now = await ledger.InAsync(tenant, t => ConnectionStore.FindAsync(t, connection, Cancelled));
        now.ShouldNotBeNull().PreviousTurnDied.ShouldBeTrue("the second turn is still open");
        now.Quota.ShouldBe("{}");
        now.Connection.Company.Name.ShouldBe("Harbour Cafe");
        now.MatchedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Another_company_is_searched_for_prior_entries_anew_and_the_same_one_is_not()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant, company: "company-1");
        var epoch = (await BeginAsync(ledger, tenant, connection)).Connection.Epoch;
        var through = new DateOnly(2026, 3, 3);
        await ledger.InAsync(tenant, async t =>
        {
            await ConnectionStore.SetMatchedThroughAsync(t, connection, epoch, through, Cancelled);
            await ConnectionStore.SetMatchedAsync(t, connection, epoch, TestLedger.Noon, Cancelled);
        });

        (await ledger.ConnectAsync(tenant, company: "company-1")).ShouldBe(connection);
        (await MatchedAsync()).ShouldBe((through, TestLedger.Noon));

        (await ledger.ConnectAsync(tenant, company: "company-2")).ShouldBe(connection);
        (await MatchedAsync()).ShouldBe((null, null));

        async Task<(DateOnly? Through, DateTimeOffset? At)> MatchedAsync()
        {
            var row = (await ledger.InAsync(tenant, t => ConnectionStore.FindAsync(t, connection, Cancelled)))!;
            return (row.MatchedThrough, row.MatchedAt);
        }
    }

    [Fact]
    public async Task The_next_turn_waits_for_a_commit_that_holds_the_epoch()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var epoch = (await BeginAsync(ledger, tenant, connection)).Connection.Epoch;
        var held = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        var write = ledger.InAsync(tenant, async t =>
        {
            (await ConnectionStore.HoldEpochAsync(t, connection, epoch, Cancelled)).ShouldBeTrue();
            held.SetResult();
            await finish.Task;
        });
        await held.Task;

        var next = BeginAsync(ledger, tenant, connection);
        await Eventually.HoldsAsync(
            "the next turn waits for the row", async () => await ledger.AdminAsync<long>("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") == 1, Cancelled);
        next.IsCompleted.ShouldBeFalse();
        finish.SetResult();
        await write;

        (await next).Connection.Epoch.ShouldBe(epoch + 1);
    }

    [Fact]
    public async Task A_tenant_has_one_live_connection_to_a_provider()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var first = await ledger.ConnectAsync(tenant);
        await ledger.InAsync(tenant, t => ConnectionStore.SetStatusAsync(t, first, ConnectionStatus.Revoked, "The consent was withdrawn.", Cancelled));

        (await ledger.ConnectAsync(tenant)).ShouldBe(first, "a new consent brings it back to life");
        var alive = (await ledger.InAsync(tenant, t => ConnectionStore.FindAsync(t, first, Cancelled)))!.Connection;
        (alive.Status, alive.StatusReason).ShouldBe((ConnectionStatus.Active, null));

        await ledger.InAsync(tenant, t => ConnectionStore.SetStatusAsync(t, first, ConnectionStatus.Disconnected, null, Cancelled));
        (await ledger.ConnectAsync(tenant)).ShouldBe(first, "a company that is connected again is the connection it was");

        await ledger.InAsync(tenant, t => ConnectionStore.SetStatusAsync(t, first, ConnectionStatus.Disconnected, null, Cancelled));
        var other = await ledger.ConnectAsync(tenant, company: "company-9");
        other.ShouldNotBe(first, "another company's connection that the user ended is history");
        await ledger.InAsync(tenant, t => ConnectionStore.SetStatusAsync(t, other, ConnectionStatus.Disconnected, null, Cancelled));
        (await ledger.ConnectAsync(tenant)).ShouldBe(first);
    }

    private static async Task<ConnectionRow> BeginAsync(TestLedger ledger, TenantId tenant, ConnectionId connection) =>
        (await ledger.InAsync(tenant, t => ConnectionStore.BeginTurnAsync(t, connection, TestLedger.Noon, Cancelled)))!;

    private static Task<bool> HoldsAsync(TestLedger ledger, TenantId tenant, ConnectionId connection, long epoch) =>
        ledger.InAsync(tenant, t => ConnectionStore.HoldEpochAsync(t, connection, epoch, Cancelled));
}
