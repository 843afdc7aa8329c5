using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class InvoiceTests
{
    [Fact]
    public async Task An_invoice_comes_back_with_line_ids_a_sum_its_total_and_balance()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var invoice = await session.WriteAsync("Invoice", """
            {"CustomerRef":{"value":"4"},"CurrencyRef":{"value":"USD"},"TxnDate":"2026-03-02","SalesTermRef":{"value":"3"},"DocNumber":"ol-1","PrivateNote":"ol-inv-1","TotalAmt":1,"Balance":1,
             "Line":[{"DetailType":"SalesItemLineDetail","Amount":300.00,"Description":"Consulting","SalesItemLineDetail":{"ItemRef":{"value":"1"},"Qty":2,"UnitPrice":150.00}}]}
            """);

        invoice.Remove("MetaData").ShouldBeTrue();
        JsonNode.DeepEquals(invoice, JsonNode.Parse("""
            {"Id":"1","SyncToken":"0","domain":"QBO","sparse":false,"DocNumber":"ol-1","TxnDate":"2026-03-02","DueDate":"2026-04-01","PrivateNote":"ol-inv-1",
             "CustomerRef":{"value":"4","name":"Amy's Bird Sanctuary"},"CurrencyRef":{"value":"USD","name":"United States Dollar"},"ExchangeRate":1,"SalesTermRef":{"value":"3","name":"Net 30"},
             "Line":[
               {"Id":"1","LineNum":1,"DetailType":"SalesItemLineDetail","Amount":300.00,"Description":"Consulting",
                "SalesItemLineDetail":{"ItemRef":{"value":"1","name":"Services"},"ItemAccountRef":{"value":"1","name":"Services"},"Qty":2,"UnitPrice":150.00,"TaxCodeRef":{"value":"NON"}}},
               {"DetailType":"SubTotalLineDetail","Amount":300.00,"SubTotalLineDetail":{}}],
             "TxnTaxDetail":{"TotalTax":0},"TotalAmt":300.00,"HomeTotalAmt":300.00,"Balance":300.00,"HomeBalance":300.00,"Deposit":0,"LinkedTxn":[],"EmailStatus":"NotSet","PrintStatus":"NeedToPrint",
             "ApplyTaxAfterDiscount":false}
            """)).ShouldBeTrue(invoice.ToJsonString());
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(300m);
        (await session.ReadAsync("Account", "84")).Number("CurrentBalance").ShouldBe(300m);
    }

    [Fact]
    public async Task What_was_read_can_be_sent_back_whole_without_changing()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m, taxCode: "TAX"));

        var again = await session.WriteAsync("Invoice", (JsonObject)invoice.DeepClone());

        again["SyncToken"]!.GetValue<string>().ShouldBe("1");
        foreach (var stored in new[] { invoice, again }) stored.With("SyncToken", null).Remove("MetaData");
        again.ToJsonString().Length.ShouldBe(invoice.ToJsonString().Length);
        JsonNode.DeepEquals(again, invoice).ShouldBeTrue(again.ToJsonString());
    }

    [Fact]
    public async Task An_amount_that_is_not_quantity_times_price_is_refused()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var body = Samples.Sale(301m);
        var detail = body["Line"]![0]!["SalesItemLineDetail"]!;
        (detail["Qty"], detail["UnitPrice"]) = (2, 150m);

        var refused = await session.PostAsync("invoice", body);

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Body["Fault"]!.ToJsonString().ShouldBe("""{"Error":[{"Message":"Amount calculation incorrect in the request","Detail":"Amount calculation incorrect in the request : Amount is not equal to UnitPrice * Qty. Supplied value:301.00","code":"6070","element":"Line.Amount"}],"type":"ValidationFault"}""");
    }

    [Fact]
    public async Task A_line_without_an_item_only_documents_and_its_amount_counts_for_nothing()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var line = JsonNode.Parse("""{"DetailType":"SalesItemLineDetail","Amount":50,"Description":"loose","SalesItemLineDetail":{}}""");

        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m).With("Line", new JsonArray(line, JsonNode.Parse(Samples.SalesLine(100m)))));

        invoice.Number("TotalAmt").ShouldBe(100m);
        invoice["Line"]![0]!.ToJsonString().ShouldBe("""{"DetailType":"DescriptionOnly","Description":"loose","DescriptionLineDetail":{},"LineNum":1,"Id":"1"}""");
    }

    [Theory]
    [InlineData("""{"CustomerRef":null}""", "2020", "CustomerRef")]
    [InlineData("""{"Line":[]}""", "2020", "Line")]
    [InlineData("""{"CurrencyRef":null}""", "2020", "CurrencyRef")]
    [InlineData("""{"CustomerRef":{"value":"99"}}""", "2500", "Names element id 99")]
    [InlineData("""{"Line":[{"DetailType":"SalesItemLineDetail","Amount":1,"SalesItemLineDetail":{"ItemRef":{"value":"99"}}}]}""", "2500", "Items element id 99")]
    [InlineData("""{"Line":[{"DetailType":"DescriptionOnly","Description":"nothing sold"}]}""", "6000", "at least one line")]
    [InlineData("""{"SalesTermRef":{"value":"99"}}""", "2500", "Terms element id 99")]
    [InlineData("""{"DepartmentRef":{"value":"99"}}""", "2500", "Departments element id 99")]
    [InlineData("""{"DocNumber":"1234567890123456789012"}""", "2050", "Min:0 Max:21 supported. Supplied length:22")]
    [InlineData("""{"CurrencyRef":{"value":"EUR"}}""", "6000", "currency of the transaction")]
    [InlineData("""{"EmailStatus":"NeedToSend"}""", "2020", "BillEmail")]
    public async Task What_an_invoice_lacks_or_names_wrongly_is_refused(string change, string code, string detail)
    {
        await using var session = await QuickBooksSession.StartAsync();
        var body = Samples.Sale();
        foreach (var (member, value) in JsonNode.Parse(change)!.AsObject()) body.With(member, value?.DeepClone());

        var refused = await session.PostAsync("invoice", body);

        refused.Code.ShouldBe(code);
        refused.Detail.ShouldNotBeNull().ShouldContain(detail);
    }

    [Fact]
    public async Task A_taxable_invoice_takes_750_lines_and_one_without_tax_more()
    {
        await using var session = await QuickBooksSession.StartAsync();
        JsonObject Invoice(int lines, string code) => Samples.Sale().With("Line", new JsonArray([.. Enumerable.Range(0, lines).Select(_ => JsonNode.Parse(Samples.SalesLine(1m, code)))]));

        (await session.WriteAsync("Invoice", Invoice(750, "TAX"))).Number("TotalAmt").ShouldBe(810m);
        (await session.WriteAsync("Invoice", Invoice(751, "NON"))).Number("TotalAmt").ShouldBe(751m);
        (await session.PostAsync("invoice", Invoice(751, "TAX"))).Code.ShouldBe("6000");
    }

    [Theory]
    [InlineData(false, "97.20")]
    [InlineData(true, "97.20")]
    public async Task A_discount_comes_off_the_sum_before_or_after_tax(bool taxAfterDiscount, string totalOfAllTaxed)
    {
        await using var session = await QuickBooksSession.StartAsync();
        var discount = JsonNode.Parse("""{"DetailType":"DiscountLineDetail","DiscountLineDetail":{"PercentBased":true,"DiscountPercent":10}}""");
        var body = Samples.Sale(100m, taxCode: "TAX").With("ApplyTaxAfterDiscount", taxAfterDiscount);
        body["Line"]!.AsArray().Add(discount);

        var invoice = await session.WriteAsync("Invoice", body);

        invoice["Line"]!.AsArray().Select(line => line!["DetailType"]!.GetValue<string>()).ShouldBe(["SalesItemLineDetail", "SubTotalLineDetail", "DiscountLineDetail"]);
        invoice["Line"]![2]!["Amount"]!.ToJsonString().ShouldBe("10.00");
        invoice["Line"]![2]!["DiscountLineDetail"]!["DiscountAccountRef"]!["value"]!.GetValue<string>().ShouldBe("88");
        // 8 % of 100 less 10, or of 90.
        invoice["TotalAmt"]!.ToJsonString().ShouldBe(taxAfterDiscount ? totalOfAllTaxed : "98.00");
    }

    [Fact]
    public async Task Invoices_are_found_by_customer_number_date_due_date_and_balance_but_not_by_note()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale().With("DocNumber", "ol-1").With("PrivateNote", "ol-inv-1"));
        await session.WriteAsync("Invoice", Samples.Sale(5m, customer: "5"));

        var found = await session.RowsAsync("Invoice", "select * from Invoice where CustomerRef = '4' and TxnDate = '2026-03-02' and DueDate <= '2026-03-02' and Balance > '0' and TotalAmt = '300' and DocNumber = 'ol-1'");

        found.ShouldHaveSingleItem()["Id"]!.GetValue<string>().ShouldBe(invoice["Id"]!.GetValue<string>());
        (await session.QueryAsync("select * from Invoice where PrivateNote = 'ol-inv-1'")).Code.ShouldBe("4001");
    }

    [Fact]
    public async Task An_invoice_is_sent_by_mail_and_had_as_PDF()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var id = (await session.WriteAsync("Invoice", Samples.Sale().With("DocNumber", "ol-1")))["Id"];

        (await session.PostAsync($"invoice/{id}/send", "")).Code.ShouldBe("2020");
        var sent = (await session.PostAsync($"invoice/{id}/send?sendTo=a@b.example", "")).Body["Invoice"]!.AsObject();

        sent["EmailStatus"]!.GetValue<string>().ShouldBe("EmailSent");
        sent["DeliveryInfo"]!["DeliveryType"]!.GetValue<string>().ShouldBe("Email");
        sent["DeliveryInfo"]!["DeliveryTime"].ShouldNotBeNull();
        sent["BillEmail"]!["Address"]!.GetValue<string>().ShouldBe("a@b.example");
        (await session.PostAsync("invoice/77/send?sendTo=a@b.example", "")).Code.ShouldBe("610");
        (await session.PostAsync($"purchase/{id}/send?sendTo=a@b.example", "")).Code.ShouldBe("500");
        var pdf = (await session.GetAsync($"invoice/{id}/pdf")).Body["text"]!.GetValue<string>();
        pdf.ShouldStartWith("%PDF-1.4");
        pdf.ShouldContain("Invoice ol-1 300.00");
        (await session.GetAsync("invoice/77/pdf")).Code.ShouldBe("610");
    }

    [Fact]
    public async Task An_invoice_made_from_an_estimate_closes_it()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var estimate = await session.WriteAsync("Estimate", Samples.Sale());
        estimate["TxnStatus"]!.GetValue<string>().ShouldBe("Pending");
        JsonArray Link(string id) => new(new JsonObject { ["TxnId"] = id, ["TxnType"] = "Estimate" });

        var invoice = await session.WriteAsync("Invoice", Samples.Sale().With("LinkedTxn", Link(estimate["Id"]!.GetValue<string>())));

        invoice.Linked().ShouldBe([$"Estimate:{estimate["Id"]}"]);
        var closed = await session.ReadAsync("Estimate", estimate["Id"]);
        closed["TxnStatus"]!.GetValue<string>().ShouldBe("Closed");
        closed.Linked().ShouldBe([$"Invoice:{invoice["Id"]}"]);
        (await session.PostAsync("invoice", Samples.Sale().With("LinkedTxn", Link("99")))).Code.ShouldBe("2500");
        (await session.PostAsync("invoice", Samples.Sale(customer: "5").With("LinkedTxn", Link(estimate["Id"]!.GetValue<string>())))).Code.ShouldBe("620");
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(300m);
    }
}
