using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class BillTests
{
    [Fact]
    public async Task A_bill_is_paid_less_a_vendor_credit_and_both_sides_show_it()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var bill = await session.WriteAsync("Bill", Samples.Bill(90m).With("SalesTermRef", Samples.Ref("2")).With("DocNumber", "b-1"));
        var credit = await session.WriteAsync("VendorCredit", Samples.Bill(20m));
        (bill.Number("Balance"), bill["DueDate"]!.GetValue<string>(), bill["APAccountRef"]!["value"]!.GetValue<string>()).ShouldBe((90m, "2026-03-19", "33"));
        (await session.ReadAsync("Vendor", "1")).Number("Balance").ShouldBe(70m);

        var payment = await session.WriteAsync("BillPayment", Payment(70m, (90m, "Bill", bill), (20m, "VendorCredit", credit)));

        var paid = await session.ReadAsync("Bill", bill["Id"]);
        (paid.Number("Balance"), paid["LinkedTxn"]!.ToJsonString()).ShouldBe((0m, $$"""[{"TxnId":"{{payment["Id"]}}","TxnType":"BillPaymentCheck"}]"""));
        (await session.ReadAsync("VendorCredit", credit["Id"])).Number("Balance").ShouldBe(0m);
        (await session.ReadAsync("Vendor", "1")).Number("Balance").ShouldBe(0m);
        (await session.ReadAsync("Account", "33")).Number("CurrentBalance").ShouldBe(0m);
        (await session.ReadAsync("Account", "35")).Number("CurrentBalance").ShouldBe(24_131m);
        await session.WriteAsync("BillPayment", payment.Version(sparse: true), "?operation=update&include=void");
        (await session.ReadAsync("Bill", bill["Id"])).Number("Balance").ShouldBe(90m);
    }

    [Fact]
    public async Task What_a_bill_payment_lacks_or_names_wrongly_is_refused()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var bill = await session.WriteAsync("Bill", Samples.Bill(90m));
        var other = await session.WriteAsync("Bill", Samples.Bill(90m, vendor: "2"));

        (await session.PostAsync("billpayment", Payment(90m, (90m, "Bill", bill)).With("PayType", null))).Code.ShouldBe("2020");
        (await session.PostAsync("billpayment", Payment(90m, (90m, "Bill", bill)).With("CheckPayment", null))).Code.ShouldBe("2020");
        (await session.PostAsync("billpayment", Payment(90m, (90m, "Bill", other)))).Code.ShouldBe("6000");
        (await session.PostAsync("billpayment", Payment(91m, (91m, "Bill", bill)))).Code.ShouldBe("6000");
        (await session.PostAsync("billpayment", Payment(90m, (90m, "Invoice", bill)))).Code.ShouldBe("620");
    }

    [Fact]
    public async Task A_bills_number_occurs_once_and_a_vendor_credit_knows_full_updates_only()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.WriteAsync("Bill", Samples.Bill().With("DocNumber", "b-1"));
        var credit = await session.WriteAsync("VendorCredit", Samples.Bill(20m));

        (await session.PostAsync("bill", Samples.Bill().With("DocNumber", "b-1"))).Code.ShouldBe("6140");
        (await session.PostAsync("vendorcredit", credit.Version(sparse: true).With("PrivateNote", "x"))).Code.ShouldBe("500");
        (await session.WriteAsync("VendorCredit", Samples.Bill(25m).With("Id", credit["Id"]!.GetValue<string>()).With("SyncToken", "0"))).Number("Balance").ShouldBe(25m);
    }

    private static JsonObject Payment(decimal total, params IEnumerable<(decimal Amount, string Type, JsonObject Transaction)> lines) => new()
    {
        ["VendorRef"] = Samples.Ref("1"), ["CurrencyRef"] = Samples.Ref("USD"), ["TxnDate"] = "2026-03-20", ["PayType"] = "Check", ["TotalAmt"] = total,
        ["CheckPayment"] = new JsonObject { ["BankAccountRef"] = Samples.Ref("35") }, ["Line"] = Samples.Applied(lines),
    };
}
