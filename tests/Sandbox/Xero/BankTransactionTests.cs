using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class BankTransactionTests
{
    [Fact]
    public async Task A_created_transaction_is_answered_with_id_computed_tax_and_the_accounts_currency()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var answer = await app.CreateAsync(XeroApp.Spend("ol-tx-1", 120m));

        answer.Status.ShouldBe(HttpStatusCode.OK);
        var created = answer["BankTransactions", 0];
        created["StatusAttributeString"]!.GetValue<string>().ShouldBe("OK");
        created["LineAmountTypes"]!.GetValue<string>().ShouldBe("Inclusive");
        created["CurrencyCode"]!.GetValue<string>().ShouldBe("GBP");
        created["SubTotal"]!.ToJsonString().ShouldBe("100.00");
        created["TotalTax"]!.ToJsonString().ShouldBe("20.00");
        created["Total"]!.ToJsonString().ShouldBe("120.00");
        created["Date"]!.GetValue<string>().ShouldBe("/Date(1772582400000+0000)/");
        created["LineItems"]![0]!["TaxType"]!.GetValue<string>().ShouldBe("INPUT2");
    }

    [Fact]
    public async Task One_bad_element_of_a_batch_fails_alone_when_errors_are_not_summarized()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var answer = await app.CreateAsync(XeroApp.Spend("good-1"), XeroApp.Spend("bad", account: "999"), XeroApp.Spend("good-2"));

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Json["BankTransactions"]!.AsArray().Select(element => element!["StatusAttributeString"]!.GetValue<string>()).ShouldBe(["OK", "ERROR", "OK"]);
        answer.Messages.ShouldBe(["Account code '999' is not a valid code for this document."]);
        (await app.GetAsync("BankTransactions?page=1")).Count("BankTransactions").ShouldBe(2);
    }

    [Fact]
    public async Task One_bad_element_fails_the_whole_call_when_errors_are_summarized()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var answer = await app.SendAsync(HttpMethod.Put, "BankTransactions", new { BankTransactions = new object[] { XeroApp.Spend("good"), XeroApp.Spend("bad", account: "999") } });

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Json["ErrorNumber"]!.GetValue<int>().ShouldBe(10);
        answer["Elements", 0]["Reference"]!.GetValue<string>().ShouldBe("bad");
        (await app.GetAsync("BankTransactions?page=1")).Count("BankTransactions").ShouldBe(0);
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "no contact", """{"Contact":{}}""", "The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber" },
        { "unknown bank account", """{"BankAccount":{"Code":"nope"}}""", "The specified bank account details do not match a known bank account" },
        { "ledger account as bank account", """{"BankAccount":{"Code":"493"}}""", "The specified bank account details do not match a known bank account" },
        { "no lines", """{"LineItems":[]}""", "One or more line items must be specified" },
        { "bank account on a line", """{"LineItems":[{"Description":"x","UnitAmount":1,"AccountCode":"091"}]}""", "Account code '091' is not a valid code for this document." },
        { "sales tax on a purchase", """{"LineItems":[{"Description":"x","UnitAmount":1,"AccountCode":"493","TaxType":"OUTPUT2"}]}""", "The TaxType code 'OUTPUT2' cannot be used with account code '493'." },
        { "own tax amount", """{"LineItems":[{"Description":"x","UnitAmount":261.4,"AccountCode":"493","TaxType":"INPUT2","TaxAmount":52.23}],"LineAmountTypes":"Exclusive"}""", "Tax amount 52.23 is incorrect for INPUT2 tax type, should be 52.28" },
        { "stale total", """{"Total":99}""", "The document total does not equal the total of the lines." },
        { "currency not subscribed", """{"CurrencyCode":"BRL"}""", "Organisation is not subscribed to currency BRL" },
        { "nothing to pay", """{"LineItems":[{"Description":"x","UnitAmount":-5,"AccountCode":"493"}]}""", "The document total must be greater than zero." },
        { "locked period", """{"Date":"2025-12-31"}""", "The document date cannot be before the period lock date, currently set at 31 Dec 2025" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_transaction_that_breaks_a_rule_is_refused_in_Xeros_words(string rule, string change, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/xero/{app.TenantId}", new { periodLockDate = "2025-12-31" });
        var transaction = XeroApp.Spend(rule);
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) transaction[name] = value?.DeepClone();

        (await app.CreateAsync(transaction)).Messages.ShouldBe([message]);
    }

    [Theory]
    [InlineData("""{"LineAmountTypes":"inclusive"}""")]
    [InlineData("""{"Date":"04.03.2026"}""")]
    [InlineData("""{"Type":"PAY"}""")]
    public async Task A_value_that_cannot_be_read_fails_the_whole_call_with_error_14(string change)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var transaction = XeroApp.Spend("unreadable");
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) transaction[name] = value?.DeepClone();

        var answer = await app.CreateAsync(XeroApp.Spend("good"), transaction);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Json["ErrorNumber"]!.GetValue<int>().ShouldBe(14);
        (await app.GetAsync("BankTransactions?page=1")).Count("BankTransactions").ShouldBe(0);
    }

    [Fact]
    public async Task Tax_is_rounded_per_line_and_then_summed()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var lines = new JsonArray([.. new[] { 25.06m, 25.61m, 25.63m }.Select(amount => new JsonObject { ["Description"] = "x", ["UnitAmount"] = amount, ["AccountCode"] = "493", ["TaxType"] = "RRINPUT" })]);
        var transaction = XeroApp.Spend("rounding");
        transaction["LineAmountTypes"] = "Exclusive";
        transaction["LineItems"] = lines;

        // 1.253 + 1.2805 + 1.2815 = 3.815: 3.82 when summed first, 3.81 when each line is rounded (1.25 + 1.28 + 1.28).
        (await app.CreateAsync(transaction))["BankTransactions", 0]["TotalTax"]!.ToJsonString().ShouldBe("3.81");
    }

    [Fact]
    public async Task A_transaction_stands_in_the_currency_of_its_bank_account_whatever_currency_is_sent()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var inPounds = XeroApp.Spend("a", bank: "090");
        inPounds["CurrencyCode"] = "USD";
        var inEuro = XeroApp.Spend("b", bank: "092");
        inEuro["CurrencyRate"] = 1.18m;

        var answer = await app.CreateAsync(inPounds, inEuro);

        answer["BankTransactions", 0]["CurrencyCode"]!.GetValue<string>().ShouldBe("GBP");
        answer["BankTransactions", 1]["CurrencyCode"]!.GetValue<string>().ShouldBe("EUR");
        answer["BankTransactions", 1]["CurrencyRate"]!.GetValue<decimal>().ShouldBe(1.18m);
    }

    [Fact]
    public async Task An_update_keeps_the_lines_it_names_adds_new_ones_and_drops_the_rest()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var transaction = XeroApp.Spend("lines");
        transaction["LineItems"]!.AsArray().Add(new JsonObject { ["Description"] = "Tip", ["UnitAmount"] = 2m, ["AccountCode"] = "429" });
        var created = (await app.CreateAsync(transaction))["BankTransactions", 0];
        var kept = created["LineItems"]![0]!["LineItemID"]!.GetValue<string>();

        var updated = await app.SendAsync(HttpMethod.Post, $"BankTransactions/{created["BankTransactionID"]}", new
        {
            LineItems = new object[] { new { LineItemID = kept, Description = "Taxi home", UnitAmount = 22m, AccountCode = "493" }, new { Description = "Toll", UnitAmount = 3m, AccountCode = "493" } },
        });

        updated.Status.ShouldBe(HttpStatusCode.OK);
        var lines = updated["BankTransactions", 0]["LineItems"]!.AsArray();
        lines.Select(line => line!["Description"]!.GetValue<string>()).ShouldBe(["Taxi home", "Toll"]);
        lines[0]!["LineItemID"]!.GetValue<string>().ShouldBe(kept);
        updated["BankTransactions", 0]["Reference"]!.GetValue<string>().ShouldBe("lines");
        updated["BankTransactions", 0]["Total"]!.GetValue<decimal>().ShouldBe(25m);
    }

    [Fact]
    public async Task A_deleted_transaction_stays_readable_and_takes_no_more_changes()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await app.CreateAsync(XeroApp.Spend("gone")))["BankTransactions", 0]["BankTransactionID"]!.GetValue<string>();

        (await app.SendAsync(HttpMethod.Post, $"BankTransactions/{id}", new { Status = "DELETED" })).Status.ShouldBe(HttpStatusCode.OK);

        (await app.GetAsync($"BankTransactions/{id}"))["BankTransactions", 0]["Status"]!.GetValue<string>().ShouldBe("DELETED");
        (await app.SendAsync(HttpMethod.Post, $"BankTransactions/{id}", new { Reference = "back" })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_archived_contact_cannot_be_used()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var contact = (await app.SendAsync(HttpMethod.Put, "Contacts", new { Name = "Old Supplier" }))["Contacts", 0]["ContactID"]!.GetValue<string>();
        await app.SendAsync(HttpMethod.Post, $"Contacts/{contact}", new { ContactStatus = "ARCHIVED" });
        var transaction = XeroApp.Spend("archived");
        transaction["Contact"] = new JsonObject { ["ContactID"] = contact };

        (await app.CreateAsync(transaction)).Messages.ShouldBe(["The contact is archived and cannot be used."]);
    }
}
