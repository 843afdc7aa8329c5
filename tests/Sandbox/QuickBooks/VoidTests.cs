using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class VoidTests
{
    [Fact]
    public async Task A_void_keeps_the_record_zeroes_it_and_gives_its_payment_the_money_back()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m, taxCode: "TAX").With("PrivateNote", "ol-inv-1").With("DocNumber", "ol-1"));
        var payment = await session.WriteAsync("Payment", Samples.Payment(108m, (108m, "Invoice", invoice)));

        var voided = await session.WriteAsync("Invoice", (await session.ReadAsync("Invoice", invoice["Id"])).Version(sparse: false), "?operation=void");

        (voided.Number("TotalAmt"), voided.Number("Balance"), voided["TxnTaxDetail"]!.ToJsonString(), voided["LinkedTxn"]!.ToJsonString()).ShouldBe((0m, 0m, """{"TotalTax":0}""", "[]"));
        voided["PrivateNote"]!.GetValue<string>().ShouldBe("Voided - ol-inv-1");
        voided["DocNumber"]!.GetValue<string>().ShouldBe("ol-1");
        voided["Line"]!.AsArray().ShouldHaveSingleItem()!["Amount"]!.GetValue<decimal>().ShouldBe(0m);
        var unapplied = await session.ReadAsync("Payment", payment["Id"]);
        (unapplied.Number("TotalAmt"), unapplied.Number("UnappliedAmt"), unapplied["Line"]!.AsArray().Count, unapplied["SyncToken"]!.GetValue<string>()).ShouldBe((108m, 108m, 0, "1"));
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(-108m);
        (await session.RowsAsync("Invoice", "select * from Invoice where Balance = '0'")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_void_without_a_note_leaves_only_the_word_and_zero_quantities_without_prices()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var body = Samples.Sale(300m);
        (body["Line"]![0]!["SalesItemLineDetail"]!["Qty"], body["Line"]![0]!["SalesItemLineDetail"]!["UnitPrice"]) = (2, 150m);
        var invoice = await session.WriteAsync("Invoice", body);

        var voided = await session.WriteAsync("Invoice", invoice, "?operation=void");

        voided["PrivateNote"]!.GetValue<string>().ShouldBe("Voided");
        voided["Line"]![0]!["SalesItemLineDetail"]!["Qty"]!.GetValue<decimal>().ShouldBe(0m);
        voided["Line"]![0]!["SalesItemLineDetail"]!.AsObject().ShouldNotContainKey("UnitPrice");
        voided["SyncToken"]!.GetValue<string>().ShouldBe("1");
    }

    [Fact]
    public async Task Voiding_a_payment_opens_its_invoices_again()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m));
        var payment = await session.WriteAsync("Payment", Samples.Payment(100m, (100m, "Invoice", invoice)));

        var voided = await session.WriteAsync("Payment", payment.Version(sparse: true), "?operation=update&include=void");

        (voided.Number("TotalAmt"), voided.Number("UnappliedAmt"), voided["Line"]!.AsArray().Count, voided["PrivateNote"]!.GetValue<string>()).ShouldBe((0m, 0m, 0, "Voided"));
        var open = await session.ReadAsync("Invoice", invoice["Id"]);
        (open.Number("Balance"), open["LinkedTxn"]!.AsArray().Count).ShouldBe((100m, 0));
        (await session.ReadAsync("Account", "4")).Number("CurrentBalance").ShouldBe(0m);
    }

    [Fact]
    public async Task Voiding_an_invoice_settled_by_a_credit_gives_the_credit_back()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m));
        var credit = await session.WriteAsync("CreditMemo", Samples.Sale(70m));
        var payment = await session.WriteAsync("Payment", Samples.Payment(30m, (100m, "Invoice", invoice), (70m, "CreditMemo", credit)));

        await session.WriteAsync("Invoice", (await session.ReadAsync("Invoice", invoice["Id"])).Version(sparse: false), "?operation=void");

        (await session.ReadAsync("CreditMemo", credit["Id"])).Number("RemainingCredit").ShouldBe(70m);
        (await session.ReadAsync("Payment", payment["Id"])).Number("UnappliedAmt").ShouldBe(30m);
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(-100m);
    }

    [Fact]
    public async Task Each_kind_of_transaction_knows_one_form_of_void()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale());
        var payment = await session.WriteAsync("Payment", Samples.Payment(1m));
        var receipt = await session.WriteAsync("SalesReceipt", Samples.Sale());
        var credit = await session.WriteAsync("CreditMemo", Samples.Sale());

        (await session.PostAsync("invoice?operation=update&include=void", invoice.Version(sparse: true))).Code.ShouldBe("500");
        (await session.PostAsync("payment?operation=void", payment.Version(sparse: true))).Code.ShouldBe("500");
        (await session.PostAsync("creditmemo?operation=void", credit.Version(sparse: false))).Code.ShouldBe("500");
        (await session.WriteAsync("SalesReceipt", receipt.Version(sparse: true), "?operation=update&include=void")).Number("TotalAmt").ShouldBe(0m);
        (await session.PostAsync("invoice?operation=void", invoice.Version(sparse: false).With("SyncToken", "7"))).Code.ShouldBe("5010");
        (await session.PostAsync("invoice?operation=void", new { Id = "77", SyncToken = "0" })).Code.ShouldBe("610");
    }

    [Fact]
    public async Task Items_of_a_batch_void_invoices_and_payments_alike()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale());
        var payment = await session.WriteAsync("Payment", Samples.Payment(1m));
        JsonObject Item(string id, string entity, JsonObject stored) => new() { ["bId"] = id, ["operation"] = "update", ["optionsData"] = "void", [entity] = stored.Version(sparse: true) };

        var answer = await session.PostAsync("batch", new JsonObject { ["BatchItemRequest"] = new JsonArray(Item("1", "Invoice", invoice), Item("2", "Payment", payment)) }.ToJsonString());

        answer.Body["BatchItemResponse"]!.AsArray().Select(item => (item!["Invoice"] ?? item["Payment"])!["PrivateNote"]!.GetValue<string>()).ShouldBe(["Voided", "Voided"]);
    }

    [Theory]
    [InlineData("6210")]
    [InlineData("6000")]
    public async Task In_closed_books_nothing_is_voided_and_nothing_sold(string code)
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale());
        await session.SetAsync(new { bookCloseDate = "2026-03-31", closedBooksCode = code });

        (await session.PostAsync("invoice?operation=void", invoice.Version(sparse: false))).Code.ShouldBe(code);
        (await session.PostAsync("invoice", Samples.Sale())).Code.ShouldBe(code);
        (await session.PostAsync("payment", Samples.Payment(1m))).Code.ShouldBe(code);
        await session.WriteAsync("Payment", Samples.Payment(300m, (300m, "Invoice", invoice)).With("TxnDate", "2026-04-01"));
    }
}
