using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7", 7)]
    [InlineData("66975", 66975)]
    [InlineData("0", 1)]
    [InlineData("99999999999999999999", 86400)]
    [InlineData("Wed, 04 Mar 2026 12:01:00 GMT", 60)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 86400)]
    [InlineData("Wed, 04 Mar 2020 12:01:00 GMT", 1)]
    public void A_wait_is_between_a_second_and_a_day(string header, int seconds) => Read(header).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    public void A_wait_that_cannot_be_read_is_none(string header) => Read(header).ShouldBeNull();

    private static TimeSpan? Read(string header) =>
        RetryAfter.Read(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["retry-after"] = header }, s_now);
}
