using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class ApiTests
{
    [Fact]
    public async Task A_call_that_does_not_accept_json_by_name_is_answered_in_xml()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var answer = await app.SendAsync(HttpMethod.Get, "Organisation", accept: "*/*");

        answer.MediaType.ShouldBe("text/xml");
        answer.Text.ShouldContain("<Organisation>");
    }

    [Fact]
    public async Task An_idempotency_key_replays_the_first_answer_for_six_minutes()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        object body = new { BankTransactions = new[] { XeroApp.Spend("once") } };

        var first = await app.SendAsync(HttpMethod.Put, "BankTransactions", body, "key-1");
        var second = await app.SendAsync(HttpMethod.Put, "BankTransactions", body, "key-1");
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(6));
        var later = await app.SendAsync(HttpMethod.Put, "BankTransactions", body, "key-1");

        second.Text.ShouldBe(first.Text);
        later["BankTransactions", 0]["BankTransactionID"]!.GetValue<string>().ShouldNotBe(first["BankTransactions", 0]["BankTransactionID"]!.GetValue<string>());
        (await app.GetAsync("BankTransactions?page=1")).Count("BankTransactions").ShouldBe(2);
        int.Parse(second.Headers["X-DayLimit-Remaining"]).ShouldBe(int.Parse(first.Headers["X-DayLimit-Remaining"]) - 1, "a replay counts against the quota");
    }

    [Fact]
    public async Task An_idempotency_key_keeps_a_refusal_too_and_refuses_another_request()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        object bad = new { BankTransactions = new[] { XeroApp.Spend("x", account: "501") } };
        (await app.SendAsync(HttpMethod.Put, "BankTransactions", bad, "key-2")).Status.ShouldBe(HttpStatusCode.BadRequest);
        await app.SendAsync(HttpMethod.Put, "Accounts", new { Code = "501", Name = "New", Type = "EXPENSE" });

        (await app.SendAsync(HttpMethod.Put, "BankTransactions", bad, "key-2")).Status.ShouldBe(HttpStatusCode.BadRequest, "the cause is mended, but the answer is the kept one");
        var other = await app.SendAsync(HttpMethod.Put, "BankTransactions", new { BankTransactions = new[] { XeroApp.Spend("y") } }, "key-2");

        other.Status.ShouldBe(HttpStatusCode.BadRequest);
        other.Json["Message"]!.GetValue<string>().ShouldBe("Idempotency Key: key-2 is used with a different request.");
        (await app.SendAsync(HttpMethod.Put, "BankTransactions", bad, "key-3")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_calls_with_one_key_at_the_same_time_make_one_transaction()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        object body = new { BankTransactions = new[] { XeroApp.Spend("race") } };

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.SendAsync(HttpMethod.Put, "BankTransactions", body, "key-4")));

        answers.Select(answer => answer.Text).Distinct().Count().ShouldBe(1);
        (await app.GetAsync("BankTransactions?page=1")).Count("BankTransactions").ShouldBe(1);
    }

    [Fact]
    public async Task Pages_are_full_and_counted_while_an_unpaged_list_leaves_the_lines_out()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.CreateAsync([.. Enumerable.Range(1, 5).Select(number => XeroApp.Spend($"tx-{number}"))]);

        var paged = await app.GetAsync("BankTransactions?page=2&pageSize=2");
        var whole = await app.GetAsync("BankTransactions");

        paged.Count("BankTransactions").ShouldBe(2);
        paged.Json["pagination"]!.ToJsonString().ShouldBe("""{"page":2,"pageSize":2,"pageCount":3,"itemCount":5}""");
        paged["BankTransactions", 0].ShouldContainKey("LineItems");
        whole.Count("BankTransactions").ShouldBe(5);
        whole.Json.ShouldNotContainKey("pagination");
        whole["BankTransactions", 0].ShouldNotContainKey("LineItems");
    }

    [Theory]
    [InlineData("Reference==\"tx-a\"", "tx-a")]
    [InlineData("Reference=\"TX-A\"", "tx-a")]
    [InlineData("Reference!=\"tx-a\" AND Reference != \"tx-b\"", "tx-c")]
    [InlineData("Date>=DateTime(2026,03,02) && Date<DateTime(2026,03,03)", "tx-b")]
    [InlineData("Total>25 && Total<=30", "tx-c")]
    [InlineData("Reference.EndsWith(\"b\") OR Reference.StartsWith(\"zz\")", "tx-b")]
    [InlineData("BankAccount.Code==\"092\"", "tx-c")]
    [InlineData("(Type==\"RECEIVE\" || Total==10.00) && !IsReconciled", "tx-a")]
    [InlineData("Contact.Name.Contains(\"taxi\") AND CurrencyCode==\"EUR\"", "tx-c")]
    [InlineData("OverpaymentID==null && Total<15", "tx-a")]
    public async Task A_where_filter_finds_what_it_describes(string where, string expected)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.CreateAsync(XeroApp.Spend("tx-a", 10m, "2026-03-01"), XeroApp.Spend("tx-b", 20m, "2026-03-02"), XeroApp.Spend("tx-c", 30m, "2026-03-03", bank: "092"));

        var answer = await app.GetAsync($"BankTransactions?page=1&where={Uri.EscapeDataString(where)}");

        answer.Json["BankTransactions"]!.AsArray().Select(transaction => transaction!["Reference"]!.GetValue<string>()).ShouldBe([expected]);
    }

    [Theory]
    [InlineData("Refrence==\"x\"", "No property or field 'Refrence' exists in type 'BankTransaction'")]
    [InlineData("Reference==", "Syntax error '' at index 11")]
    [InlineData("BankTransactionID==\"6f2b1c9e-0d5a-4c1e-9a56-5f0c8f0a1001\"", "Operator '==' incompatible with operand types 'Guid' and 'String'")]
    [InlineData("Reference==\"open", "Unterminated string literal at index 11")]
    public async Task A_where_filter_that_cannot_be_parsed_is_refused(string where, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var answer = await app.GetAsync($"BankTransactions?where={Uri.EscapeDataString(where)}");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Json["Message"]!.GetValue<string>().ShouldBe(message);
    }

    [Fact]
    public async Task A_guid_literal_finds_a_transaction_by_its_contact()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var created = (await app.CreateAsync(XeroApp.Spend("a")))["BankTransactions", 0];
        var contact = created["Contact"]!["ContactID"]!.GetValue<string>();

        (await app.GetAsync($"BankTransactions?page=1&where=Contact.ContactID==guid(\"{contact}\")")).Count("BankTransactions").ShouldBe(1);
        (await app.GetAsync($"BankTransactions?page=1&where=Contact.ContactID==guid(\"{Guid.Empty}\")")).Count("BankTransactions").ShouldBe(0);
    }

    [Fact]
    public async Task If_modified_since_leaves_out_what_is_older()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.CreateAsync(XeroApp.Spend("old"));
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(10));
        var since = (await sandbox.ControlAsync(HttpMethod.Get, "clock"))["now"]!.GetValue<DateTimeOffset>().AddMinutes(-5);
        await app.CreateAsync(XeroApp.Spend("new"));

        var answer = await app.SendAsync(HttpMethod.Get, "BankTransactions?page=1", ifModifiedSince: since.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", null));

        answer.Json["BankTransactions"]!.AsArray().Select(transaction => transaction!["Reference"]!.GetValue<string>()).ShouldBe(["new"]);
    }

    [Fact]
    public async Task An_order_sorts_the_list()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.CreateAsync(XeroApp.Spend("a", 20m), XeroApp.Spend("b", 10m), XeroApp.Spend("c", 30m));

        var answer = await app.GetAsync("BankTransactions?page=1&order=Total%20DESC");

        answer.Json["BankTransactions"]!.AsArray().Select(transaction => transaction!["Reference"]!.GetValue<string>()).ShouldBe(["c", "a", "b"]);
    }

    [Fact]
    public async Task Unit_prices_keep_four_decimals_only_when_asked_to()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        JsonObject Priced()
        {
            var transaction = XeroApp.Spend("p");
            transaction["LineItems"] = new JsonArray(new JsonObject { ["Description"] = "kWh", ["Quantity"] = 100, ["UnitAmount"] = 0.1234m, ["AccountCode"] = "445" });
            return transaction;
        }

        var two = await app.SendAsync(HttpMethod.Put, "BankTransactions", new { BankTransactions = new[] { Priced() } });
        var four = await app.SendAsync(HttpMethod.Put, "BankTransactions?unitdp=4", new { BankTransactions = new[] { Priced() } });

        two["BankTransactions", 0]["Total"]!.ToJsonString().ShouldBe("12.00");
        four["BankTransactions", 0]["Total"]!.ToJsonString().ShouldBe("12.34");
    }

    [Theory]
    [InlineData("PurchaseOrders", HttpStatusCode.NotImplemented)]
    [InlineData("Nonsense", HttpStatusCode.NotFound)]
    [InlineData("BankTransactions/00000000-0000-0000-0000-000000000001", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_says_so(string path, HttpStatusCode expected)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        (await app.GetAsync(path)).Status.ShouldBe(expected);
    }

}
