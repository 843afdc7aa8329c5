using OrleansLedger.Demo.Export;
using OrleansLedger.Demo.Sandbox;

namespace OrleansLedger.Demo.Tests.Export;

public sealed class QuotaShareTests
{
    private static readonly DateTimeOffset s_start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_share_is_calls_over_limit_in_the_windows_within_the_work()
    {
        var minute = Quota("minute", 60, used: [7, 60, 54, 60, 12]);

        // The work begins in the middle of the first window and ends in the middle of the last.
        Share(minute).ShouldBe(174 / 180d);
    }

    [Fact]
    public void A_quota_that_was_never_reached_was_not_the_bound() =>
        Share(Quota("minute", 60, used: [7, 20, 53, 20, 12])).ShouldBeNull();

    [Fact]
    public void The_quota_that_binds_most_counts() =>
        Share(Quota("minute", 500, used: [10, 100, 100, 100, 10]), Quota("second", 10, used: [10, 10, 9, 10, 10]), Quota("batch", 40, used: [9, 40, 10, 10, 9]))
            .ShouldBe(29 / 30d);

    [Fact]
    public void Daily_quotas_do_not_count() =>
        Share(new QuotaCount("day", "app", [new QuotaSpan(s_start.AddSeconds(6), 2 * 60 * 60, 5000, 5000)])).ShouldBeNull();

    [Fact]
    public void Without_a_whole_window_there_is_no_share() =>
        Share(Quota("minute", 60, used: [60])).ShouldBeNull();

    private static double? Share(params QuotaCount[] quotas) =>
        QuotaShare.Of(new CompanyCalls(0, 0, 0, quotas), s_start.AddSeconds(3), s_start.AddSeconds(27), timeScale: 10);

    private static QuotaCount Quota(string name, int limit, int[] used) =>
        new(name, "app", [.. used.Select((calls, i) => new QuotaSpan(s_start.AddSeconds(6 * i), 6, limit, calls))]);
}
