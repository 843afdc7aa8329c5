using Microsoft.Extensions.Logging.Abstractions;
using OrleansLedger.Providers.Contract;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.Silo.Quotas;
using OrleansLedger.Testing;

namespace OrleansLedger.Silo.Tests.Quotas;

public sealed class AppQuotaTests(RedisFixture redis)
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(110, 1)]
    [InlineData(1000, 2)]
    [InlineData(10_000, 3)]
    public async Task Two_silos_together_never_exceed_the_limit_of_their_app_and_use_it(int limit, int seed)
    {
        using var connection = new LedgerRedis(redis.ConnectionString, NullLogger<LedgerRedis>.Instance);
        (await connection.DatabaseAsync()).ShouldNotBeNull();

        var most = await MostCallsInAWindowAsync(connection, limit, seed);

        most.ShouldBeLessThanOrEqualTo(limit);
        most.ShouldBeGreaterThan((int)(limit * 0.85), "ten elevenths, less what blocks leave over");
    }

    [Fact]
    public async Task Without_Redis_two_silos_go_on_with_their_fixed_shares()
    {
        using var away = new LedgerRedis("127.0.0.1:1", NullLogger<LedgerRedis>.Instance);

        var most = await MostCallsInAWindowAsync(away, limit: 10_000, seed: 4);

        most.ShouldBeInRange(1_500, 2_000);
    }

    /// <summary>Two silos ask as often as they may for three windows, in random order; the most that any interval of a window's length held.</summary>
    private static async Task<int> MostCallsInAWindowAsync(LedgerRedis redis, int limit, int seed)
    {
        var random = new Random(seed);
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero).AddMilliseconds(random.Next(60_000)));
        var manifest = new ProviderManifest
        {
            Key = $"books-{Guid.CreateVersion7():N}",
            DisplayName = "Books",
            Live = false,
            Windows = [],
            AppWindows = [new QuotaWindow("appminute", limit, s_minute)],
            MaxConcurrentCalls = 5,
            RefreshIdleAfter = TimeSpan.FromDays(30),
        };
        AppQuota[] silos = [new(redis, clock), new(redis, clock)];
        var calls = new List<DateTimeOffset>();
        var end = clock.GetUtcNow() + (s_minute * 3);
        while (clock.GetUtcNow() < end)
        {
            var open = silos.ToList();
            var until = end;
            while (open.Count > 0)
            {
                var silo = open[random.Next(open.Count)];
                if (await silo.EnterAsync(manifest) is { } closed)
                {
                    open.Remove(silo);
                    until = closed;
                }
                else
                {
                    calls.Add(clock.GetUtcNow());
                }
            }

            clock.AdvanceTo(until);
        }

        var perInstant = calls.CountBy(at => at).ToList();
        return perInstant.Max(first => perInstant.Where(p => p.Key >= first.Key && p.Key < first.Key + s_minute).Sum(p => p.Value));
    }
}
