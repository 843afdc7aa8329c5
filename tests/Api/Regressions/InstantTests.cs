using System.Text.Json.Nodes;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Regressions;

/// <summary>An instant in a filter may have any offset to UTC: Npgsql takes no other than zero, and every such request ended in an internal error.</summary>
public sealed class InstantTests(LedgerFixture fixture)
{
    [Theory]
    [InlineData("jobs", "filter: { from: \"{0}\" }", 1)]
    [InlineData("jobs", "filter: { to: \"{0}\" }", 0)]
    [InlineData("auditLog", "filter: { from: \"{0}\" }", 1)]
    [InlineData("auditLog", "filter: { to: \"{0}\" }", 0)]
    [InlineData("syncRecords", "filter: { from: \"{0}\", to: \"{0}\" }", 0)]
    [InlineData("syncLog", "filter: { from: \"{0}\", to: \"{0}\" }", 0)]
    public async Task An_instant_in_a_filter_may_be_written_in_any_time_zone(string list, string filter, int rows)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.MutateAsync("testConnection", "ConnectionCommandInput", new { connectionId = tenant.ConnectionGlobalId }, "job { id }");
        // An hour ago, by a clock that is fourteen hours ahead: the same digits in UTC lie in the future.
        var anHourAgo = TimeProvider.System.GetUtcNow().AddHours(-1).ToOffset(TimeSpan.FromHours(14)).ToString("yyyy-MM-dd'T'HH:mm:sszzz");

        var found = await tenant.Client.FieldAsync(list, $"{{ {list}({filter.Replace("{0}", anHourAgo)}) {{ totalCount nodes {{ __typename }} }} }}");

        (found!["totalCount"]!.GetValue<int>(), found["nodes"]!.AsArray().Count).ShouldBe((rows, rows));
    }

    [Fact]
    public async Task The_period_of_the_stats_may_be_written_in_any_time_zone()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);

        var stats = await tenant.Client.FieldAsync("stats", "{ stats(from: \"2026-03-01T00:00:00+13:00\", to: \"2026-04-01T00:00:00-05:00\") { from to records } }");

        stats!.ToJsonString().ShouldBe(JsonNode.Parse("""{"from":"2026-03-01T00:00:00.000+13:00","to":"2026-04-01T00:00:00.000-05:00","records":0}""")!.ToJsonString());
    }
}
