using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class BatchTests
{
    [Fact]
    public async Task Items_succeed_and_fail_each_for_itself_and_are_answered_by_bId_in_another_order()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var items = Enumerable.Range(1, 29).Select(item => Item($"{item}", Samples.Purchase(item, account: item == 7 ? "999" : "42"))).Append(new JsonObject { ["bId"] = "q", ["Query"] = "select * from Customer" });

        var answer = await session.PostAsync("batch", Batch(items).ToJsonString());

        var answers = answer.Body["BatchItemResponse"]!.AsArray();
        answers.Count.ShouldBe(30);
        answers.Select(item => item!["bId"]!.GetValue<string>()).ShouldNotBe(Enumerable.Range(1, 29).Select(item => $"{item}").Append("q"));
        Of(answers, "7")["Fault"]!["Error"]![0]!["code"]!.GetValue<string>().ShouldBe("2500");
        Of(answers, "8")["Purchase"]!["TotalAmt"]!.GetValue<decimal>().ShouldBe(8m);
        Of(answers, "q")["QueryResponse"]!["Customer"]!.AsArray().Count.ShouldBe(3);
        (await session.RowsAsync("Purchase", "select * from Purchase")).Count.ShouldBe(28);
    }

    [Fact]
    public async Task A_batch_repeated_under_its_request_id_creates_nothing_again_and_new_items_run()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var first = await session.PostAsync("batch?requestid=b1", Batch([Item("1", Samples.Purchase(1)), Item("2", Samples.Purchase(2, account: "999"))]).ToJsonString());

        var repeated = await session.PostAsync("batch?requestid=b1", Batch([Item("1", Samples.Purchase(1)), Item("2", Samples.Purchase(2)), Item("3", Samples.Purchase(3))]).ToJsonString());

        Of(repeated.Body["BatchItemResponse"]!.AsArray(), "1")["Purchase"]!["Id"]!.GetValue<string>().ShouldBe(Of(first.Body["BatchItemResponse"]!.AsArray(), "1")["Purchase"]!["Id"]!.GetValue<string>());
        (await session.RowsAsync("Purchase", "select * from Purchase")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task More_than_thirty_items_are_refused_as_a_whole()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var refused = await session.PostAsync("batch", Batch(Enumerable.Range(1, 31).Select(item => Item($"{item}", Samples.Purchase(item)))).ToJsonString());

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Code.ShouldBe("1040");
        (await session.RowsAsync("Purchase", "select * from Purchase")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Under_a_request_id_both_ids_are_short()
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.PostAsync("batch?requestid=" + new string('k', 37), Batch([Item("1", Samples.Purchase())]).ToJsonString())).Code.ShouldBe("2130");
        (await session.PostAsync("batch?requestid=k", Batch([Item("01234567890", Samples.Purchase())]).ToJsonString())).Code.ShouldBe("2130");
        (await session.PostAsync("batch", Batch([Item("01234567890", Samples.Purchase())]).ToJsonString())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Items_update_and_delete_with_the_version_they_know()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var one = await session.WriteAsync("Purchase", Samples.Purchase(1));
        var two = await session.WriteAsync("Purchase", Samples.Purchase(2));

        var answer = await session.PostAsync("batch", Batch(
        [
            Item("u", one.Version(sparse: true).With("PrivateNote", "changed"), "update"),
            Item("d", two.Version(sparse: false), "delete"),
            Item("s", one.Version(sparse: true).With("SyncToken", "9"), "update"),
            Item("n", Samples.Purchase(), "update"),
        ]).ToJsonString());

        var answers = answer.Body["BatchItemResponse"]!.AsArray();
        Of(answers, "u")["Purchase"]!["PrivateNote"]!.GetValue<string>().ShouldBe("changed");
        Of(answers, "d")["Purchase"]!["status"]!.GetValue<string>().ShouldBe("Deleted");
        Of(answers, "s")["Fault"]!["Error"]![0]!["code"]!.GetValue<string>().ShouldBe("5010");
        Of(answers, "n")["Fault"]!["Error"]![0]!["code"]!.GetValue<string>().ShouldBe("2020");
    }

    [Fact]
    public async Task An_item_can_be_throttled_alone_and_is_free_to_come_again()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { throttledBatchItems = 1 });
        string Both() => Batch([Item("1", Samples.Purchase(1)), Item("2", Samples.Purchase(2))]).ToJsonString();

        var first = await session.PostAsync("batch?requestid=t", Both());
        var second = await session.PostAsync("batch?requestid=t", Both());

        first.Status.ShouldBe(HttpStatusCode.OK);
        first.Body["BatchItemResponse"]!.AsArray().Select(item => item!["Fault"]?["Error"]?[0]?["code"]?.GetValue<string>()).ShouldBe(["3001", null], ignoreOrder: true);
        second.Body["BatchItemResponse"]!.AsArray().ShouldAllBe(item => item!["Purchase"] != null);
        (await session.RowsAsync("Purchase", "select * from Purchase")).Count.ShouldBe(2);
    }

    private static JsonObject Batch(IEnumerable<JsonObject> items) => new() { ["BatchItemRequest"] = new JsonArray([.. items]) };

    private static JsonObject Item(string id, JsonObject purchase, string operation = "create") => new() { ["bId"] = id, ["operation"] = operation, ["Purchase"] = purchase };

    private static JsonNode Of(JsonArray answers, string id) => answers.Single(answer => answer!["bId"]!.GetValue<string>() == id)!;
}
