using System.Net;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

/// <summary>What holds for writing any entity, shown with purchases.</summary>
public sealed class WriteTests
{
    [Fact]
    public async Task A_write_repeated_under_its_request_id_takes_effect_once_and_gets_the_first_answer()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var first = await session.WriteAsync("Purchase", Samples.Purchase(), "?requestid=key-1");
        var repeated = await session.WriteAsync("Purchase", Samples.Purchase(), "?requestid=key-1&minorversion=75");

        repeated["Id"]!.GetValue<string>().ShouldBe(first["Id"]!.GetValue<string>());
        (await session.RowsAsync("Purchase", "select * from Purchase")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_answered_by_its_repeat()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.Sandbox.FaultAsync(new { provider = "quickbooks", kind = "drop-after", path = "/purchase$", count = 1 });

        await Should.ThrowAsync<HttpRequestException>(() => session.WriteAsync("Purchase", Samples.Purchase(), "?requestid=lost"));
        await session.WriteAsync("Purchase", Samples.Purchase(), "?requestid=lost");

        (await session.RowsAsync("Purchase", "select * from Purchase")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_id_is_not_taken_for_another_content_nor_at_more_than_fifty_characters()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.WriteAsync("Purchase", Samples.Purchase(1), "?requestid=key-1");

        (await session.PostAsync("purchase?requestid=key-1", Samples.Purchase(2))).Code.ShouldBe("600");
        (await session.PostAsync("purchase?requestid=" + new string('k', 51), Samples.Purchase())).Code.ShouldBe("2130");
    }

    [Fact]
    public async Task A_refused_write_may_be_tried_again_under_its_request_id()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { bookCloseDate = "2026-03-31" });
        (await session.PostAsync("purchase?requestid=key-1", Samples.Purchase())).Code.ShouldBe("6210");

        await session.SetAsync(new { bookCloseDate = (string?)null });

        await session.WriteAsync("Purchase", Samples.Purchase(), "?requestid=key-1");
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_a_successful_write_raises_the_version()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var purchase = await session.WriteAsync("Purchase", Samples.Purchase());

        var updated = await session.WriteAsync("Purchase", purchase.Version(sparse: true).With("PrivateNote", "one"));
        var stale = await session.PostAsync("purchase", purchase.Version(sparse: true).With("PrivateNote", "two"));

        updated["SyncToken"]!.GetValue<string>().ShouldBe("1");
        stale.Status.ShouldBe(HttpStatusCode.BadRequest);
        stale.Code.ShouldBe("5010");
    }

    [Fact]
    public async Task A_sparse_update_leaves_what_is_not_sent_alone_and_replaces_the_lines_as_a_whole()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var purchase = await session.WriteAsync("Purchase", Samples.Parse($$"""
            {"PaymentType":"CreditCard","AccountRef":{"value":"42"},"CurrencyRef":{"value":"USD"},"PrivateNote":"kept","Line":[{{Samples.ExpenseLine(1)}},{{Samples.ExpenseLine(2)}}]}
            """));

        var updated = await session.WriteAsync("Purchase", purchase.Version(sparse: true).With("Line", System.Text.Json.Nodes.JsonNode.Parse($"[{Samples.ExpenseLine(5)}]")));

        updated["PrivateNote"]!.GetValue<string>().ShouldBe("kept");
        updated["Line"]!.AsArray().ShouldHaveSingleItem()!["Id"]!.GetValue<string>().ShouldBe("3");
        updated["TotalAmt"]!.GetValue<decimal>().ShouldBe(5m);
    }

    [Fact]
    public async Task A_full_update_empties_what_is_not_sent()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var purchase = await session.WriteAsync("Purchase", Samples.Purchase().With("Credit", true).With("DocNumber", "N-1"));
        purchase["Credit"]!.GetValue<bool>().ShouldBeTrue();

        var full = Samples.Purchase().With("PrivateNote", null).With("Id", purchase["Id"]!.GetValue<string>()).With("SyncToken", "0");
        var updated = await session.WriteAsync("Purchase", full);

        updated.ShouldNotContainKey("PrivateNote");
        updated.ShouldNotContainKey("DocNumber");
        updated["Credit"]!.GetValue<bool>().ShouldBeFalse();
        updated["MetaData"]!["CreateTime"]!.GetValue<string>().ShouldBe(purchase["MetaData"]!["CreateTime"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_deleted_transaction_is_gone_with_a_610_at_status_400()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var purchase = await session.WriteAsync("Purchase", Samples.Purchase());

        var deleted = await session.WriteAsync("Purchase", purchase.Version(sparse: false), "?operation=delete");

        deleted.ToJsonString().ShouldBe($$"""{"Id":"{{purchase["Id"]}}","domain":"QBO","status":"Deleted"}""");
        var gone = await session.GetAsync($"purchase/{purchase["Id"]}");
        gone.Status.ShouldBe(HttpStatusCode.BadRequest);
        gone.Code.ShouldBe("610");
        (await session.PostAsync("purchase?operation=delete", purchase.Version(sparse: false))).Code.ShouldBe("610");
    }

    [Fact]
    public async Task A_member_the_schema_does_not_have_is_refused_by_name()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var refused = await session.PostAsync("purchase", Samples.Purchase().With("Recipient", "me"));

        refused.Code.ShouldBe("2010");
        refused.Detail!.ShouldContain("\"Recipient\"");
    }

    [Fact]
    public async Task A_text_beyond_its_length_is_refused_with_the_lengths_and_the_element()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var refused = await session.PostAsync("purchase", Samples.Purchase().With("DocNumber", new string('9', 33)));

        refused.Code.ShouldBe("2050");
        refused.Detail.ShouldBe("String length specified does not match the supported length. Min:0 Max:21 supported. Supplied length:33");
        refused.Errors![0]!["element"]!.GetValue<string>().ShouldBe("DocNumber");
    }

    [Fact]
    public async Task Closed_books_take_no_new_changed_or_deleted_transaction()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var purchase = await session.WriteAsync("Purchase", Samples.Purchase());
        await session.SetAsync(new { bookCloseDate = "2026-03-31" });

        (await session.GetAsync("preferences")).Body["Preferences"]!["AccountingInfoPrefs"]!["BookCloseDate"]!.GetValue<string>().ShouldBe("2026-03-31");
        (await session.PostAsync("purchase", Samples.Purchase().With("TxnDate", "2026-03-31"))).Code.ShouldBe("6210");
        (await session.PostAsync("purchase", purchase.Version(sparse: true).With("TxnDate", "2026-04-01"))).Code.ShouldBe("6210");
        (await session.PostAsync("purchase?operation=delete", purchase.Version(sparse: false))).Code.ShouldBe("6210");
        await session.WriteAsync("Purchase", Samples.Purchase().With("TxnDate", "2026-04-01"));
    }

    [Fact]
    public async Task A_company_whose_subscription_ended_can_be_read_but_not_written()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { subscribed = false });

        (await session.PostAsync("purchase", Samples.Purchase())).Code.ShouldBe("6190");
        (await session.QueryAsync("select * from Account")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Entities_the_simulator_does_not_keep_get_the_providers_own_unsupported_operation()
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.PostAsync("purchaseorder", new { VendorRef = new { value = "1" } })).Code.ShouldBe("500");
        (await session.PostAsync("purchase?operation=void", new { Id = "1", SyncToken = "0" })).Code.ShouldBe("500");
        (await session.PostAsync("taxcode", new { Name = "x" })).Code.ShouldBe("500");
    }

    [Fact]
    public async Task Callers_who_do_not_ask_for_JSON_get_XML()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var purchase = await session.WriteAsync("Purchase", Samples.Purchase());
        var request = session.Authorized(HttpMethod.Get, $"purchase/{purchase["Id"]}");
        request.Headers.Accept.Clear();

        var xml = System.Xml.Linq.XElement.Parse((await session.SendAsync(request)).Body["text"]!.GetValue<string>());

        System.Xml.Linq.XNamespace schema = "http://schema.intuit.com/finance/v3";
        var entity = xml.Element(schema + "Purchase")!;
        entity.Attribute("domain")!.Value.ShouldBe("QBO");
        entity.Element(schema + "AccountRef")!.Value.ShouldBe("42");
        entity.Element(schema + "AccountRef")!.Attribute("name")!.Value.ShouldBe("Visa");
        entity.Element(schema + "TotalAmt")!.Value.ShouldBe("20.00");
        entity.Element(schema + "PurchaseEx")!.Element(schema + "NameValue")!.Element(schema + "Value")!.Value.ShouldBe("54");
    }

    [Fact]
    public async Task Books_and_request_ids_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("quickbooks-").FullName;
        try
        {
            string token;
            await using (var before = await QuickBooksSession.StartAsync(QuickBooksSession.Us, $"Sandbox:DataFolder={folder}"))
            {
                await before.WriteAsync("Purchase", Samples.Purchase().With("DocNumber", "N-1"), "?requestid=key-1");
                token = before.AccessToken;
            }

            await using var after = await QuickBooksSession.StartAsync(QuickBooksSession.Us, $"Sandbox:DataFolder={folder}");
            after.AccessToken = token;
            (await after.WriteAsync("Purchase", Samples.Purchase().With("DocNumber", "N-1"), "?requestid=key-1"))["Id"]!.GetValue<string>().ShouldBe("1");
            (await after.PostAsync("purchase", Samples.Purchase().With("DocNumber", "N-1"))).Code.ShouldBe("6140");
            (await after.WriteAsync("Purchase", Samples.Purchase()))["Id"]!.GetValue<string>().ShouldBe("2");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
