using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

public sealed class InvoiceTests
{
    [Fact]
    public async Task An_invoice_takes_over_customer_and_defaults_and_is_listed_shortly()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var invoice = await session.InvoiceAsync(with: fields => fields["ExternalInvoiceReference1"] = "ref:0190");

        invoice["DocumentNumber"]!.GetValue<string>().ShouldBe("1");
        invoice["CustomerName"]!.GetValue<string>().ShouldBe("Åkers Snickeri AB");
        invoice["City"]!.GetValue<string>().ShouldBe("Umeå");
        invoice["OCR"]!.GetValue<string>().ShouldBe("133");
        invoice["DueDate"]!.GetValue<string>().ShouldBe("2026-04-13");
        invoice["Credit"]!.GetValue<string>().ShouldBe("false");
        invoice["CreditInvoiceReference"]!.GetValue<string>().ShouldBe("0");
        Sums(invoice).ShouldBe((1000m, 250m, 1250m, 1250m));
        invoice["Booked"]!.GetValue<bool>().ShouldBeFalse();
        var row = invoice["InvoiceRows"]!.AsArray().ShouldHaveSingleItem()!;
        (row["DeliveredQuantity"]!.GetValue<string>(), row["Price"]!.GetValue<decimal>(), row["AccountNumber"]!.GetValue<int>(), row["RowId"]!.GetValue<int>()).ShouldBe(("10.00", 100m, 3001, 1));
        JsonNode.DeepEquals((await session.GetAsync("invoices/1")).Json["Invoice"], invoice).ShouldBeTrue();
        (await session.GetAsync("invoices")).ShouldBeJson($$"""
            {"MetaInformation": {"@TotalResources": 1, "@TotalPages": 1, "@CurrentPage": 1},
             "Invoices": [{"@url": "{{sandbox.Address}}fortnox/3/invoices/1", "Balance": 1250, "Booked": false, "Cancelled": false, "CostCenter": "", "Currency": "SEK", "CurrencyRate": "1",
                           "CurrencyUnit": 1, "CustomerName": "Åkers Snickeri AB", "CustomerNumber": "1", "DocumentNumber": "1", "DueDate": "2026-04-13", "ExternalInvoiceReference1": "ref:0190",
                           "ExternalInvoiceReference2": "", "FinalPayDate": null, "InvoiceDate": "2026-03-14", "InvoiceType": "INVOICE", "NoxFinans": false, "OCR": "133", "Project": "",
                           "Sent": false, "TermsOfPayment": "30", "Total": 1250, "VoucherNumber": null, "VoucherSeries": null, "VoucherYear": null, "WayOfDelivery": ""}]}
            """);
    }

    [Theory]
    [InlineData(false, "SEVAT", 178, 27.66, 205.66)]
    [InlineData(true, "SEVAT", 154.52, 23.48, 178)]
    [InlineData(false, "EUREVERSEDVAT", 178, 0, 178)]
    [InlineData(false, "EXPORT", 178, 0, 178)]
    public async Task Vat_is_reckoned_for_each_rate_and_only_where_it_is_charged(bool vatIncluded, string vatType, double net, double vat, double total)
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.PostAsync("customers", new JsonObject { ["Customer"] = new JsonObject { ["CustomerNumber"] = "1", ["Name"] = "K", ["VATType"] = vatType } });
        var rows = new JsonArray(
            new JsonObject { ["Description"] = "25", ["DeliveredQuantity"] = "3", ["Price"] = 20, ["VAT"] = 25, ["Discount"] = 10, ["DiscountType"] = "PERCENT" },
            new JsonObject { ["Description"] = "12", ["DeliveredQuantity"] = 1.5, ["Price"] = 82.6666, ["VAT"] = 12, ["Discount"] = 12, ["DiscountType"] = "AMOUNT" },
            new JsonObject { ["Description"] = "6", ["DeliveredQuantity"] = "1", ["Price"] = 12, ["VAT"] = 6 },
            new JsonObject { ["Description"] = "utan antal", ["Price"] = 999 });

        var invoice = await session.InvoiceAsync(rows: rows, with: fields => fields["VATIncluded"] = vatIncluded);

        Sums(invoice).ShouldBe(((decimal)net, (decimal)vat, (decimal)total, (decimal)total));
    }

    [Fact]
    public async Task Bookkeeping_posts_a_voucher_in_the_invoices_series_and_locks_the_rows()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();

        var booked = (await session.ActAsync("invoices/1/bookkeep")).Json["Invoice"]!;

        (booked["Booked"]!.GetValue<bool>(), booked["VoucherSeries"]!.GetValue<string>(), booked["VoucherNumber"]!.GetValue<int>(), booked["VoucherYear"]!.GetValue<int>()).ShouldBe((true, "B", 1, 4));
        var voucher = (await session.GetAsync("vouchers/B/1?financialyear=4")).Json["Voucher"]!;
        (voucher["ReferenceType"]!.GetValue<string>(), voucher["ReferenceNumber"]!.GetValue<string>()).ShouldBe(("INVOICE", "1"));
        FortnoxSession.RowsOf(voucher).ShouldBe([(1510, 1250m), (3001, -1000m), (2611, -250m)]);
        (await session.ActAsync("invoices/1/bookkeep")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan bokförd");
        (await session.ActAsync("invoices/1/cancel")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan bokförd");
        (await session.PutAsync("invoices/1", Change(fields => fields["InvoiceRows"] = new JsonArray(new JsonObject { ["Price"] = 1 })))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan bokförd");
        (await session.PutAsync("invoices/1", Change(fields => fields["InvoiceDate"] = "2026-04-01"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan bokförd");
        var noted = await session.PutAsync("invoices/1", Change(fields => (fields["Comments"], fields["CustomerNumber"]) = ("skickad per post", "1")));
        noted.Json["Invoice"]!["Comments"]!.GetValue<string>().ShouldBe("skickad per post");
        (await session.ActAsync("invoices/1/externalprint")).Json["Invoice"]!["Sent"]!.GetValue<bool>().ShouldBeTrue();
        (await session.DeleteAsync("invoices/1")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Foreign_amounts_are_booked_in_kronor_at_the_rate_for_the_unit()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var invoice = await session.BookedInvoiceAsync(
            rows: new JsonArray(new JsonObject { ["Description"] = "x", ["DeliveredQuantity"] = "1", ["Price"] = 10000, ["VAT"] = 25 }),
            with: fields => (fields["Currency"], fields["CurrencyRate"]) = ("JPY", 6.1234m));

        (invoice["CurrencyRate"]!.GetValue<decimal>(), invoice["CurrencyUnit"]!.GetValue<decimal>(), invoice["Total"]!.GetValue<decimal>()).ShouldBe((6.1234m, 100m, 12500m));
        FortnoxSession.RowsOf((await session.GetAsync("vouchers/B/1?financialyear=4")).Json["Voucher"]!).ShouldBe([(1510, 765.43m), (3001, -612.34m), (2611, -153.09m)]);
        await session.BookedInvoiceAsync(
            rows: new JsonArray(Row("25", 1), new JsonObject { ["Description"] = "12", ["DeliveredQuantity"] = "1", ["Price"] = 1, ["VAT"] = 12 }),
            with: fields => (fields["Currency"], fields["CurrencyRate"]) = ("EUR", 11.333m));
        FortnoxSession.RowsOf((await session.GetAsync("vouchers/B/2?financialyear=4")).Json["Voucher"]!).ShouldBe([(1510, 26.86m), (3001, -11.33m), (3002, -11.33m), (2611, -2.83m), (2621, -1.36m), (3740, -0.01m)]);
        (await session.PostAsync("invoices", FortnoxSession.Invoice(with: fields => fields["Currency"] = "XXX"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "Valutan XXX");
        (await session.PostAsync("invoices", FortnoxSession.Invoice(with: fields => (fields["Currency"], fields["CurrencyRate"]) = ("SEK", 2)))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "valutakurs");
    }

    [Fact]
    public async Task Only_an_unbooked_invoice_is_cancelled_and_then_nothing_more_happens_to_it()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();

        var cancelled = (await session.ActAsync("invoices/1/cancel")).Json["Invoice"]!;

        (cancelled["Cancelled"]!.GetValue<bool>(), cancelled["Balance"]!.GetValue<decimal>()).ShouldBe((true, 0m));
        foreach (var action in new[] { "bookkeep", "cancel", "credit", "externalprint" })
            (await session.ActAsync($"invoices/1/{action}")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "makulerad");
        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 1250))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "makulerad");
        (await session.ActAsync("invoices/2/cancel")).ShouldBeRefused(HttpStatusCode.NotFound, 2000423);
    }

    [Fact]
    public async Task Crediting_makes_an_unbooked_invoice_that_sets_off_the_first_once_booked()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();
        (await session.ActAsync("invoices/1/credit")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "inte bokförd");
        await session.ActAsync("invoices/1/bookkeep");

        var original = (await session.ActAsync("invoices/1/credit")).Json["Invoice"]!;

        (original["DocumentNumber"]!.GetValue<string>(), original["CreditInvoiceReference"]!.GetValue<string>(), original["Balance"]!.GetValue<decimal>()).ShouldBe(("1", "2", 1250m));
        var credit = (await session.GetAsync("invoices/2")).Json["Invoice"]!;
        (credit["Credit"]!.GetValue<string>(), credit["CreditInvoiceReference"]!.GetValue<string>(), credit["Booked"]!.GetValue<bool>()).ShouldBe(("true", "1", false));
        Sums(credit).ShouldBe((-1000m, -250m, -1250m, -1250m));
        (await session.ActAsync("invoices/2/bookkeep")).Status.ShouldBe(HttpStatusCode.OK);
        (await session.BalanceAsync(1), await session.BalanceAsync(2)).ShouldBe((0m, 0m));
        FortnoxSession.RowsOf((await session.GetAsync("vouchers/B/2?financialyear=4")).Json["Voucher"]!).ShouldBe([(1510, -1250m), (3001, 1000m), (2611, 250m)]);
        (await session.ActAsync("invoices/1/credit")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan krediterad");
        (await session.ActAsync("invoices/2/credit")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "är en kreditfaktura");
        (await StatesAsync(sandbox)).ShouldBe(["credited", "paid"]);
        (await NumbersAsync(session, "invoices?credit=true")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_second_credit_call_makes_a_second_credit_invoice_of_which_only_one_can_be_booked()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.BookedInvoiceAsync();
        await session.ActAsync("invoices/1/credit");

        (await session.ActAsync("invoices/1/credit")).Json["Invoice"]!["CreditInvoiceReference"]!.GetValue<string>().ShouldBe("3");

        (await session.ActAsync("invoices/2/bookkeep")).Status.ShouldBe(HttpStatusCode.OK);
        (await session.ActAsync("invoices/3/bookkeep")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "återstår att kreditera");
        (await session.ActAsync("invoices/3/cancel")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_part_is_credited_by_changing_the_credit_invoice_before_it_is_booked()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.BookedInvoiceAsync();
        await session.ActAsync("invoices/1/credit");

        (await session.PutAsync("invoices/2", Change(fields => fields["InvoiceRows"] = new JsonArray(new JsonObject { ["RowId"] = 1, ["DeliveredQuantity"] = "-4" })))).Status.ShouldBe(HttpStatusCode.OK);
        await session.ActAsync("invoices/2/bookkeep");

        (await session.BalanceAsync(1), await session.BalanceAsync(2)).ShouldBe((750m, 0m));
        (await StatesAsync(sandbox)).ShouldBe(["booked", "paid"]);
    }

    [Fact]
    public async Task A_paid_invoice_that_is_credited_leaves_money_to_pay_back()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.BookedInvoiceAsync();
        await session.PayAsync(1, 1250);
        await session.ActAsync("invoices/1/credit");
        await session.PutAsync("invoices/2", Change(fields => fields["InvoiceDate"] = "2026-04-01"));
        await session.ActAsync("invoices/2/bookkeep");
        (await session.BalanceAsync(1), await session.BalanceAsync(2)).ShouldBe((0m, -1250m));

        await session.PayAsync(2, -1250, "2026-04-02");

        (await session.BalanceAsync(2)).ShouldBe(0m);
        (await StatesAsync(sandbox)).ShouldBe(["credited", "paid"]);
        FortnoxSession.RowsOf((await session.GetAsync("vouchers/C/2?financialyear=4")).Json["Voucher"]!).ShouldBe([(1930, -1250m), (1510, 1250m)]);
    }

    [Fact]
    public async Task Rows_sent_are_the_new_list_matched_by_id_or_else_by_place()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync(rows: new JsonArray(Row("ett", 1), Row("två", 2), Row("tre", 3)));

        var byPlace = await session.PutAsync("invoices/1", Change(fields => fields["InvoiceRows"] = new JsonArray(new JsonObject { ["Price"] = 10 }, new JsonObject { ["Description"] = "2" })));
        RowTexts(byPlace).ShouldBe([(1, "ett", 10m), (2, "2", 2m)]);

        var byId = await session.PutAsync("invoices/1", Change(fields => fields["InvoiceRows"] = new JsonArray(new JsonObject { ["RowId"] = 2, ["Price"] = 20 }, Row("ny", 4))));
        RowTexts(byId).ShouldBe([(2, "2", 20m), (3, "ny", 4m)]);
        (await session.PutAsync("invoices/1", Change(fields => fields["InvoiceRows"] = new JsonArray(new JsonObject { ["RowId"] = 1 })))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "Fakturaraden 1 finns inte");
        (await session.PutAsync("invoices/1", Change(fields => fields["YourReference"] = "Eva"))).Json["Invoice"]!["InvoiceRows"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("CustomerNumber", "99", 2000588)]
    [InlineData("InvoiceDate", "2031-01-01", 2000588)]
    [InlineData("InvoiceDate", "14-03-2026", 2000588)]
    [InlineData("Balance", "1", 2001399)]
    [InlineData("Remarks", "Tack \U0001F600", 2000359)]
    [InlineData("ExternalInvoiceReference1", "123456789012345678901234567890123456789012345678901234567890123456789012345678901", 2000588)]
    [InlineData("Freight", "10", 2000588)]
    [InlineData("TaxReductionType", "rot", 2000588)]
    [InlineData("Language", "DE", 2000588)]
    [InlineData("DocumentNumber", "x", 2000108)]
    [InlineData("VATIncluded", "2", 2000134)]
    public async Task A_head_that_is_wrong_is_refused(string field, string value, int code)
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();

        (await session.PostAsync("invoices", FortnoxSession.Invoice(with: fields => fields[field] = value))).ShouldBeRefused(HttpStatusCode.BadRequest, code);

        (await NumbersAsync(session, "invoices")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("EmailBetreff", "x", 2001399)]
    [InlineData("EmailSubject", "\U0001F600", 2000359)]
    public async Task A_field_within_an_object_is_looked_at_as_closely(string field, string value, int code)
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();

        (await session.PostAsync("invoices", FortnoxSession.Invoice(with: fields => fields["EmailInformation"] = new JsonObject { [field] = value }))).ShouldBeRefused(HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("VAT", "20", 2000588)]
    [InlineData("AccountNumber", "3999", 2000423)]
    [InlineData("AccountNumber", "1690", 2000588)]
    [InlineData("ArticleNumber", "B9", 2000588)]
    [InlineData("DeliveredQuantity", "tio", 2000108)]
    [InlineData("Discount", "101", 2000588)]
    [InlineData("Quantity", "1", 2001399)]
    [InlineData("Description", "\U0001F600", 2000359)]
    public async Task A_row_that_is_wrong_is_refused(string field, string value, int code)
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();
        var row = Row("x", 1);
        row[field] = value;

        (await session.PostAsync("invoices", FortnoxSession.Invoice(rows: [row]))).ShouldBeRefused(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task A_locked_period_takes_no_invoices_and_books_none()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/fortnox/{FortnoxSession.Norrsken}", new { lockedUntil = "2026-03-31" });

        (await session.PostAsync("invoices", FortnoxSession.Invoice())).ShouldBeRefused(HttpStatusCode.BadRequest, 2000401, "låst perioden");
        (await session.ActAsync("invoices/1/bookkeep")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000401, "låst perioden");
    }

    [Fact]
    public async Task Own_numbers_are_taken_if_they_are_free_and_numbering_goes_on_behind_them()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.InvoiceAsync(with: fields => fields["DocumentNumber"] = "500"))["DocumentNumber"]!.GetValue<string>().ShouldBe("500");

        (await session.PostAsync("invoices", FortnoxSession.Invoice(with: fields => fields["DocumentNumber"] = 500))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "Fakturanumret används redan");
        (await session.InvoiceAsync())["DocumentNumber"]!.GetValue<string>().ShouldBe("501");
    }

    [Fact]
    public async Task Lists_are_filtered_by_state_and_searched()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync(with: fields => fields["ExternalInvoiceReference1"] = "inv-10");
        await session.BookedInvoiceAsync("2026-01-02", with: fields => fields["ExternalInvoiceReference1"] = "inv-100");
        await session.BookedInvoiceAsync("2026-02-02", with: fields => fields["DueDate"] = "2099-01-01");
        await session.BookedInvoiceAsync("2026-02-03");
        await session.PayAsync(4, 1250);
        await session.InvoiceAsync(with: fields => fields["YourReference"] = "Östen");
        await session.ActAsync("invoices/5/cancel");

        (await NumbersAsync(session, "invoices?filter=unbooked")).ShouldBe(["1"]);
        (await NumbersAsync(session, "invoices?filter=unpaid")).ShouldBe(["2", "3"]);
        (await NumbersAsync(session, "invoices?filter=unpaidoverdue")).ShouldBe(["2"]);
        (await NumbersAsync(session, "invoices?filter=fullypaid")).ShouldBe(["4"]);
        (await NumbersAsync(session, "invoices?filter=cancelled")).ShouldBe(["5"]);
        (await NumbersAsync(session, "invoices?externalinvoicereference1=INV-10")).ShouldBe(["1", "2"]);
        (await NumbersAsync(session, "invoices?yourreference=%C3%B6st")).ShouldBe(["5"]);
        (await NumbersAsync(session, "invoices?fromdate=2026-02-01&todate=2026-02-28&sortby=invoicedate&sortorder=descending")).ShouldBe(["4", "3"]);
        (await NumbersAsync(session, "invoices?fromfinalpaydate=2026-03-20&tofinalpaydate=2026-03-20")).ShouldBe(["4"]);
        (await session.GetAsync("invoices?filter=booked")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588);
        (await session.GetAsync("invoices?limit=501&page=1")).Json["Invoices"]!.AsArray().Count.ShouldBe(5);
    }

    private static JsonObject Row(string description, decimal price) => new() { ["Description"] = description, ["DeliveredQuantity"] = "1", ["Price"] = price, ["VAT"] = 25 };

    private static JsonObject Change(Action<JsonObject> with)
    {
        var fields = new JsonObject();
        with(fields);
        return new JsonObject { ["Invoice"] = fields };
    }

    private static (decimal Net, decimal Vat, decimal Total, decimal Balance) Sums(JsonNode invoice) =>
        (invoice["Net"]!.GetValue<decimal>(), invoice["TotalVAT"]!.GetValue<decimal>(), invoice["Total"]!.GetValue<decimal>(), invoice["Balance"]!.GetValue<decimal>());

    private static IEnumerable<(int Id, string Text, decimal Price)> RowTexts(FortnoxReply reply)
    {
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        return reply.Json["Invoice"]!["InvoiceRows"]!.AsArray().Select(row => (row!["RowId"]!.GetValue<int>(), row["Description"]!.GetValue<string>(), row["Price"]!.GetValue<decimal>()));
    }

    private static async Task<IReadOnlyList<string>> NumbersAsync(FortnoxSession session, string path)
    {
        var reply = await session.GetAsync(path);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        return [.. reply.Json["Invoices"]!.AsArray().Select(invoice => invoice!["DocumentNumber"]!.GetValue<string>())];
    }

    private static async Task<IReadOnlyList<string>> StatesAsync(SandboxServer sandbox) =>
        [.. (await sandbox.ControlAsync(HttpMethod.Get, $"companies/fortnox/{FortnoxSession.Norrsken}/books"))["invoices"]!.AsArray().Select(invoice => invoice!["state"]!.GetValue<string>())];
}
