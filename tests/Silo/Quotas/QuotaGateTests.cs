using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansLedger.Domain;
using OrleansLedger.Providers.Contract;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.Silo.Quotas;
using OrleansLedger.Testing;

namespace OrleansLedger.Silo.Tests.Quotas;

public sealed class QuotaGateTests(RedisFixture redis)
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly CallAnswer s_done = Answered();

    /// <summary>Nobody there. One for all: finding that out takes seconds.</summary>
    private static readonly LedgerRedis s_away = new("127.0.0.1:1", NullLogger<LedgerRedis>.Instance);

    private static LedgerRedis? s_journals;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_interval_of_a_windows_length_ever_holds_more_calls_than_the_limit(int seed)
    {
        var schedule = new Schedule(seed);
        var saved = "{}";

        for (var turn = 0; turn < 5; turn++)
        {
            using var gate = new QuotaGate(schedule.Manifest, Journal(s_away, ConnectionId.New(), turn), schedule.Clock, TimeSpan.Zero);
            await gate.LoadAsync(saved, died: false);
            await schedule.TurnAsync(gate, dies: false);
            saved = gate.Save();
            schedule.Rest();
        }

        schedule.ShouldKeepTheLimit();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Turns_that_die_one_after_the_other_never_exceed_the_limit_where_the_journal_tells_of_them(int seed)
    {
        var schedule = new Schedule(seed);
        // One connection for all seeds, which run one after the other: connecting takes longer than they do.
        var journals = s_journals ??= new LedgerRedis(redis.ConnectionString, NullLogger<LedgerRedis>.Instance);
        (await journals.DatabaseAsync()).ShouldNotBeNull();
        var connection = ConnectionId.New();
        var (saved, died) = ("{}", false);

        for (var epoch = 1; epoch <= 6; epoch++)
        {
            using var gate = new QuotaGate(schedule.Manifest, Journal(journals, connection, epoch), schedule.Clock, TimeSpan.Zero);
            await gate.LoadAsync(saved, died);
            died = schedule.Random.Next(3) > 0;
            await schedule.TurnAsync(gate, died);
            saved = died ? saved : gate.Save();
            schedule.Rest();
        }

        schedule.ShouldKeepTheLimit();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Turns_that_die_never_exceed_the_limit_where_nobody_knows_what_they_sent(int seed)
    {
        var schedule = new Schedule(seed);
        var (saved, died) = ("{}", false);

        for (var epoch = 1; epoch <= 6; epoch++)
        {
            using var gate = new QuotaGate(schedule.Manifest, Journal(s_away, ConnectionId.New(), epoch), schedule.Clock, TimeSpan.Zero);
            await gate.LoadAsync(saved, died);
            died = schedule.Random.Next(3) > 0;
            await schedule.TurnAsync(gate, died);
            saved = died ? saved : gate.Save();
            schedule.Rest();
        }

        schedule.ShouldKeepTheLimit();
    }

    [Theory]
    [InlineData("sliding", 60, 60, 5, 1)]
    [InlineData("fixed", 60, 60, 5, 1)]
    [InlineData("fixed", 60, 60, 5, 2)]
    [InlineData("fixed", 60, 60, 5, 3)]
    [InlineData("begun by a call", 60, 60, 5, 1)]
    [InlineData("sliding", 25, 5, 4, 1)]
    [InlineData("fixed", 500, 60, 8, 1)]
    public async Task A_large_export_uses_the_quota_to_98_percent_without_a_refusal(string kind, int limit, int seconds, int callers, int seed)
    {
        const int windows = 50;
        var random = new Random(seed);
        var clock = new ManualTimeProvider();
        var began = clock.GetUtcNow();
        var length = TimeSpan.FromSeconds(seconds);
        ProviderQuota provider = kind switch
        {
            "sliding" => new ProviderQuota.Sliding(limit, length),
            "fixed" => new ProviderQuota.Fixed(limit, length, began - (length * random.NextDouble())),
            _ => new ProviderQuota.BegunByACall(limit, length),
        };
        var simulation = new QuotaSimulation(clock, random);
        using var gate = new QuotaGate(Manifest(callers, new QuotaWindow("window", limit, length)), Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.Zero);
        await gate.LoadAsync("{}", died: false);

        await simulation.TurnAsync(gate, callers, length * windows, () => TimeSpan.FromMilliseconds(50), () => TimeSpan.Zero, dies: false, provider);

        simulation.Refused.ShouldBe(0);
        var share = simulation.Arrivals.Count(at => at < began + (length * windows)) / (double)(limit * windows);
        share.ShouldBeInRange(0.98, 1);
    }

    [Fact]
    public async Task Calls_that_others_made_shrink_what_is_left()
    {
        var clock = new ManualTimeProvider();
        using var gate = new QuotaGate(Telling(60), Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.Zero);
        await EnterAsync(gate);
        gate.Leave(null, Answered(remaining: 10), clock.GetUtcNow());

        (await AllThatGoOutAsync(gate)).ShouldBe(10);
    }

    [Fact]
    public async Task A_new_window_at_the_provider_opens_the_gate_again()
    {
        var clock = new ManualTimeProvider();
        using var gate = new QuotaGate(Telling(60), Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.Zero);
        for (var call = 1; call <= 50; call++)
        {
            await EnterAsync(gate);
            gate.Leave(null, Answered(remaining: 60 - call), clock.GetUtcNow());
        }

        clock.Advance(TimeSpan.FromSeconds(20));
        await EnterAsync(gate);
        gate.Leave(null, Answered(remaining: 59), clock.GetUtcNow());

        (await AllThatGoOutAsync(gate)).ShouldBe(59);
    }

    [Fact]
    public async Task A_slow_answer_with_an_old_count_opens_nothing()
    {
        var clock = new ManualTimeProvider();
        using var gate = new QuotaGate(Telling(60), Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.Zero);
        var slow = clock.GetUtcNow();
        await EnterAsync(gate);
        for (var call = 1; call <= 50; call++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            await EnterAsync(gate);
            gate.Leave(null, Answered(remaining: 59 - call), clock.GetUtcNow());
        }

        // It arrived before all the others, and says how things were then.
        gate.Leave(null, Answered(remaining: 59), slow);

        (await AllThatGoOutAsync(gate)).ShouldBe(9);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_provider_that_tells_what_is_left_never_refuses_a_call_however_late_its_answers_come(int seed)
    {
        var random = new Random(seed);
        var clock = new ManualTimeProvider();
        var limit = random.Next(10, 101);
        ProviderQuota provider = random.Next(3) switch
        {
            0 => new ProviderQuota.Sliding(limit, s_minute),
            1 => new ProviderQuota.Fixed(limit, s_minute, clock.GetUtcNow() - (s_minute * random.NextDouble())),
            _ => new ProviderQuota.BegunByACall(limit, s_minute),
        };
        var callers = random.Next(1, 9);
        var slowest = s_minute * random.NextDouble();
        var simulation = new QuotaSimulation(clock, random);
        using var gate = new QuotaGate(Telling(limit) with { MaxConcurrentCalls = callers }, Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.Zero);
        await gate.LoadAsync("{}", died: false);

        // Most answers come at once, some very late.
        await simulation.TurnAsync(
            gate, callers, s_minute * 20, () => random.Next(8) == 0 ? slowest : TimeSpan.FromMilliseconds(50), () => TimeSpan.Zero, dies: false, provider);

        simulation.Arrivals.ShouldNotBeEmpty();
        simulation.Refused.ShouldBe(0, $"{provider.GetType().Name} of {limit}, {callers} callers, answers within {slowest}");
    }

    [Fact]
    public async Task The_reserve_is_kept_for_the_person_who_waits()
    {
        var clock = new ManualTimeProvider();
        using var gate = new QuotaGate(Manifest(20, new QuotaWindow("minute", 10, s_minute) { Reserve = 3 }), Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.Zero);

        (await AllThatGoOutAsync(gate)).ShouldBe(7);
        gate.ClosedUntil(null, interactive: true).ShouldBeNull();
        (await AllThatGoOutAsync(gate, interactive: true)).ShouldBe(3);
        gate.ClosedUntil(null, interactive: true).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_place_that_was_not_used_is_given_back()
    {
        var clock = new ManualTimeProvider();
        using var gate = new QuotaGate(Manifest(2, new QuotaWindow("minute", 10, s_minute)), Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.Zero);
        for (var call = 0; call < 30; call++)
        {
            await EnterAsync(gate);
            gate.Leave(null, new CallAnswer.NotAdmitted(clock.GetUtcNow()), clock.GetUtcNow());
        }

        (await AllThatGoOutAsync(gate, leave: true)).ShouldBe(10);
    }

    [Fact]
    public async Task A_refusal_closes_the_gate_until_the_instant_the_provider_named()
    {
        var clock = new ManualTimeProvider();
        using var gate = new QuotaGate(Manifest(2, new QuotaWindow("minute", 10, s_minute)), Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.Zero);
        var until = clock.GetUtcNow().AddSeconds(17);

        gate.BlockUntil(null, until);

        (await gate.EnterAsync(null, interactive: true, TimeSpan.Zero, Cancelled)).ShouldBe(until);
        clock.AdvanceTo(until);
        (await gate.EnterAsync(null, interactive: true, TimeSpan.Zero, Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task A_turn_after_one_that_died_blocked_still_waits_out_what_it_does_not_know()
    {
        var clock = new ManualTimeProvider();
        var manifest = Manifest(2, new QuotaWindow("minute", 10, s_minute));
        using var before = new QuotaGate(manifest, Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.Zero);
        before.BlockUntil(null, clock.GetUtcNow().AddSeconds(5));
        var saved = before.Save();

        using var gate = new QuotaGate(manifest, Journal(s_away, ConnectionId.New(), 2), clock, TimeSpan.Zero);
        await gate.LoadAsync(saved, died: true);
        clock.Advance(TimeSpan.FromSeconds(6));

        gate.ClosedUntil(null, interactive: true).ShouldNotBeNull().ShouldBeGreaterThan(clock.GetUtcNow().AddSeconds(50));
    }

    [Fact]
    public async Task A_window_of_one_class_counts_only_calls_of_that_class()
    {
        var clock = new ManualTimeProvider();
        using var gate = new QuotaGate(
            Manifest(20, new QuotaWindow("minute", 15, s_minute), new QuotaWindow("batch", 4, s_minute, "batch")), Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.Zero);

        (await AllThatGoOutAsync(gate, quotaClass: "batch")).ShouldBe(4);
        (await AllThatGoOutAsync(gate)).ShouldBe(11);
    }

    [Fact]
    public async Task A_caller_with_patience_is_let_out_when_the_window_frees()
    {
        var clock = new ManualTimeProvider();
        using var gate = new QuotaGate(Manifest(2, new QuotaWindow("second", 1, TimeSpan.FromSeconds(1))), Journal(s_away, ConnectionId.New(), 1), clock, TimeSpan.FromSeconds(10));
        await EnterAsync(gate);
        gate.Leave(null, s_done, clock.GetUtcNow());

        var waiting = gate.EnterAsync(null, interactive: false, TimeSpan.FromSeconds(10), Cancelled);
        waiting.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1.1));

        (await waiting).ShouldBeNull();
    }

    private static RedisQuotaJournal Journal(LedgerRedis redis, ConnectionId connection, long epoch) => new(redis, connection, epoch);

    private static async Task EnterAsync(QuotaGate gate) => (await gate.EnterAsync(null, interactive: false, TimeSpan.Zero, Cancelled)).ShouldBeNull();

    /// <summary>How many calls go out at once; they stay out unless told.</summary>
    private static async Task<int> AllThatGoOutAsync(QuotaGate gate, bool interactive = false, string? quotaClass = null, bool leave = false)
    {
        var calls = 0;
        while (await gate.EnterAsync(quotaClass, interactive, TimeSpan.Zero, Cancelled) is null)
        {
            calls++;
            calls.ShouldBeLessThan(10_000);
            if (leave)
            {
                gate.Leave(quotaClass, s_done, DateTimeOffset.MinValue);
            }
        }

        return calls;
    }

    private static CallAnswer.Answered Answered(int? remaining = null)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (remaining is { } left)
        {
            headers["Remaining"] = left.ToString();
        }

        return new CallAnswer.Answered(HttpStatusCode.OK, headers, []);
    }

    private static ProviderManifest Telling(int limit) => Manifest(100, new QuotaWindow("minute", limit, s_minute)) with
    {
        ReadQuota = headers => headers.TryGetValue("Remaining", out var remaining) ? [new QuotaReading("minute", int.Parse(remaining))] : [],
    };

    private static ProviderManifest Manifest(int concurrent, params QuotaWindow[] windows) => new()
    {
        Key = "books",
        DisplayName = "Books",
        Live = false,
        IsTokenRefusal = _ => false,
        Windows = windows,
        MaxConcurrentCalls = concurrent,
        RefreshIdleAfter = TimeSpan.FromDays(30),
    };

    /// <summary>A random window and random turns within it, the same for the same seed.</summary>
    private sealed class Schedule
    {
        private readonly int _seed;
        private readonly QuotaWindow _window;
        private readonly QuotaSimulation _simulation;
        private readonly TimeSpan _latency;
        private readonly TimeSpan _pause;

        public Schedule(int seed)
        {
            _seed = seed;
            Random = new Random(seed);
            TimeSpan[] lengths = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), s_minute, TimeSpan.FromMinutes(7)];
            _window = new QuotaWindow("window", Random.Next(1, 61), lengths[Random.Next(lengths.Length)]);
            Manifest = QuotaGateTests.Manifest(Random.Next(1, 9), _window);
            Clock = new ManualTimeProvider(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero).AddTicks(Random.NextInt64(TimeSpan.TicksPerDay)));
            _simulation = new QuotaSimulation(Clock, Random);
            _latency = _window.Length * (Random.NextDouble() * 0.3);
            _pause = Random.Next(2) == 0 ? TimeSpan.Zero : _window.Length * (Random.NextDouble() * 0.2);
        }

        public Random Random { get; }

        public ManualTimeProvider Clock { get; }

        public ProviderManifest Manifest { get; }

        public Task TurnAsync(QuotaGate gate, bool dies) => _simulation.TurnAsync(
            gate, Manifest.MaxConcurrentCalls, _window.Length * (Random.NextDouble() * 1.5), () => _latency * (0.1 + (0.9 * Random.NextDouble())), () => _pause * Random.NextDouble(), dies);

        /// <summary>Somebody else has to notice first.</summary>
        public void Rest() => Clock.Advance(_window.Length * (Random.NextDouble() * 0.2));

        public void ShouldKeepTheLimit()
        {
            _simulation.Arrivals.ShouldNotBeEmpty();
            _simulation.MostWithin(_window.Length).ShouldBeLessThanOrEqualTo(
                _window.Limit, $"seed {_seed}: {_window.Limit} calls in {_window.Length}, {Manifest.MaxConcurrentCalls} at once, answers within {_latency}");
        }
    }
}
