using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class ChangeTests
{
    [Fact]
    public async Task Changes_since_an_instant_come_by_entity_with_deleted_ones_as_stubs_at_the_end()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.WriteAsync("Purchase", Samples.Purchase());
        await session.Sandbox.AdvanceAsync(TimeSpan.FromMinutes(5));
        var since = await NowAsync(session);
        var deleted = await session.WriteAsync("Purchase", Samples.Purchase());
        await session.WriteAsync("Purchase", deleted.Version(sparse: false), "?operation=delete");
        var kept = await session.WriteAsync("Purchase", Samples.Purchase());

        var answer = await session.GetAsync($"cdc?entities=Deposit,Purchase&changedSince={Uri.EscapeDataString(since)}");

        var groups = answer.Body["CDCResponse"]![0]!["QueryResponse"]!.AsArray();
        groups[0]!.ToJsonString().ShouldBe("{}");
        var purchases = groups[1]!["Purchase"]!.AsArray();
        purchases.Select(purchase => purchase!["Id"]!.GetValue<string>()).ShouldBe([kept["Id"]!.GetValue<string>(), deleted["Id"]!.GetValue<string>()]);
        purchases[1]!["status"]!.GetValue<string>().ShouldBe("Deleted");
        purchases[1]!.AsObject().ShouldNotContainKey("Line");
    }

    [Fact]
    public async Task Without_changes_there_is_one_empty_group()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.Sandbox.AdvanceAsync(TimeSpan.FromMinutes(5));

        var answer = await session.GetAsync($"cdc?entities=Deposit,Purchase,Vendor&changedSince={Uri.EscapeDataString(await NowAsync(session))}");

        answer.Body["CDCResponse"]!.ToJsonString().ShouldBe("""[{"QueryResponse":[{}]}]""");
    }

    [Theory]
    [InlineData("TaxCode", 1)]
    [InlineData("Nonsense", 1)]
    [InlineData("Purchase", 31)]
    public async Task Tax_entities_unknown_ones_and_more_than_thirty_days_are_refused(string entity, int daysBack)
    {
        await using var session = await QuickBooksSession.StartAsync();
        var since = DateTimeOffset.Parse(await NowAsync(session)).AddDays(-daysBack);

        (await session.GetAsync($"cdc?entities={entity}&changedSince={Uri.EscapeDataString(since.ToString("O"))}")).Code.ShouldBe("4001");
    }

    private static async Task<string> NowAsync(QuickBooksSession session) =>
        (await session.Sandbox.ControlAsync(HttpMethod.Get, "clock"))["now"]!.GetValue<DateTimeOffset>().ToString("yyyy-MM-dd'T'HH:mm:sszzz");
}
