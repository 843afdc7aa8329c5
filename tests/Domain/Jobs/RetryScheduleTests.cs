using OrleansLedger.Domain.Jobs;

namespace OrleansLedger.Domain.Tests.Jobs;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    public void A_failed_attempt_is_repeated_after_five_ten_and_twenty_minutes(int attempt, int minutes) =>
        RetrySchedule.Next(attempt, s_now, until: null, RetrySchedule.FirstDelay).ShouldBe(s_now.AddMinutes(minutes));

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void The_fourth_attempt_is_the_last(int attempt) =>
        RetrySchedule.Next(attempt, s_now, until: null, RetrySchedule.FirstDelay).ShouldBeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_instant_the_provider_named_wins_over_the_schedule_and_over_giving_up(int attempt)
    {
        var until = s_now.AddSeconds(7);

        RetrySchedule.Next(attempt, s_now, until, RetrySchedule.FirstDelay).ShouldBe(until);
    }

    [Fact]
    public void A_shortened_unit_shortens_every_delay()
    {
        var unit = TimeSpan.FromSeconds(1);

        RetrySchedule.Next(1, s_now, until: null, unit).ShouldBe(s_now.AddSeconds(1));
        RetrySchedule.Next(3, s_now, until: null, unit).ShouldBe(s_now.AddSeconds(4));
    }
}
