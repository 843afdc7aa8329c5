using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.LocalServers.Tests.Hosting;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_double_up_to_half_a_minute()
    {
        var backoff = new Backoff();

        var pauses = Enumerable.Range(0, 9).Select(_ => backoff.Next(TimeSpan.FromSeconds(1)).TotalSeconds);

        pauses.ShouldBe([0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
    }

    [Fact]
    public void A_part_that_lived_a_minute_begins_anew()
    {
        var backoff = new Backoff();
        backoff.Next(TimeSpan.FromSeconds(1));
        backoff.Next(TimeSpan.FromSeconds(1));

        backoff.Next(TimeSpan.FromMinutes(1)).ShouldBe(TimeSpan.FromSeconds(0.5));
    }
}
