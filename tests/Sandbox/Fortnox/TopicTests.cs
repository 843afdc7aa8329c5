using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

/// <summary>Events over the websocket.</summary>
public sealed class TopicTests
{
    [Fact]
    public async Task An_event_says_what_happened_to_which_entity_of_which_tenant()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await using var client = await TopicClient.SubscribeAsync(sandbox, "customers", offset: null, session);

        await session.PostAsync("customers", Customer("7"));

        var happened = (await client.NextAsync()).AsObject();
        happened.Select(pair => pair.Key).ShouldBe(["topic", "offset", "type", "tenantId", "entityId", "timestamp"]);
        (happened["topic"]!.GetValue<string>(), happened["type"]!.GetValue<string>(), happened["tenantId"]!.GetValue<int>(), happened["entityId"]!.GetValue<string>()).ShouldBe(("customers", "customer-created-v1", 1047315, "7"));
        happened["offset"]!.GetValue<string>().ShouldMatch("^[0-9A-Za-z]{5}$");
        happened["timestamp"]!.GetValue<string>().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0[12]:00$");
    }

    [Fact]
    public async Task Commands_are_answered_and_nothing_comes_before_the_subscription()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await using var client = await TopicClient.ConnectAsync(sandbox);

        (await client.CommandAsync(new JsonObject { ["command"] = "subscribe-v1" }))["result"]!.GetValue<string>().ShouldBe("error");
        var added = await client.AddTenantsAsync(session);
        added.ToJsonString().ShouldBe("{\"response\":\"add-tenants-v1\",\"result\":\"ok\",\"tenantIds\":{\"Bearer " + session.AccessToken + "\":1047315}}");
        (await client.CommandAsync(new JsonObject { ["command"] = "list-tenants-v1" })).ToJsonString().ShouldBe("{\"response\":\"list-tenants-v1\",\"result\":\"ok\",\"tenantIds\":[1047315]}");
        (await client.AddTopicAsync("customers")).ToJsonString().ShouldBe("{\"response\":\"add-topics-v1\",\"result\":\"ok\"}");
        (await client.AddTopicAsync("kunder")).ToJsonString().ShouldBe("{\"response\":\"add-topics-v1\",\"result\":\"error\",\"invalidTopics\":[\"kunder\"]}");
        await session.PostAsync("customers", Customer("7"));
        (await client.CommandAsync(new JsonObject { ["command"] = "dance-v1" }))["result"]!.GetValue<string>().ShouldBe("error");
        (await client.SendAsync("not json"))["result"]!.GetValue<string>().ShouldBe("error");
        (await client.CommandAsync(new JsonObject { ["command"] = "subscribe-v1" }))["result"]!.GetValue<string>().ShouldBe("ok");

        (await client.NextAsync(1)).ShouldBe(["customer-created-v1 7"]);
        await client.CloseAsync();
    }

    [Fact]
    public async Task A_token_that_is_unknown_expired_or_of_another_apps_secret_adds_no_tenant()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await using var client = await TopicClient.ConnectAsync(sandbox);
        var bearer = $"Bearer {session.AccessToken}";

        (await client.AddTenantsAsync(session, new FortnoxSession(sandbox, "not.a.token", null))).ToJsonString().ShouldBe("{\"response\":\"add-tenants-v1\",\"result\":\"error\",\"invalidTokens\":[\"Bearer not.a.token\"]}");
        (await client.CommandAsync(new JsonObject { ["command"] = "add-tenants-v1", ["clientSecret"] = "wrong", ["accessTokens"] = new JsonArray(bearer) }))["invalidTokens"]![0]!.GetValue<string>().ShouldBe(bearer);
        await sandbox.AdvanceAsync(TimeSpan.FromHours(1));
        (await client.AddTenantsAsync(session))["result"]!.GetValue<string>().ShouldBe("error");

        (await client.CommandAsync(new JsonObject { ["command"] = "list-tenants-v1" }))["tenantIds"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_connection_serves_several_tenants_until_they_are_removed()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var norrsken = await FortnoxSession.ConnectAsync(sandbox);
        var vastkusten = await FortnoxSession.ConnectAsync(sandbox, FortnoxSession.Vastkusten);
        await using var client = await TopicClient.SubscribeAsync(sandbox, "customers", offset: null, norrsken, vastkusten);

        await norrsken.PostAsync("customers", Customer("1"));
        await vastkusten.PostAsync("customers", Customer("2"));
        ((await client.NextAsync())["tenantId"]!.GetValue<int>(), (await client.NextAsync())["tenantId"]!.GetValue<int>()).ShouldBe((1047315, 1182904));

        (await client.CommandAsync(new JsonObject { ["command"] = "remove-tenants-v1", ["tenants"] = new JsonArray(1182904) }))["result"]!.GetValue<string>().ShouldBe("ok");
        await vastkusten.PostAsync("customers", Customer("3"));
        await norrsken.PostAsync("customers", Customer("4"));
        (await client.NextAsync(1)).ShouldBe(["customer-created-v1 4"]);
    }

    [Fact]
    public async Task The_life_of_an_invoice_is_told_in_order_and_its_vouchers_with_their_key()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await using var invoices = await TopicClient.SubscribeAsync(sandbox, "invoices", offset: null, session);
        await using var vouchers = await TopicClient.SubscribeAsync(sandbox, "vouchers", offset: null, session);

        await session.BookedInvoiceAsync();
        await session.PayAsync(1, 250);
        await session.ActAsync("invoices/1/credit");
        await session.ActAsync("invoices/2/cancel");
        await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 1));
        await session.DeleteAsync("invoicepayments/2");

        (await invoices.NextAsync(7)).ShouldBe(
            ["invoice-created-v1 1", "invoice-bookkeep-v1 1", "invoicepayment-bookkeep-v1 1", "invoice-created-v1 2", "invoice-updated-v1 1", "invoice-cancelled-v1 2", "invoicepayment-deleted-v1 2"]);
        var voucher = await vouchers.NextAsync();
        (voucher["type"]!.GetValue<string>(), voucher["year"]!.GetValue<int>(), voucher["series"]!.GetValue<string>(), voucher["id"]!.GetValue<int>()).ShouldBe(("voucher-created-v1", 4, "B", 1));
        (await vouchers.NextAsync())["series"]!.GetValue<string>().ShouldBe("C");
    }

    [Fact]
    public async Task A_refused_call_is_no_event()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await using var client = await TopicClient.SubscribeAsync(sandbox, "customers", offset: null, session);

        await session.PostAsync("customers", Customer("1"));
        (await session.PostAsync("customers", Customer("1"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000637);
        await session.DeleteAsync("customers/1");

        (await client.NextAsync(2)).ShouldBe(["customer-created-v1 1", "customer-deleted-v1 1"]);
    }

    [Fact]
    public async Task With_an_offset_the_topic_is_replayed_from_that_event_on()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await using var first = await TopicClient.SubscribeAsync(sandbox, "customers", offset: null, session);
        for (var number = 1; number <= 3; number++) await session.PostAsync("customers", Customer($"{number}"));
        var offsets = new[] { await first.NextAsync(), await first.NextAsync(), await first.NextAsync() }.Select(happened => happened["offset"]!.GetValue<string>()).ToList();
        await first.CloseAsync();
        await session.PostAsync("customers", Customer("4"));

        await using var again = await TopicClient.SubscribeAsync(sandbox, "customers", offsets[1], session);

        (await again.NextAsync(3)).ShouldBe(["customer-created-v1 2", "customer-created-v1 3", "customer-created-v1 4"]);
        offsets.ShouldBeUnique();
    }

    [Fact]
    public async Task After_14_days_an_offset_is_too_old()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await using var first = await TopicClient.SubscribeAsync(sandbox, "customers", offset: null, session);
        await session.PostAsync("customers", Customer("1"));
        var offset = (await first.NextAsync())["offset"]!.GetValue<string>();

        await sandbox.AdvanceAsync(TimeSpan.FromDays(14) - TimeSpan.FromMinutes(5));
        await using var inTime = await TopicClient.ConnectAsync(sandbox);
        (await inTime.AddTopicAsync("customers", offset))["result"]!.GetValue<string>().ShouldBe("ok");
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(6));

        (await inTime.AddTopicAsync("customers", offset)).ToJsonString().ShouldBe("{\"response\":\"add-topics-v1\",\"result\":\"error\",\"invalidTopics\":[\"customers\"]}");
        (await inTime.AddTopicAsync("customers", "?????"))["result"]!.GetValue<string>().ShouldBe("error");
    }

    [Fact]
    public async Task Events_can_come_twice_with_the_same_offset()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/fortnox/{FortnoxSession.Norrsken}", new { eventCopies = 2 });
        await using var client = await TopicClient.SubscribeAsync(sandbox, "customers", offset: null, session);

        await session.PostAsync("customers", Customer("1"));
        await session.PostAsync("customers", Customer("2"));

        var events = new[] { await client.NextAsync(), await client.NextAsync(), await client.NextAsync(), await client.NextAsync() };
        events.Select(happened => happened["entityId"]!.GetValue<string>()).ShouldBe(["1", "1", "2", "2"]);
        JsonNode.DeepEquals(events[0], events[1]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_tenant_falls_silent_with_its_token_and_speaks_again_with_a_new_one()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await using var client = await TopicClient.SubscribeAsync(sandbox, "customers", offset: null, session);
        await sandbox.AdvanceAsync(TimeSpan.FromHours(1));
        var renewed = await FortnoxSession.ConnectAsync(sandbox);
        await renewed.PostAsync("customers", Customer("1"));

        (await client.AddTenantsAsync(renewed))["result"]!.GetValue<string>().ShouldBe("ok");
        await renewed.PostAsync("customers", Customer("2"));

        (await client.NextAsync(1)).ShouldBe(["customer-created-v1 2"]);
    }

    [Fact]
    public async Task A_topic_whose_scope_was_not_consented_to_stays_silent()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var writer = await FortnoxSession.ConnectAsync(sandbox);
        var listener = await FortnoxSession.ConnectAsync(sandbox, scopes: "article");
        await using var client = await TopicClient.SubscribeAsync(sandbox, "customers", offset: null, listener);
        (await client.AddTopicAsync("articles"))["result"]!.GetValue<string>().ShouldBe("ok");

        await writer.PostAsync("customers", Customer("1"));
        await writer.PostAsync("articles", new JsonObject { ["Article"] = new JsonObject { ["ArticleNumber"] = "a", ["Description"] = "x" } });

        (await client.NextAsync(1)).ShouldBe(["article-created-v1 a"]);
    }

    [Fact]
    public async Task Offsets_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("fortnox-topics").FullName;
        try
        {
            FortnoxSession session;
            string offset;
            await using (var sandbox = await SandboxServer.StartAsync($"Sandbox:DataFolder={folder}"))
            {
                session = await FortnoxSession.ConnectAsync(sandbox);
                await using var client = await TopicClient.SubscribeAsync(sandbox, "customers", offset: null, session);
                await session.PostAsync("customers", Customer("1"));
                offset = (await client.NextAsync())["offset"]!.GetValue<string>();
            }

            await using (var sandbox = await SandboxServer.StartAsync($"Sandbox:DataFolder={folder}"))
            {
                var after = new FortnoxSession(sandbox, session.AccessToken, null);
                await after.PostAsync("customers", Customer("2"));
                await using var client = await TopicClient.SubscribeAsync(sandbox, "customers", offset, after);
                (await client.NextAsync(2)).ShouldBe(["customer-created-v1 1", "customer-created-v1 2"]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Without_a_websocket_handshake_there_is_nothing_to_see()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        using var answer = await sandbox.Http.GetAsync(new Uri("/fortnox/topics-v1", UriKind.Relative), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static JsonObject Customer(string number) => new() { ["Customer"] = new JsonObject { ["CustomerNumber"] = number, ["Name"] = "Kund" } };
}
