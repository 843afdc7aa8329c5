using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Connections;

/// <summary>Whether another connection uses what disconnecting one would remove at the provider.</summary>
public sealed class SharedAuthorizationTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("books", "company-1", "key-1", true)]
    [InlineData("books", "company-1", null, true)]
    [InlineData("books", "company-1", "key-2", false)]
    [InlineData("books", "company-2", "key-1", false)]
    [InlineData("other", "company-1", "key-1", false)]
    public async Task An_authorization_is_shared_by_provider_company_and_key(string provider, string company, string? key, bool shared)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var own = await ledger.ConnectAsync(tenant, authorizationKey: "key-1");
        await ledger.ConnectAsync(await ledger.CreateTenantAsync(), provider, company, key);

        (await SharesAsync(ledger, tenant, own)).ShouldBe(shared);
    }

    [Theory]
    [InlineData(ConnectionStatus.Connecting, true)]
    [InlineData(ConnectionStatus.Active, true)]
    [InlineData(ConnectionStatus.Error, true)]
    [InlineData(ConnectionStatus.Expired, false)]
    [InlineData(ConnectionStatus.Revoked, false)]
    [InlineData(ConnectionStatus.Disconnected, false)]
    public async Task Only_connections_that_can_still_use_an_authorization_count(ConnectionStatus status, bool shared)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, other) = (await ledger.CreateTenantAsync(), await ledger.CreateTenantAsync());
        var own = await ledger.ConnectAsync(tenant);
        var second = await ledger.ConnectAsync(other);
        await ledger.InAsync(other, t => ConnectionStore.SetStatusAsync(t, second, status, reason: null, Cancelled));

        (await SharesAsync(ledger, tenant, own)).ShouldBe(shared);
    }

    [Fact]
    public async Task A_tenant_learns_nothing_about_another_tenant_s_connection()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, stranger) = (await ledger.CreateTenantAsync(), await ledger.CreateTenantAsync());
        var own = await ledger.ConnectAsync(tenant);
        await ledger.ConnectAsync(await ledger.CreateTenantAsync());

        (await SharesAsync(ledger, stranger, own)).ShouldBeFalse();
        (await SharesAsync(ledger, tenant, own)).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_two_connections_that_end_at_once_the_second_is_the_last()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (first, second) = (await ledger.CreateTenantAsync(), await ledger.CreateTenantAsync());
        var ofFirst = await ledger.ConnectAsync(first);
        var ofSecond = await ledger.ConnectAsync(second);
        var (looked, proceed) = (new TaskCompletionSource<bool>(), new TaskCompletionSource());

        var ending = ledger.InAsync(first, async t =>
        {
            looked.SetResult(await EndIfSharedAsync(t, ofFirst));
            await proceed.Task;
        });
        (await looked.Task).ShouldBeTrue();
        var alsoEnding = ledger.InAsync(second, t => EndIfSharedAsync(t, ofSecond));
        await Eventually.HoldsAsync(
            "the second waits for the first",
            async () => await ledger.AdminAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'advisory'") == 1,
            Cancelled);
        proceed.SetResult();
        await ending;

        (await alsoEnding).ShouldBeFalse("the first has disconnected by then");
    }

    private static async Task<bool> EndIfSharedAsync(LedgerTransaction transaction, ConnectionId connection)
    {
        var shared = await ConnectionStore.SharesAuthorizationAsync(transaction, connection, Cancelled);
        if (shared)
        {
            await ConnectionStore.SetStatusAsync(transaction, connection, ConnectionStatus.Disconnected, reason: null, Cancelled);
        }

        return shared;
    }

    private static Task<bool> SharesAsync(TestLedger ledger, TenantId tenant, ConnectionId connection) =>
        ledger.InAsync(tenant, t => ConnectionStore.SharesAuthorizationAsync(t, connection, Cancelled));
}
