using OrleansLedger.Demo;
using OrleansLedger.Demo.Export;

namespace OrleansLedger.Demo.Tests.Export;

public sealed class StallWatchTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void An_export_that_stands_still_is_given_up()
    {
        var watch = new StallWatch(_clock);
        watch.Look(0.25, 100, waitsForKnownInstant: false);
        _clock.Advance(TimeSpan.FromSeconds(61));

        Should.Throw<DemoException>(() => watch.Look(0.25, 100, waitsForKnownInstant: false)).Message
            .ShouldBe("The export has stood still at 25 % for 60 s. The silos' logs say why.");
    }

    [Theory]
    [InlineData(0.26, 100, false)]
    [InlineData(0.25, 101, false)]
    [InlineData(0.25, 100, true)]
    public void One_that_gets_on_calls_or_waits_for_a_known_instant_is_not(double done, int calls, bool waits)
    {
        var watch = new StallWatch(_clock);
        watch.Look(0.25, 100, waitsForKnownInstant: false);
        _clock.Advance(TimeSpan.FromSeconds(61));

        watch.Look(done, calls, waits);

        _clock.Advance(TimeSpan.FromSeconds(30));
        watch.Look(done, calls, waits);
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
