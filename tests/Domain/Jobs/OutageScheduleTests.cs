using OrleansLedger.Domain.Jobs;

namespace OrleansLedger.Domain.Tests.Jobs;

public sealed class OutageScheduleTests
{
    [Fact]
    public void Pauses_grow_from_2_seconds_to_15_minutes_and_stay_there() =>
        Enumerable.Range(1, 11).Select(tries => OutageSchedule.Pause(tries, RetrySchedule.Unit).TotalSeconds)
            .ShouldBe([2, 5, 15, 30, 60, 120, 300, 600, 900, 900, 900]);

    [Fact]
    public void An_outage_of_a_day_costs_fewer_than_110_tries()
    {
        var (tries, elapsed) = (0, TimeSpan.Zero);
        while (elapsed < TimeSpan.FromDays(1))
        {
            elapsed += OutageSchedule.Pause(++tries, RetrySchedule.Unit);
        }

        tries.ShouldBeLessThan(110);
    }

    [Fact]
    public void Shortened_unit_shortens_every_pause() => OutageSchedule.Pause(7, TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1));
}
