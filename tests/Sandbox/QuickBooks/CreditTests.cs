namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class CreditTests
{
    [Fact]
    public async Task A_payment_of_zero_sets_a_credit_memo_against_an_invoice()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m));
        var credit = await session.WriteAsync("CreditMemo", Samples.Sale(30m));
        (credit.Number("TotalAmt"), credit.Number("Balance"), credit.Number("RemainingCredit")).ShouldBe((30m, 30m, 30m));
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(70m);

        var payment = await session.WriteAsync("Payment", Samples.Payment(0m, (30m, "Invoice", invoice), (30m, "CreditMemo", credit)));

        (payment.Number("TotalAmt"), payment.Number("UnappliedAmt")).ShouldBe((0m, 0m));
        (await session.ReadAsync("Invoice", invoice["Id"])).Number("Balance").ShouldBe(70m);
        var used = await session.ReadAsync("CreditMemo", credit["Id"]);
        (used.Number("Balance"), used.Number("RemainingCredit"), used["LinkedTxn"]!.ToJsonString()).ShouldBe((0m, 0m, $$"""[{"TxnId":"{{payment["Id"]}}","TxnType":"Payment"}]"""));
        used.Number("TotalAmt").ShouldBe(30m);
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(70m);
    }

    [Fact]
    public async Task Credits_are_used_for_what_they_are_set_against_and_no_more()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m));
        var credit = await session.WriteAsync("CreditMemo", Samples.Sale(30m));

        (await session.PostAsync("payment", Samples.Payment(0m, (20m, "Invoice", invoice), (30m, "CreditMemo", credit)))).Detail.ShouldNotBeNull().ShouldContain("credits used are more");
        (await session.PostAsync("payment", Samples.Payment(0m, (30m, "Invoice", invoice), (20m, "CreditMemo", credit)))).Code.ShouldBe("6000");
        (await session.PostAsync("payment", Samples.Payment(0m, (31m, "Invoice", invoice), (31m, "CreditMemo", credit)))).Detail.ShouldNotBeNull().ShouldContain("more than the open balance");
        var mixed = await session.WriteAsync("Payment", Samples.Payment(70m, (100m, "Invoice", invoice), (30m, "CreditMemo", credit)));
        mixed.Number("UnappliedAmt").ShouldBe(0m);
    }

    [Fact]
    public async Task Where_credits_apply_themselves_a_new_invoice_uses_the_open_ones()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { autoApplyCredit = true });
        var credit = await session.WriteAsync("CreditMemo", Samples.Sale(30m));

        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m));

        invoice.Number("Balance").ShouldBe(70m);
        (await session.ReadAsync("CreditMemo", credit["Id"])).Number("RemainingCredit").ShouldBe(0m);
        var payment = (await session.RowsAsync("Payment", "select * from Payment")).ShouldHaveSingleItem();
        (payment.Number("TotalAmt"), payment["Line"]!.AsArray().Count).ShouldBe((0m, 2));
        (await session.WriteAsync("CreditMemo", Samples.Sale(90m))).Number("RemainingCredit").ShouldBe(20m);
        (await session.WriteAsync("Invoice", Samples.Sale(5m, customer: "5"))).Number("Balance").ShouldBe(5m);
    }

    [Fact]
    public async Task Receipts_move_money_at_once_and_leave_no_balance()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var sale = await session.WriteAsync("SalesReceipt", Samples.Sale(50m).With("CustomerRef", null));
        (await session.PostAsync("refundreceipt", Samples.Sale(20m))).Errors![0]!["element"]!.GetValue<string>().ShouldBe("DepositToAccountRef");
        var refund = await session.WriteAsync("RefundReceipt", Samples.Sale(20m).With("DepositToAccountRef", Samples.Ref("35")));

        (sale.Number("Balance"), sale["DepositToAccountRef"]!["value"]!.GetValue<string>(), refund.Number("Balance")).ShouldBe((0m, "4", 0m));
        (await session.ReadAsync("Account", "4")).Number("CurrentBalance").ShouldBe(50m);
        (await session.ReadAsync("Account", "35")).Number("CurrentBalance").ShouldBe(24_181m);
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(0m);
    }
}
