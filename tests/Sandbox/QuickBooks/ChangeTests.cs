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

    [Fact]
    public async Task A_full_answer_has_a_thousand_objects_and_the_later_entities_get_what_room_is_left()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { quotas = new { batch = new { limit = 1000 } } });
        for (var batch = 0; batch < 34; batch++)
        {
            var items = Enumerable.Range(0, 30).Select(item => (JsonNode)new JsonObject { ["bId"] = $"{item}", ["operation"] = "create", ["Payment"] = Samples.Payment(1m) });
            await session.PostAsync("batch", new JsonObject { ["BatchItemRequest"] = new JsonArray([.. items]) }.ToJsonString());
        }

        var since = DateTimeOffset.Parse(await NowAsync(session)).AddDays(-1);
        var answer = await session.GetAsync($"cdc?entities=Term,Payment,Item&changedSince={Uri.EscapeDataString(since.ToString("O"))}");

        var groups = answer.Body["CDCResponse"]![0]!["QueryResponse"]!.AsArray();
        groups.Select(group => group!["maxResults"]?.GetValue<int>()).ShouldBe([4, 996, null]);
    }

    [Fact]
    public async Task An_invoice_that_was_paid_is_among_the_changes()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale());
        await session.Sandbox.AdvanceAsync(TimeSpan.FromMinutes(5));
        var since = await NowAsync(session);
        await session.WriteAsync("Payment", Samples.Payment(300m, (300m, "Invoice", invoice)));

        var answer = await session.GetAsync($"cdc?entities=Invoice,Payment&changedSince={Uri.EscapeDataString(since)}");

        var groups = answer.Body["CDCResponse"]![0]!["QueryResponse"]!.AsArray();
        groups[0]!["Invoice"]![0]!["Balance"]!.GetValue<decimal>().ShouldBe(0m);
        groups[1]!["Payment"]!.AsArray().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("JournalCode", 1)]
    [InlineData("TaxAgency", 1)]
    [InlineData("TaxRate", 1)]
    [InlineData("TimeActivity", 1)]
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
