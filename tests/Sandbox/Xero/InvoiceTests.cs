using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class InvoiceTests
{
    [Fact]
    public async Task An_approved_invoice_is_answered_in_full_with_everything_computed()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var contact = (await app.PutAsync("Contacts", new { Name = "Harbour Cafe Ltd" }))["Contacts", 0]["ContactID"]!.GetValue<string>();

        // The minimal ACCREC of the provider notes, with its amounts.
        var answer = await app.SendAsync(HttpMethod.Put, "Invoices", $$"""
            {"Invoices":[{"Type":"ACCREC","Contact":{"ContactID":"{{contact}}"},"Date":"2026-03-02","DueDate":"2026-04-01","LineAmountTypes":"Exclusive","InvoiceNumber":"OL-1001",
            "Reference":"ol-doc-1001","Status":"AUTHORISED","LineItems":[{"Description":"Consulting","Quantity":2,"UnitAmount":150.00,"AccountCode":"200","TaxType":"OUTPUT2"}]}]}
            """);

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Json["Status"]!.GetValue<string>().ShouldBe("OK");
        var invoice = answer["Invoices", 0];
        invoice["Contact"]!["Name"]!.GetValue<string>().ShouldBe("Harbour Cafe Ltd");
        invoice.Remove("Contact");
        XeroShape.Of(invoice).ShouldBe("""
            {"Type":"ACCREC","InvoiceID":"guid","InvoiceNumber":"OL-1001","Reference":"ol-doc-1001","Payments":[],"CreditNotes":[],"Prepayments":[],"Overpayments":[],
            "AmountDue":360.00,"AmountPaid":0.00,"AmountCredited":0.00,"IsDiscounted":false,"CurrencyRate":1,"SentToContact":false,"HasErrors":false,"HasAttachments":false,
            "DateString":"2026-03-02T00:00:00","Date":"/Date(1772409600000+0000)/","DueDateString":"2026-04-01T00:00:00","DueDate":"/Date(1775001600000+0000)/",
            "Status":"AUTHORISED","LineAmountTypes":"Exclusive",
            "LineItems":[{"Description":"Consulting","UnitAmount":150.00,"TaxType":"OUTPUT2","TaxAmount":60.00,"LineAmount":300.00,"AccountCode":"200","Tracking":[],"Quantity":2.0000,
            "LineItemID":"guid","AccountID":"guid"}],"SubTotal":300.00,"TotalTax":60.00,"Total":360.00,"UpdatedDateUTC":"now","UpdatedDateUTCString":"now","CurrencyCode":"GBP"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task A_draft_needs_only_a_type_and_a_contact_and_gets_a_number()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var answer = await app.PutAsync("Invoices", new { Type = "ACCREC", Contact = new { Name = "A" } }, new { Type = "ACCREC", Contact = new { Name = "A" }, LineItems = new[] { new { Description = "Words only" } } });

        answer.Json["Invoices"]!.AsArray().Select(invoice => $"{invoice!["InvoiceNumber"]} {invoice["Status"]} {invoice["StatusAttributeString"]}").ShouldBe(["INV-0001 DRAFT OK", "INV-0002 DRAFT OK"]);
    }

    [Fact]
    public async Task A_number_used_again_is_refused_by_put_and_updates_that_invoice_by_post()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var first = (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();

        var put = await app.PutAsync("Invoices", XeroApp.Invoice("OL-1"));
        var posted = await app.PostAsync("Invoices", XeroApp.Invoice("OL-1", 200m));

        put.Messages.ShouldBe(["Invoice # must be unique."]);
        posted["Invoices", 0]["InvoiceID"]!.GetValue<string>().ShouldBe(first);
        posted["Invoices", 0]["Total"]!.GetValue<decimal>().ShouldBe(240m);
        (await app.GetAsync("Invoices?page=1")).Count("Invoices").ShouldBe(1);
    }

    [Fact]
    public async Task A_bills_number_is_free_so_that_posting_it_twice_makes_two_bills()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var bill = XeroApp.Invoice("S-77", type: "ACCPAY");
        bill["Reference"] = "never kept on a bill";

        await app.PutAsync("Invoices", bill);
        var second = await app.PostAsync("Invoices", bill);

        second["Invoices", 0]["Reference"]!.GetValue<string>().ShouldBe("");
        (await app.GetAsync("Invoices?InvoiceNumbers=S-77")).Count("Invoices").ShouldBe(2);
    }

    [Fact]
    public async Task The_same_new_number_twice_in_one_call_makes_one_invoice()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var single = await app.PutAsync("Invoices", XeroApp.Invoice("OL-1"), XeroApp.Invoice("OL-1"));
        var summarized = await app.SendAsync(HttpMethod.Put, "Invoices", new { Invoices = new[] { XeroApp.Invoice("OL-2"), XeroApp.Invoice("OL-2") } });

        single.Json["Invoices"]!.AsArray().Select(invoice => invoice!["StatusAttributeString"]!.GetValue<string>()).ShouldBe(["OK", "ERROR"]);
        summarized.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await app.GetAsync("Invoices?page=1")).Count("Invoices").ShouldBe(2);
    }

    [Fact]
    public async Task An_update_replaces_the_lines_it_does_not_name()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var draft = XeroApp.Invoice("OL-1", status: "DRAFT");
        draft["LineItems"]!.AsArray().Add(new JsonObject { ["Description"] = "Travel", ["UnitAmount"] = 10m, ["AccountCode"] = "200" });
        var created = (await app.PutAsync("Invoices", draft))["Invoices", 0];
        var kept = created["LineItems"]![1]!["LineItemID"]!.GetValue<string>();

        var updated = await app.SendAsync(HttpMethod.Post, $"Invoices/{created["InvoiceID"]}", new
        {
            LineItems = new object[] { new { LineItemID = kept, Description = "Travel by train", UnitAmount = 12m, AccountCode = "200" }, new { LineItemID = Guid.Empty, Description = "Hotel", UnitAmount = 80m, AccountCode = "200" } },
        });
        var approved = await app.SendAsync(HttpMethod.Post, "Invoices/OL-1", new { Status = "AUTHORISED" });

        var lines = updated["Invoices", 0]["LineItems"]!.AsArray();
        lines.Select(line => line!["Description"]!.GetValue<string>()).ShouldBe(["Travel by train", "Hotel"]);
        lines[0]!["LineItemID"]!.GetValue<string>().ShouldBe(kept);
        lines[1]!["LineItemID"]!.GetValue<string>().ShouldNotBe(Guid.Empty.ToString(), "an id nobody has makes a new line");
        approved["Invoices", 0]["LineItems"]!.AsArray().Count.ShouldBe(2, "a call without LineItems leaves them");
        approved["Invoices", 0]["Total"]!.GetValue<decimal>().ShouldBe(110.40m);
    }

    [Theory]
    [InlineData("DRAFT", "SUBMITTED", true)]
    [InlineData("DRAFT", "AUTHORISED", true)]
    [InlineData("DRAFT", "DELETED", true)]
    [InlineData("DRAFT", "VOIDED", false)]
    [InlineData("DRAFT", "PAID", false)]
    [InlineData("SUBMITTED", "DRAFT", true)]
    [InlineData("SUBMITTED", "AUTHORISED", true)]
    [InlineData("SUBMITTED", "DELETED", true)]
    [InlineData("AUTHORISED", "VOIDED", true)]
    [InlineData("AUTHORISED", "DRAFT", false)]
    [InlineData("AUTHORISED", "DELETED", false)]
    [InlineData("AUTHORISED", "PAID", false)]
    [InlineData("VOIDED", "AUTHORISED", false)]
    [InlineData("DELETED", "DRAFT", false)]
    public async Task Only_the_transitions_of_the_state_machine_pass(string from, string to, bool passes)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var start = from switch { "VOIDED" => "AUTHORISED", "DELETED" => "DRAFT", _ => from };
        var id = (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1", status: start)))["Invoices", 0]["InvoiceID"]!.GetValue<string>();
        if (start != from) (await app.PostAsync("Invoices", new { InvoiceID = id, Status = from })).Messages.ShouldBeEmpty();

        var answer = await app.PostAsync("Invoices", new { InvoiceID = id, Status = to });

        answer.Messages.ShouldBe(passes ? [] : ["Invoice not of valid status for modification"]);
        (await app.ReadAsync("Invoices", id))["Status"]!.GetValue<string>().ShouldBe(passes ? to : from);
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "no contact", """{"Contact":{}}""", "The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber" },
        { "mail address", """{"Contact":{"Name":"New","EmailAddress":"nobody"}}""", "Email address must be valid." },
        { "unknown account", """{"LineItems":[{"Description":"x","UnitAmount":1,"AccountCode":"999"}]}""", "Account code '999' is not a valid code for this document." },
        { "tax of the other side", """{"LineItems":[{"Description":"x","UnitAmount":1,"AccountCode":"400","TaxType":"OUTPUT2"}]}""", "The TaxType code 'OUTPUT2' cannot be used with account code '400'." },
        { "no account when approved", """{"LineItems":[{"Description":"x","UnitAmount":1}]}""", "Account code must be specified." },
        { "no due date when approved", """{"DueDate":null}""", "Due Date must be specified." },
        { "no lines when approved", """{"LineItems":null}""", "One or more line items must be specified" },
        { "currency not subscribed", """{"CurrencyCode":"BRL"}""", "Organisation is not subscribed to currency BRL" },
        { "locked period", """{"Date":"2025-12-31"}""", "The document date cannot be before the period lock date, currently set at 31 Dec 2025" },
        { "locked year", """{"Date":"2025-03-31"}""", "The document date cannot be before the end of year lock date, currently set at 31 Mar 2025" },
        { "own total", """{"Total":120.01}""", "The invoice total does not equal the sum of the lines." },
        { "link to Xero itself", """{"Url":"https://go.xero.com/x"}""", "Url is not a valid absolute URL." },
        { "unknown id", """{"Contact":{"ContactID":"00000000-0000-0000-0000-000000000009"}}""", "The contact with the ContactID 00000000-0000-0000-0000-000000000009 could not be found." },
        { "unknown item", """{"LineItems":[{"Description":"x","ItemCode":"nope","UnitAmount":1,"AccountCode":"200"}]}""", "Item code 'nope' is not valid" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task An_invoice_that_breaks_a_rule_is_refused_in_Xeros_words(string rule, string change, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/xero/{app.TenantId}", new { periodLockDate = "2025-12-31", endOfYearLockDate = "2025-03-31" });
        var invoice = XeroApp.Invoice(rule);
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) invoice[name] = value?.DeepClone();

        (await app.PutAsync("Invoices", invoice)).Messages.ShouldBe([message]);
        (await app.GetAsync("Invoices?page=1")).Count("Invoices").ShouldBe(0);
    }

    [Fact]
    public async Task Tax_is_rounded_by_line_and_then_summed()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var levy = (await app.PutAsync("TaxRates", new { Name = "Levy", TaxComponents = new[] { new { Name = "Levy", Rate = 15m } } }))["TaxRates", 0]["TaxType"]!.GetValue<string>();
        var invoice = XeroApp.Invoice("OL-1");
        invoice["LineItems"] = new JsonArray([.. new[] { 25.06m, 25.61m, 25.63m }.Select(amount => new JsonObject { ["Description"] = "x", ["UnitAmount"] = amount, ["AccountCode"] = "200", ["TaxType"] = levy })]);

        // 3.759, 3.8415 and 3.8445: 11.445 and so 11.45 when summed first, 3.76 + 3.84 + 3.84 at Xero.
        (await app.PutAsync("Invoices", invoice))["Invoices", 0]["TotalTax"]!.ToJsonString().ShouldBe("11.44");
    }

    [Fact]
    public async Task Unit_prices_of_four_decimals_need_unitdp_also_to_be_read_back()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        JsonObject Priced(string number)
        {
            var invoice = XeroApp.Invoice(number);
            invoice["LineItems"] = new JsonArray(new JsonObject { ["Description"] = "kWh", ["Quantity"] = 100, ["UnitAmount"] = 0.1234m, ["AccountCode"] = "200" });
            return invoice;
        }

        var two = await app.SendAsync(HttpMethod.Put, "Invoices", new { Invoices = new[] { Priced("two") } });
        var four = await app.SendAsync(HttpMethod.Put, "Invoices?unitdp=4", new { Invoices = new[] { Priced("four") } });

        two["Invoices", 0]["SubTotal"]!.ToJsonString().ShouldBe("12.00");
        four["Invoices", 0]["SubTotal"]!.ToJsonString().ShouldBe("12.34");
        (await app.GetAsync("Invoices/four"))["Invoices", 0]["LineItems"]![0]!["UnitAmount"]!.ToJsonString().ShouldBe("0.12");
        (await app.GetAsync("Invoices/four?unitdp=4"))["Invoices", 0]["LineItems"]![0]!["UnitAmount"]!.ToJsonString().ShouldBe("0.1234");
    }

    [Fact]
    public async Task A_discount_counts_on_a_sales_invoice_and_nowhere_else()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var (sale, bill) = (XeroApp.Invoice("OL-1"), XeroApp.Invoice("S-1", type: "ACCPAY"));
        sale["LineItems"]![0]!["DiscountRate"] = 12.5m;
        bill["LineItems"]![0]!["DiscountAmount"] = 5m;

        var answer = await app.PutAsync("Invoices", sale, bill);

        answer["Invoices", 0]["SubTotal"]!.ToJsonString().ShouldBe("87.50");
        answer["Invoices", 0]["IsDiscounted"]!.GetValue<bool>().ShouldBeTrue();
        answer.Messages.ShouldBe(["Discounts are supported on sales invoices only."]);
    }

    [Fact]
    public async Task A_tax_amount_of_the_callers_own_replaces_the_computed_one()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var invoice = XeroApp.Invoice("OL-1");
        invoice["LineItems"]![0]!["TaxAmount"] = 19.99m;

        (await app.PutAsync("Invoices", invoice))["Invoices", 0]["Total"]!.ToJsonString().ShouldBe("119.99");
    }

    [Fact]
    public async Task A_strange_rate_and_a_draft_marked_as_sent_are_stored_with_a_warning()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var foreign = XeroApp.Invoice("OL-1");
        (foreign["CurrencyCode"], foreign["CurrencyRate"]) = ("EUR", 11.7m);
        var draft = XeroApp.Invoice("OL-2", status: "DRAFT");
        draft["SentToContact"] = true;

        var rated = await app.PutAsync("Invoices", foreign);
        var sent = await app.PutAsync("Invoices", draft);

        rated["Invoices", 0]["StatusAttributeString"]!.GetValue<string>().ShouldBe("WARNING");
        rated["Invoices", 0]["CurrencyRate"]!.GetValue<decimal>().ShouldBe(11.7m);
        rated.Warnings("Invoices").ShouldHaveSingleItem().ShouldStartWith("The CurrencyRate 11.7 differs significantly");
        sent.Warnings("Invoices").ShouldBe(["Only AUTHORISED invoices may have SentToContact updated."]);
        sent["Invoices", 0]["SentToContact"]!.GetValue<bool>().ShouldBeFalse();
        (await app.GetAsync("Invoices?page=1")).Count("Invoices").ShouldBe(2);
    }

    [Fact]
    public async Task An_invoice_in_another_currency_takes_the_rate_of_the_day_of_its_organisation()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/xero/{app.TenantId}", new { dayRates = new Dictionary<string, decimal> { ["EUR"] = 1.15m } });
        var invoice = XeroApp.Invoice("OL-1");
        invoice["CurrencyCode"] = "EUR";

        var created = (await app.PutAsync("Invoices", invoice))["Invoices", 0];

        created["CurrencyCode"]!.GetValue<string>().ShouldBe("EUR");
        created["CurrencyRate"]!.GetValue<decimal>().ShouldBe(1.15m);
    }

    [Theory]
    [InlineData("InvoiceNumbers=OL-1,OL-3", "OL-1 OL-3")]
    [InlineData("Statuses=DRAFT,SUBMITTED", "OL-2")]
    [InlineData("searchTerm=harbour", "OL-1 OL-2")]
    [InlineData("createdByMyApp=true&Statuses=AUTHORISED", "OL-1 OL-3")]
    [InlineData("where=Reference%3D%3D%22ref-OL-3%22", "OL-3")]
    [InlineData("where=AmountDue%3E150&order=InvoiceNumber%20DESC", "OL-3")]
    [InlineData("where=Type%3D%3D%22ACCREC%22%20AND%20DueDate%3C%3DDateTime(2026,04,01)&order=InvoiceNumber%20DESC", "OL-3 OL-2 OL-1")]
    [InlineData("page=2&pageSize=2", "OL-3")]
    public async Task A_list_gives_what_its_filters_ask_for(string query, string expected)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        foreach (var (number, amount, status, contact) in new[] { ("OL-1", 100m, "AUTHORISED", "Harbour Cafe Ltd"), ("OL-2", 100m, "DRAFT", "Harbour Cafe Ltd"), ("OL-3", 200m, "AUTHORISED", "Mill") })
        {
            var invoice = XeroApp.Invoice(number, amount, status, contact: contact);
            invoice["Reference"] = "ref-" + number;
            await app.PutAsync("Invoices", invoice);
        }

        var answer = await app.GetAsync($"Invoices?{query}");

        string.Join(' ', answer.Json["Invoices"]!.AsArray().Select(invoice => invoice!["InvoiceNumber"]!.GetValue<string>())).ShouldBe(expected);
    }

    [Fact]
    public async Task An_unpaged_list_is_slim_and_a_page_is_full_unless_only_a_summary_is_asked_for()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();

        var slim = await app.GetAsync($"Invoices?IDs={id}");
        var page = await app.GetAsync("Invoices?page=1&pageSize=5000");
        var summary = await app.GetAsync("Invoices?page=1&summaryOnly=true");

        slim.Json.ShouldNotContainKey("pagination");
        slim["Invoices", 0].ShouldNotContainKey("LineItems");
        slim["Invoices", 0]["Contact"]!.AsObject().ShouldNotContainKey("EmailAddress");
        page.Json["pagination"]!.ToJsonString().ShouldBe("""{"page":1,"pageSize":1000,"pageCount":1,"itemCount":1}""");
        page["Invoices", 0]["LineItems"]!.AsArray().Count.ShouldBe(1);
        page["Invoices", 0]["Contact"]!.AsObject().ShouldContainKey("EmailAddress");
        summary["Invoices", 0].ShouldNotContainKey("LineItems");
    }

    [Fact]
    public async Task If_modified_since_misses_a_new_due_date_of_a_part_paid_bill_but_sees_other_changes()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var bill = (await app.PutAsync("Invoices", XeroApp.Invoice("S-1", type: "ACCPAY")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();
        await app.PutAsync("Payments", XeroApp.Payment(bill, 20m));
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(10));
        var since = (await sandbox.ControlAsync(HttpMethod.Get, "clock"))["now"]!.GetValue<DateTimeOffset>().AddMinutes(-5).UtcDateTime;
        Task<XeroAnswer> ChangedAsync() => app.SendAsync(HttpMethod.Get, "Invoices", ifModifiedSince: since.ToString("yyyy-MM-ddTHH:mm:ss", null));

        (await app.PostAsync("Invoices", new { InvoiceID = bill, DueDate = "2026-05-01", SentToContact = true })).Messages.ShouldBeEmpty();
        var afterDueDate = await ChangedAsync();
        await app.PostAsync("Invoices", new { InvoiceID = bill, InvoiceNumber = "S-1b" });
        var afterNumber = await ChangedAsync();

        (await app.ReadAsync("Invoices", bill))["DueDateString"]!.GetValue<string>().ShouldBe("2026-05-01T00:00:00");
        afterDueDate.Count("Invoices").ShouldBe(0);
        afterNumber.Count("Invoices").ShouldBe(1);
    }

    [Fact]
    public async Task A_paid_invoice_takes_no_change_and_a_paid_bill_takes_those_that_move_no_money()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var created = await app.PutAsync("Invoices", XeroApp.Invoice("OL-1"), XeroApp.Invoice("S-1", type: "ACCPAY"));
        var (sale, bill) = (created["Invoices", 0]["InvoiceID"]!.GetValue<string>(), created["Invoices", 1]);
        var billId = bill["InvoiceID"]!.GetValue<string>();
        await app.PutAsync("Payments", XeroApp.Payment(sale, 120m), XeroApp.Payment(billId, 20m));
        string[] both = ["Invoice not of valid status for modification", "This document cannot be edited as it has a payment or credit note allocated to it."];
        object Line(decimal price) => new { LineItemID = bill["LineItems"]![0]!["LineItemID"], Description = "Advice", UnitAmount = price, AccountCode = "401" };

        (await app.PostAsync("Invoices", new { InvoiceID = sale, Reference = "late" })).Messages.ShouldBe(both);
        (await app.PostAsync("Invoices", new { InvoiceID = sale, Status = "VOIDED" })).Messages.ShouldBe(both);
        (await app.PostAsync("Invoices", new { InvoiceID = billId, LineItems = new[] { Line(101m) } })).Messages.ShouldBe(both);
        (await app.PostAsync("Invoices", new { InvoiceID = billId, CurrencyCode = "EUR" })).Messages.ShouldBe(both);
        var changed = await app.PostAsync("Invoices", new { InvoiceID = billId, InvoiceNumber = "S-2", Url = "https://example.com/bill", LineItems = new[] { Line(100m) } });

        changed.Messages.ShouldBeEmpty();
        changed["Invoices", 0]["InvoiceNumber"]!.GetValue<string>().ShouldBe("S-2");
        changed["Invoices", 0]["LineItems"]![0]!["AccountCode"]!.GetValue<string>().ShouldBe("401");
        changed["Invoices", 0]["AmountDue"]!.GetValue<decimal>().ShouldBe(100m);
    }

    [Fact]
    public async Task An_invoice_over_nothing_is_paid_as_soon_as_it_is_approved()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1", 0m)))["Invoices", 0]["Status"]!.GetValue<string>().ShouldBe("PAID");
    }

    [Fact]
    public async Task A_small_plan_approves_five_bills_a_month()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/xero/{app.TenantId}", new { plan = "EARLY" });

        var answer = await app.PutAsync("Invoices", [.. Enumerable.Range(1, 6).Select(number => XeroApp.Invoice($"S-{number}", type: "ACCPAY"))]);

        answer.Messages.ShouldBe(["You have reached the limit of invoices you can approve"]);
        answer["Invoices", 5]["StatusAttributeString"]!.GetValue<string>().ShouldBe("ERROR");
    }

    [Fact]
    public async Task An_attachment_and_a_note_hang_on_an_invoice()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();

        var put = await app.SendAsync(HttpMethod.Put, $"Invoices/{id}/Attachments/invoice.pdf?IncludeOnline=true", bytes: [37, 80, 68, 70]);
        await app.SendAsync(HttpMethod.Put, $"Invoices/{id}/History", new { HistoryRecords = new[] { new { Details = "ol-doc-1" } } });

        put["Attachments", 0]["IncludeOnline"]!.GetValue<bool>().ShouldBeTrue();
        (await app.ReadAsync("Invoices", id))["HasAttachments"]!.GetValue<bool>().ShouldBeTrue();
        (await app.GetAsync($"Invoices/{id}/History"))["HistoryRecords", 0]["Details"]!.GetValue<string>().ShouldBe("ol-doc-1");
    }

    [Fact]
    public async Task An_invoice_is_mailed_only_to_a_contact_with_an_address()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();

        (await app.SendAsync(HttpMethod.Post, $"Invoices/{id}/Email", "{}")).Status.ShouldBe(HttpStatusCode.BadRequest);
        await app.PostAsync("Contacts", new { Name = "Harbour Cafe Ltd", EmailAddress = "owner@example.com" });
        (await app.SendAsync(HttpMethod.Post, $"Invoices/{id}/Email", "{}")).Status.ShouldBe(HttpStatusCode.NoContent);

        (await app.ReadAsync("Invoices", id))["SentToContact"]!.GetValue<bool>().ShouldBeTrue();
        (await app.GetAsync($"Invoices/{id}/OnlineInvoice"))["OnlineInvoices", 0]["OnlineInvoiceUrl"]!.GetValue<string>().ShouldStartWith("https://in.xero.com/");
    }
}
