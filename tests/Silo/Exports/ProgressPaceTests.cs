using OrleansLedger.Silo.Exports;
using OrleansLedger.Testing;

namespace OrleansLedger.Silo.Tests.Exports;

public sealed class ProgressPaceTests
{
    [Fact]
    public void A_job_tells_of_its_progress_twice_a_second_however_often_it_gets_on()
    {
        var clock = new ManualTimeProvider();
        var pace = new ProgressPace(clock);
        var told = 0;

        for (var step = 0; step < 1000; step++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            told += pace.IsDue() ? 1 : 0;
        }

        told.ShouldBe(20);
    }

    [Fact]
    public void The_start_of_a_step_has_been_told_already() => new ProgressPace(new ManualTimeProvider()).IsDue().ShouldBeFalse();

    [Fact]
    public void A_job_that_gets_on_seldom_tells_every_time()
    {
        var clock = new ManualTimeProvider();
        var pace = new ProgressPace(clock);

        for (var step = 0; step < 3; step++)
        {
            clock.Advance(TimeSpan.FromSeconds(7));
            pace.IsDue().ShouldBeTrue();
        }
    }
}
