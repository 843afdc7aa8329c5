using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

public sealed class CustomerTests
{
    [Fact]
    public async Task A_customer_is_made_read_changed_and_deleted()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var made = await session.PostAsync("customers", Customer("Åkers Snickeri AB", fields => fields["CountryCode"] = "DK"));

        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        var customer = made.Json["Customer"]!;
        customer["CustomerNumber"]!.GetValue<string>().ShouldBe("1");
        customer["Country"]!.GetValue<string>().ShouldBe("Danmark");
        customer["VATType"]!.GetValue<string>().ShouldBe("SEVAT");
        customer["Active"]!.GetValue<bool>().ShouldBeTrue();
        customer["@url"]!.GetValue<string>().ShouldEndWith("/fortnox/3/customers/1");
        JsonNode.DeepEquals((await session.GetAsync("customers/1")).Json["Customer"], customer).ShouldBeTrue();

        var changed = await session.PutAsync("customers/1", Wrapped(new JsonObject { ["City"] = "Köpenhamn", ["DefaultTemplates"] = new JsonObject { ["Invoice"] = "kort" } }));

        changed.Status.ShouldBe(HttpStatusCode.OK, changed.Text);
        changed.Json["Customer"]!["City"]!.GetValue<string>().ShouldBe("Köpenhamn");
        changed.Json["Customer"]!["Name"]!.GetValue<string>().ShouldBe("Åkers Snickeri AB");
        changed.Json["Customer"]!["DefaultTemplates"]!["Invoice"]!.GetValue<string>().ShouldBe("kort");
        (await session.DeleteAsync("customers/1")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await session.GetAsync("customers/1")).ShouldBeRefused(HttpStatusCode.NotFound, 2000423);
        (await NumbersAsync(session, "customers")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_number_once_used_stays_taken_even_when_its_customer_is_deleted()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.PostAsync("customers", Customer("Bageriet", fields => fields["CustomerNumber"] = "7"));
        await session.DeleteAsync("customers/7");

        (await session.PostAsync("customers", Customer("Bageriet", fields => fields["CustomerNumber"] = "7"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000637, "Kundnumret används redan");

        (await session.PostAsync("customers", Customer("Nästa"))).Json["Customer"]!["CustomerNumber"]!.GetValue<string>().ShouldBe("8");
        (await session.PostAsync("customers", Customer("Egen", fields => fields["CustomerNumber"] = "OL-0190"))).Json["Customer"]!["CustomerNumber"]!.GetValue<string>().ShouldBe("OL-0190");
        (await session.PutAsync("customers/8", Wrapped(new JsonObject { ["CustomerNumber"] = "9" }))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "kan inte ändras");
    }

    [Fact]
    public async Task A_customer_with_an_invoice_is_not_deleted()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();

        (await session.DeleteAsync("customers/1")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "används på en faktura");
    }

    [Theory]
    [InlineData("Name", "", 2000588)]
    [InlineData("Name", "Kaffe \U0001F370", 2000359)]
    [InlineData("Nmae", "x", 2001399)]
    [InlineData("Country", "Sverige", 2001399)]
    [InlineData("CountryCode", "XX", 2000588)]
    [InlineData("Currency", "ABC", 2000588)]
    [InlineData("Type", "FIRMA", 2000588)]
    [InlineData("VATType", "MOSS", 2000588)]
    [InlineData("TermsOfPayment", "SNART", 2000588)]
    [InlineData("SalesAccount", "3999", 2000423)]
    [InlineData("SalesAccount", "x", 2000108)]
    [InlineData("Active", "kanske", 2000134)]
    [InlineData("ZipCode", "12345678901", 2000588)]
    public async Task A_field_that_is_wrong_is_refused(string field, string value, int code)
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.PostAsync("customers", Customer("Bageriet", fields => fields[field] = value))).ShouldBeRefused(HttpStatusCode.BadRequest, code);

        (await NumbersAsync(session, "customers")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Texts_are_searched_anywhere_and_whatever_their_case()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.PostAsync("customers", Customer("Ångströms Bageri", fields => fields["ExternalReference"] = "cust-10"));
        await session.PostAsync("customers", Customer("Bergs Smide", fields => fields["ExternalReference"] = "cust-100"));
        await session.PostAsync("customers", Customer("Café Bönan", fields => (fields["Active"], fields["City"]) = (false, "Umeå")));

        (await NumbersAsync(session, "customers?name=ångSTRÖMS")).ShouldBe(["1"]);
        (await NumbersAsync(session, "customers?name=b_r")).ShouldBe(["2"]);
        (await NumbersAsync(session, "customers?externalreference=cust-10")).ShouldBe(["1", "2"]);
        (await NumbersAsync(session, "customers?city=ume%C3%A5")).ShouldBe(["3"]);
        (await NumbersAsync(session, "customers?filter=active")).ShouldBe(["1", "2"]);
        (await NumbersAsync(session, "customers?filter=inactive")).ShouldBe(["3"]);
        (await NumbersAsync(session, "customers?sortby=name&sortorder=descending")).ShouldBe(["1", "3", "2"]);
        (await session.GetAsync("customers?filter=deleted")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588);
    }

    [Fact]
    public async Task The_list_is_paged_with_its_meta_information_and_short_entries()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        foreach (var name in new[] { "Ett", "Två", "Tre" }) await session.PostAsync("customers", Customer(name));

        (await session.GetAsync("customers?limit=2&page=2")).ShouldBeJson($$"""
            {"MetaInformation": {"@TotalResources": 3, "@TotalPages": 2, "@CurrentPage": 2},
             "Customers": [{"@url": "{{sandbox.Address}}fortnox/3/customers/3", "Address1": "", "Address2": "", "City": "", "CustomerNumber": "3", "Email": "", "ExternalReference": "",
                            "Name": "Tre", "OrganisationNumber": "", "Phone": "", "ZipCode": ""}]}
            """);
    }

    [Fact]
    public async Task Lastmodified_gives_what_changed_since_in_swedish_time()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.PostAsync("customers", Customer("Gammal"));
        await session.PostAsync("customers", Customer("Ändrad"));
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(30));
        var now = (await sandbox.ControlAsync(HttpMethod.Get, "clock"))["now"]!.GetValue<DateTimeOffset>();
        await session.PutAsync("customers/2", Wrapped(new JsonObject { ["Phone1"] = "090-1" }));

        var since = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(now, "Europe/Stockholm").AddMinutes(-10).ToString("yyyy-MM-dd HH:mm");

        (await NumbersAsync(session, $"customers?lastmodified={Uri.EscapeDataString(since)}")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task An_article_has_a_price_that_cannot_be_written_and_fills_what_a_row_leaves_out()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        var priced = new JsonObject { ["Article"] = new JsonObject { ["Description"] = "Bröd", ["SalesPrice"] = 10 } };
        (await session.PostAsync("articles", priced)).ShouldBeRefused(HttpStatusCode.BadRequest, 2000321, "SalesPrice");

        var made = await session.PostAsync("articles", new JsonObject { ["Article"] = new JsonObject { ["ArticleNumber"] = "B1", ["Description"] = "Bröd", ["VAT"] = 12, ["Unit"] = "st", ["SalesAccount"] = 3002 } });
        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        var invoice = await session.InvoiceAsync(rows: new JsonArray(new JsonObject { ["ArticleNumber"] = "B1", ["DeliveredQuantity"] = "2", ["Price"] = 50 }));

        var row = invoice["InvoiceRows"]![0]!;
        (row["Description"]!.GetValue<string>(), row["VAT"]!.GetValue<int>(), row["Unit"]!.GetValue<string>(), row["AccountNumber"]!.GetValue<int>()).ShouldBe(("Bröd", 12, "st", 3002));
        invoice["Total"]!.GetValue<decimal>().ShouldBe(112);
        (await session.DeleteAsync("articles/B1")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "används på en faktura");
        (await session.PutAsync("articles/B1", new JsonObject { ["Article"] = new JsonObject { ["Active"] = false } })).Json["Article"]!["Active"]!.GetValue<bool>().ShouldBeFalse();
        (await session.GetAsync("articles?filter=inactive&description=BRÖ")).Json["MetaInformation"]!["@TotalResources"]!.GetValue<int>().ShouldBe(1);
        (await session.PostAsync("articles", new JsonObject { ["Article"] = new JsonObject { ["Description"] = "x", ["VAT"] = 20 } })).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "Momssatsen 20 % är inte aktiv");
    }

    private static JsonObject Customer(string name, Action<JsonObject>? with = null)
    {
        var fields = new JsonObject { ["Name"] = name };
        with?.Invoke(fields);
        return Wrapped(fields);
    }

    private static JsonObject Wrapped(JsonObject fields) => new() { ["Customer"] = fields };

    private static async Task<IReadOnlyList<string>> NumbersAsync(FortnoxSession session, string path)
    {
        var reply = await session.GetAsync(path);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        return [.. reply.Json["Customers"]!.AsArray().Select(customer => customer!["CustomerNumber"]!.GetValue<string>())];
    }
}
