using Microsoft.Extensions.Logging.Abstractions;
using OrleansLedger.Providers.Contract;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.Silo.Quotas;
using OrleansLedger.Testing;

namespace OrleansLedger.Silo.Tests.Quotas;

public sealed class AppQuotaTests(RedisFixture redis)
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    /// <summary>Nobody there. One for all: finding that out takes seconds.</summary>
    private static readonly LedgerRedis s_away = new("127.0.0.1:1", NullLogger<LedgerRedis>.Instance);

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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(25)]
    public async Task A_limit_of_a_few_calls_is_kept_too_and_lets_calls_out(int limit)
    {
        using var connection = new LedgerRedis(redis.ConnectionString, NullLogger<LedgerRedis>.Instance);
        (await connection.DatabaseAsync()).ShouldNotBeNull();

        for (var seed = 1; seed <= 20; seed++)
        {
            (await MostCallsInAWindowAsync(connection, limit, seed)).ShouldBeInRange(Math.Max(1, limit / 2), limit, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(10_000, 1_500, 2_000)]
    [InlineData(100, 10, 20)]
    [InlineData(50, 5, 10)]
    [InlineData(20, 2, 4)]
    [InlineData(11, 1, 2)]
    [InlineData(2, 1, 2)]
    public async Task Without_Redis_two_silos_go_on_with_their_fixed_shares(int limit, int atLeast, int atMost)
    {
        (await MostCallsInAWindowAsync(s_away, limit, seed: 4)).ShouldBeInRange(atLeast, atMost);
    }

    /// <summary>Two silos ask as often as they may for three windows, in random order; the most that any interval of a window's length held.</summary>
    private static async Task<int> MostCallsInAWindowAsync(LedgerRedis redis, int limit, int seed)
    {
        var random = new Random(seed);
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero).AddMilliseconds(random.Next(60_000)));
        var manifest = new ProviderManifest
        {
            IsTokenRefusal = _ => false,
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
