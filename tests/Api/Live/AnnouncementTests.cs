using OrleansLedger.Api.Live;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Live;

/// <summary>Redis makes it quick, and losing it loses nothing.</summary>
public sealed class AnnouncementTests(LedgerFixture fixture, RedisFixture redis)
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_announcement_wakes_the_reader_before_it_would_look_and_without_Redis_the_look_finds_the_events()
    {
        var clock = new ManualTimeProvider();
        await using var ledger = await LiveLedger.CreateAsync(fixture, new LiveOptions { LookEvery = s_lookEvery }, redis.ConnectionString, clock);
        var tenant = await ledger.CreateTenantAsync();
        await using var listener = await ledger.ListenAsync(tenant);
        // The clock stands still: only an announcement can wake it. The first ones may come before the subscription at Redis stands.
        var appended = await AppendUntilHeardAsync(ledger, tenant, listener, 0);

        await redis.StopAsync();
        try
        {
            await ledger.AppendAsync(tenant, "without Redis");
            (await listener.IsNextThereAsync(TimeSpan.Zero)).ShouldBeFalse();
            await Eventually.HoldsAsync(
                "a look finds the event",
                async () =>
                {
                    clock.Advance(s_lookEvery);
                    return await listener.IsNextThereAsync(TimeSpan.FromMilliseconds(200));
                },
                Cancelled);
            (await listener.TextsAsync(1)).ShouldBe(["without Redis"]);
        }
        finally
        {
            await redis.StartAsync(Cancelled);
        }

        await AppendUntilHeardAsync(ledger, tenant, listener, appended);
    }

    /// <summary>Appends events until one is heard; then takes them all, in order.</summary>
    private static async Task<int> AppendUntilHeardAsync(LiveLedger ledger, Domain.TenantId tenant, Listener listener, int appended)
    {
        var first = appended + 1;
        await Eventually.HoldsAsync(
            "an announced event is heard",
            async () =>
            {
                await ledger.AppendAsync(tenant, $"{++appended}");
                return await listener.IsNextThereAsync(TimeSpan.FromMilliseconds(200));
            },
            Cancelled);
        (await listener.TextsAsync(appended - first + 1)).ShouldBe([.. Enumerable.Range(first, appended - first + 1).Select(i => $"{i}")]);
        return appended;
    }
}
