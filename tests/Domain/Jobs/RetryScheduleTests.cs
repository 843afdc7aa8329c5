using OrleansLedger.Domain.Jobs;

namespace OrleansLedger.Domain.Tests.Jobs;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 15)]
    [InlineData(2, 300)]
    [InlineData(3, 600)]
    [InlineData(4, 1200)]
    public void Failed_attempt_is_repeated_after_15_seconds_then_5_10_and_20_minutes(int attempt, int seconds) =>
        RetrySchedule.Next(attempt, s_now, until: null, RetrySchedule.Unit).ShouldBe(s_now.AddSeconds(seconds));

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Fifth_attempt_is_the_last(int attempt) => RetrySchedule.Next(attempt, s_now, until: null, RetrySchedule.Unit).ShouldBeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Time_named_by_the_provider_wins_over_the_schedule_and_over_giving_up(int attempt)
    {
        var until = s_now.AddSeconds(7);

        RetrySchedule.Next(attempt, s_now, until, RetrySchedule.Unit).ShouldBe(until);
    }

    [Fact]
    public void Shortened_unit_shortens_every_delay()
    {
        var unit = TimeSpan.FromSeconds(1);

        RetrySchedule.Next(1, s_now, until: null, unit).ShouldBe(s_now.AddMilliseconds(50));
        RetrySchedule.Next(4, s_now, until: null, unit).ShouldBe(s_now.AddSeconds(4));
    }
}
