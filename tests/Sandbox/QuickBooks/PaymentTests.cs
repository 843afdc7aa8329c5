using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class PaymentTests
{
    [Fact]
    public async Task A_payment_lowers_the_balance_of_its_invoice_and_each_shows_the_other()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(300m));

        var payment = await session.WriteAsync("Payment", Samples.Payment(120m, (120m, "Invoice", invoice)).With("PaymentRefNum", "ol-77"));

        payment.Remove("MetaData").ShouldBeTrue();
        JsonNode.DeepEquals(payment, JsonNode.Parse("""
            {"Id":"2","SyncToken":"0","domain":"QBO","sparse":false,"TxnDate":"2026-03-09","PaymentRefNum":"ol-77","TotalAmt":120.00,"UnappliedAmt":0.00,"ProcessPayment":false,
             "CustomerRef":{"value":"4","name":"Amy's Bird Sanctuary"},"CurrencyRef":{"value":"USD","name":"United States Dollar"},"ExchangeRate":1,
             "DepositToAccountRef":{"value":"4","name":"Undeposited Funds"},"Line":[{"Amount":120.00,"LinkedTxn":[{"TxnId":"1","TxnType":"Invoice"}]}],"LinkedTxn":[]}
            """)).ShouldBeTrue(payment.ToJsonString());
        var paid = await session.ReadAsync("Invoice", "1");
        (paid["Balance"]!.ToJsonString(), paid["SyncToken"]!.GetValue<string>(), paid["LinkedTxn"]!.ToJsonString()).ShouldBe(("180.00", "1", """[{"TxnId":"2","TxnType":"Payment"}]"""));
        paid.Number("TotalAmt").ShouldBe(300m);
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(180m);
        (await session.ReadAsync("Account", "84")).Number("CurrentBalance").ShouldBe(180m);
        (await session.ReadAsync("Account", "4")).Number("CurrentBalance").ShouldBe(120m);
        (await session.RowsAsync("Payment", "select * from Payment where PaymentRefNum = 'ol-77'")).ShouldHaveSingleItem();
        (await session.QueryAsync("select * from Payment where DocNumber = 'ol-77'")).Code.ShouldBe("4001");
    }

    [Fact]
    public async Task A_version_read_before_the_payment_is_stale_after_it()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale());
        await session.WriteAsync("Payment", Samples.Payment(300m, (300m, "Invoice", invoice)));

        (await session.PostAsync("invoice", invoice.Version(sparse: true).With("PrivateNote", "late"))).Code.ShouldBe("5010");
    }

    [Fact]
    public async Task A_query_may_still_show_the_invoice_as_it_was_before_the_payment()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { staleQueriesSeconds = 30 });
        var invoice = await session.WriteAsync("Invoice", Samples.Sale());
        await session.WriteAsync("Payment", Samples.Payment(300m, (300m, "Invoice", invoice)));

        var listed = (await session.RowsAsync("Invoice", "select * from Invoice")).ShouldHaveSingleItem();

        (listed.Number("Balance"), listed["SyncToken"]!.GetValue<string>()).ShouldBe((300m, "0"));
        (await session.ReadAsync("Invoice", invoice["Id"])).Number("Balance").ShouldBe(0m);
    }

    [Fact]
    public async Task A_customers_balance_with_jobs_counts_what_those_below_it_owe()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var job = await session.WriteAsync("Customer", new { DisplayName = "Kitchen", Job = true, ParentRef = new { value = "4" }, CurrencyRef = new { value = "USD" } });

        await session.WriteAsync("Invoice", Samples.Sale(70m, customer: job["Id"]!.GetValue<string>()));

        var parent = await session.ReadAsync("Customer", "4");
        (parent.Number("Balance"), parent.Number("BalanceWithJobs")).ShouldBe((0m, 70m));
        (await session.ReadAsync("Customer", job["Id"])).Number("BalanceWithJobs").ShouldBe(70m);
    }

    [Fact]
    public async Task What_is_applied_to_nothing_stays_unapplied_and_can_be_applied_later()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(80m));
        var payment = await session.WriteAsync("Payment", Samples.Payment(100m));
        payment.Number("UnappliedAmt").ShouldBe(100m);

        var applied = await session.WriteAsync("Payment", payment.Version(sparse: true).With("Line", Samples.Applied((80m, "Invoice", invoice))));

        applied.Number("UnappliedAmt").ShouldBe(20m);
        (await session.ReadAsync("Invoice", invoice["Id"])).Number("Balance").ShouldBe(0m);
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(-20m);
    }

    [Fact]
    public async Task Lines_are_all_or_nothing_and_an_empty_list_unlinks_every_invoice()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var (one, two) = (await session.WriteAsync("Invoice", Samples.Sale(10m)), await session.WriteAsync("Invoice", Samples.Sale(20m)));
        var payment = await session.WriteAsync("Payment", Samples.Payment(30m, (10m, "Invoice", one), (20m, "Invoice", two)));

        var noted = await session.WriteAsync("Payment", payment.Version(sparse: true).With("PrivateNote", "kept"));
        noted["Line"]!.AsArray().Count.ShouldBe(2);
        var partly = await session.WriteAsync("Payment", noted.Version(sparse: true).With("Line", Samples.Applied((20m, "Invoice", two))));
        var first = await session.ReadAsync("Invoice", one["Id"]);
        var none = await session.WriteAsync("Payment", partly.Version(sparse: true).With("Line", new JsonArray()));
        var second = await session.ReadAsync("Invoice", two["Id"]);

        (partly.Number("UnappliedAmt"), none.Number("UnappliedAmt")).ShouldBe((10m, 30m));
        (first.Number("Balance"), first["LinkedTxn"]!.AsArray().Count).ShouldBe((10m, 0));
        (second.Number("Balance"), second["LinkedTxn"]!.AsArray().Count, second["SyncToken"]!.GetValue<string>()).ShouldBe((20m, 0, "2"));
    }

    [Fact]
    public async Task More_than_the_balance_or_than_was_received_cannot_be_applied()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m));
        await session.WriteAsync("Payment", Samples.Payment(60m, (60m, "Invoice", invoice)));

        (await session.PostAsync("payment", Samples.Payment(50m, (50m, "Invoice", invoice)))).Detail.ShouldNotBeNull().ShouldContain("more than the open balance");
        (await session.PostAsync("payment", Samples.Payment(50m, (20m, "Invoice", invoice), (30m, "Invoice", invoice)))).Code.ShouldBe("6000");
        (await session.PostAsync("payment", Samples.Payment(10m, (40m, "Invoice", invoice)))).Detail.ShouldNotBeNull().ShouldContain("more than the amount received");
        (await session.ReadAsync("Invoice", invoice["Id"])).Number("Balance").ShouldBe(40m);
    }

    [Fact]
    public async Task An_invoice_of_another_customer_or_currency_is_not_paid()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var other = await session.WriteAsync("Invoice", Samples.Sale(100m, customer: "5"));
        var euro = await session.WriteAsync("Customer", new { DisplayName = "Harbour Cafe", CurrencyRef = new { value = "EUR" } });
        var foreign = await session.WriteAsync("Invoice", Samples.Sale(100m, customer: euro["Id"]!.GetValue<string>(), currency: "EUR"));

        var ofAnother = await session.PostAsync("payment", Samples.Payment(100m, (100m, "Invoice", other)));
        var inAnother = await session.PostAsync("payment", Samples.Payment(100m, (100m, "Invoice", foreign)).With("CustomerRef", Samples.Ref(euro["Id"]!.GetValue<string>())));

        (ofAnother.Code, inAnother.Code).ShouldBe(("6000", "6000"));
        ofAnother.Detail.ShouldNotBeNull().ShouldContain("not one of the name on the payment");
        inAnother.Detail.ShouldNotBeNull().ShouldContain("currency of the transaction");
        await session.WriteAsync("Payment", Samples.Payment(100m, (100m, "Invoice", foreign)).With("CustomerRef", Samples.Ref(euro["Id"]!.GetValue<string>())).With("CurrencyRef", Samples.Ref("EUR")));
    }

    [Fact]
    public async Task What_cannot_be_linked_is_620_and_what_is_not_there_2500()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var receipt = await session.WriteAsync("SalesReceipt", Samples.Sale(10m));
        var voided = await session.WriteAsync("Invoice", Samples.Sale(10m));
        await session.WriteAsync("Invoice", voided.Version(sparse: false), "?operation=void");
        var plain = await session.WriteAsync("JournalEntry", Samples.JournalEntry());

        (await session.PostAsync("payment", Samples.Payment(10m, (10m, "SalesReceipt", receipt)))).Code.ShouldBe("620");
        (await session.PostAsync("payment", Samples.Payment(10m, (10m, "Invoice", voided)))).Code.ShouldBe("620");
        (await session.PostAsync("payment", Samples.Payment(10m, (10m, "JournalEntry", plain)))).Code.ShouldBe("620");
        (await session.PostAsync("payment", Samples.Payment(10m, (10m, "Invoice", receipt)))).Code.ShouldBe("2500");
    }

    [Theory]
    [InlineData("CustomerRef", null, "2020")]
    [InlineData("TotalAmt", null, "2020")]
    [InlineData("CurrencyRef", null, "2020")]
    [InlineData("TotalAmt", "-1", "6000")]
    [InlineData("PaymentRefNum", "1234567890123456789012", "2050")]
    [InlineData("DepositToAccountRef", """{"value":"42"}""", "6000")]
    [InlineData("PaymentMethodRef", """{"value":"99"}""", "2500")]
    public async Task What_a_payment_lacks_or_names_wrongly_is_refused(string member, string? value, string code)
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.PostAsync("payment", Samples.Payment(10m).With(member, value is null ? null : JsonNode.Parse(value)))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_journal_entry_on_receivables_is_paid_and_used_as_credit()
    {
        await using var session = await QuickBooksSession.StartAsync();
        JsonObject Entry(string posting) => Samples.JournalEntry().With("Line", JsonNode.Parse(
            $"[{Samples.JournalLine(posting, 40m, "84", customer: "4")},{Samples.JournalLine(posting == "Debit" ? "Credit" : "Debit", 40m, "1")}]"));
        var (owed, credit) = (await session.WriteAsync("JournalEntry", Entry("Debit")), await session.WriteAsync("JournalEntry", Entry("Credit")));

        var payment = await session.WriteAsync("Payment", Samples.Payment(10m, (40m, "JournalEntry", owed), (30m, "JournalEntry", credit)));

        payment.Number("UnappliedAmt").ShouldBe(0m);
        var linked = await session.ReadAsync("JournalEntry", owed["Id"]);
        (await session.PostAsync("journalentry", linked.Version(sparse: true).With("Line", Samples.JournalEntry()["Line"]!.DeepClone()))).Code.ShouldBe("6000");
        (await session.ReadAsync("JournalEntry", owed["Id"])).Linked().ShouldBe([$"Payment:{payment["Id"]}"]);
        (await session.PostAsync("payment", Samples.Payment(1m, (1m, "JournalEntry", owed)))).Code.ShouldBe("6000");
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(-10m);
    }

    [Fact]
    public async Task A_payment_to_a_customer_on_receivables_is_reimbursed()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var check = await session.WriteAsync("Purchase", Samples.Purchase(account: "35").With("PaymentType", "Check").With("EntityRef", Samples.Ref("4", "Customer")).With("Line", JsonNode.Parse($"[{Samples.ExpenseLine(20m, account: "84")}]")));

        await session.WriteAsync("Payment", Samples.Payment(20m, (20m, "Check", check)));

        (await session.PostAsync("payment", Samples.Payment(20m, (20m, "Expense", check)))).Code.ShouldBe("2500");
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(0m);
    }

    [Fact]
    public async Task A_payment_or_invoice_that_is_linked_cannot_be_deleted_and_an_unlinked_one_can()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m));
        var payment = await session.WriteAsync("Payment", Samples.Payment(100m, (100m, "Invoice", invoice)));
        var linked = await session.ReadAsync("Invoice", invoice["Id"]);

        (await session.PostAsync("invoice?operation=delete", linked.Version(sparse: false))).Detail.ShouldNotBeNull().ShouldContain("Unlink them");
        (await session.PostAsync("payment?operation=delete", payment.Version(sparse: false))).Code.ShouldBe("6000");
        payment = await session.WriteAsync("Payment", payment.Version(sparse: true).With("Line", new JsonArray()));
        await session.WriteAsync("Payment", payment.Version(sparse: false), "?operation=delete");
        var deleted = await session.WriteAsync("Invoice", (await session.ReadAsync("Invoice", invoice["Id"])).Version(sparse: false), "?operation=delete");

        deleted.ToJsonString().ShouldBe($$"""{"Id":"{{invoice["Id"]}}","domain":"QBO","status":"Deleted"}""");
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(0m);
    }

    [Fact]
    public async Task An_invoice_can_neither_change_hands_nor_fall_below_what_was_paid()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m));
        await session.WriteAsync("Payment", Samples.Payment(60m, (60m, "Invoice", invoice)));
        invoice = await session.ReadAsync("Invoice", invoice["Id"]);
        JsonObject Lowered(decimal amount) => invoice.Version(sparse: true).With("Line", JsonNode.Parse($"[{Samples.SalesLine(amount)}]"));

        (await session.PostAsync("invoice", invoice.Version(sparse: true).With("CustomerRef", Samples.Ref("5")))).Code.ShouldBe("6000");
        (await session.PostAsync("invoice", Lowered(59m))).Code.ShouldBe("6000");
        var lowered = await session.WriteAsync("Invoice", Lowered(70m));

        (lowered.Number("TotalAmt"), lowered.Number("Balance")).ShouldBe((70m, 10m));
        lowered["LinkedTxn"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_received_payment_is_brought_to_the_bank_once_and_is_then_fixed()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var payment = await session.WriteAsync("Payment", Samples.Payment(80m));
        JsonObject Deposit(decimal amount) => Samples.Deposit().With("Line", JsonNode.Parse($$"""[{"Amount":{{amount}},"LinkedTxn":[{"TxnId":"{{payment["Id"]}}","TxnType":"Payment","TxnLineId":"0"}]}]"""));

        (await session.PostAsync("deposit", Deposit(79m))).Code.ShouldBe("6000");
        var deposit = await session.WriteAsync("Deposit", Deposit(80m));

        (await session.ReadAsync("Payment", payment["Id"])).Linked().ShouldBe([$"Deposit:{deposit["Id"]}"]);
        (await session.ReadAsync("Account", "4")).Number("CurrentBalance").ShouldBe(0m);
        (await session.ReadAsync("Account", "35")).Number("CurrentBalance").ShouldBe(24_281m);
        (await session.PostAsync("deposit", Deposit(80m))).Code.ShouldBe("620");
        var deposited = await session.ReadAsync("Payment", payment["Id"]);
        (await session.PostAsync("payment", deposited.Version(sparse: true).With("TotalAmt", 70m))).Code.ShouldBe("6540");
        (await session.PostAsync("payment?operation=delete", deposited.Version(sparse: false))).Code.ShouldBe("6540");
        (await session.PostAsync("payment?operation=update&include=void", deposited.Version(sparse: true))).Code.ShouldBe("6540");
        await session.WriteAsync("Deposit", deposit.Version(sparse: false), "?operation=delete");
        (await session.ReadAsync("Payment", payment["Id"]))["LinkedTxn"]!.AsArray().ShouldBeEmpty();
    }
}
