using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class PurchaseTests
{
    [Theory]
    [InlineData("PaymentType", "2020")]
    [InlineData("AccountRef", "2020")]
    [InlineData("Line", "2020")]
    [InlineData("CurrencyRef", "2020")]
    public async Task A_required_member_that_is_missing_is_named(string member, string code)
    {
        await using var session = await QuickBooksSession.StartAsync();

        var refused = await session.PostAsync("purchase", Samples.Purchase().With(member, null));

        refused.Code.ShouldBe(code);
        refused.Detail.ShouldBe($"Required parameter {member} is missing in the request");
    }

    [Theory]
    [InlineData("CreditCard", "35", "6000")]
    [InlineData("Cash", "42", "6000")]
    [InlineData("Check", "13", "6000")]
    [InlineData("Barter", "42", "2170")]
    [InlineData("CreditCard", "999", "2500")]
    public async Task The_account_must_exist_and_fit_the_payment_type(string paymentType, string account, string code)
    {
        await using var session = await QuickBooksSession.StartAsync();

        var refused = await session.PostAsync("purchase", Samples.Purchase(account: account).With("PaymentType", paymentType));

        refused.Code.ShouldBe(code);
    }

    [Fact]
    public async Task An_unknown_or_inactive_account_in_a_line_is_an_invalid_reference()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var travel = (await session.GetAsync("account/22")).Body["Account"]!.AsObject();
        await session.WriteAsync("Account", travel.Version(sparse: true).With("Active", false));

        var unknown = await session.PostAsync("purchase", Samples.Purchase().With("Line", JsonNode.Parse($"[{Samples.ExpenseLine(1, account: "998")}]")));
        var inactive = await session.PostAsync("purchase", Samples.Purchase().With("Line", JsonNode.Parse($"[{Samples.ExpenseLine(1, account: "22")}]")));

        unknown.Code.ShouldBe("2500");
        unknown.Detail.ShouldBe("Invalid Reference Id : Accounts element id 998 not found");
        inactive.Code.ShouldBe("2500");
        inactive.Detail!.ShouldContain("has been made inactive");
    }

    [Fact]
    public async Task The_total_is_computed_and_what_was_sent_for_it_overwritten()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var purchase = await session.WriteAsync("Purchase", Samples.Purchase(12.345m).With("TotalAmt", 99));

        purchase["TotalAmt"]!.ToJsonString().ShouldBe("12.35");
        purchase["Line"]![0]!["AccountBasedExpenseLineDetail"]!["AccountRef"]!["name"]!.GetValue<string>().ShouldBe("Meals and Entertainment");
    }

    [Fact]
    public async Task A_negative_total_is_refused_and_a_card_refund_is_a_credit()
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.PostAsync("purchase", Samples.Purchase(-5))).Code.ShouldBe("6000");
        var refund = await session.WriteAsync("Purchase", Samples.Purchase(5).With("Credit", true));
        var cash = await session.WriteAsync("Purchase", Samples.Purchase(5, account: "35").With("PaymentType", "Cash").With("Credit", true));

        refund["Credit"]!.GetValue<bool>().ShouldBeTrue();
        cash.ShouldNotContainKey("Credit");
    }

    [Fact]
    public async Task A_number_used_before_is_refused_with_the_id_of_its_bearer_unless_duplicates_are_allowed()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var first = await session.WriteAsync("Purchase", Samples.Purchase().With("DocNumber", "AB-1"));

        var refused = await session.PostAsync("purchase", Samples.Purchase().With("DocNumber", "AB-1"));

        refused.Code.ShouldBe("6140");
        refused.Detail!.ShouldEndWith($"DocNumber=AB-1 is assigned to TxnType=Credit Card Expense with TxnId={first["Id"]}");
        await session.WriteAsync("Purchase", Samples.Purchase().With("DocNumber", "AB-1"), "?include=allowduplicatedocnum");
        await session.WriteAsync("Purchase", first.Version(sparse: true).With("DocNumber", "AB-2"));
        (await session.PostAsync("purchase", Samples.Purchase().With("DocNumber", "AB-1"))).Code.ShouldBe("6140");
    }

    [Fact]
    public async Task Numbers_are_counted_up_where_the_company_does_not_give_its_own()
    {
        await using var session = await QuickBooksSession.StartAsync();
        (await session.WriteAsync("Purchase", Samples.Purchase())).ShouldNotContainKey("DocNumber");
        await session.SetAsync(new { customPurchaseNumbers = false });

        (await session.WriteAsync("Purchase", Samples.Purchase()))["DocNumber"]!.GetValue<string>().ShouldBe("1");
        (await session.WriteAsync("Purchase", Samples.Purchase()))["DocNumber"]!.GetValue<string>().ShouldBe("2");
    }

    [Fact]
    public async Task A_payable_line_needs_a_vendor()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var vendor = await session.WriteAsync("Vendor", new { DisplayName = "Landlord" });
        JsonObject Payable() => Samples.Purchase().With("Line", JsonNode.Parse($"[{Samples.ExpenseLine(1, account: "33")}]"));

        (await session.PostAsync("purchase", Payable())).Code.ShouldBe("6000");
        var stored = await session.WriteAsync("Purchase", Payable().With("EntityRef", Samples.Ref(vendor["Id"]!.GetValue<string>(), "Vendor")));

        stored["EntityRef"]!.ToJsonString().ShouldBe($$"""{"value":"{{vendor["Id"]}}","name":"Landlord","type":"Vendor"}""");
    }

    [Fact]
    public async Task Balances_follow_what_is_written_changed_and_deleted()
    {
        await using var session = await QuickBooksSession.StartAsync();
        async Task<decimal> BalanceAsync(string id) => (await session.GetAsync("account/" + id)).Body["Account"]!["CurrentBalance"]!.GetValue<decimal>();

        var card = await session.WriteAsync("Purchase", Samples.Purchase(20));
        var cash = await session.WriteAsync("Purchase", Samples.Purchase(100, "EUR", "35").With("PaymentType", "Cash").With("ExchangeRate", 1.5m));
        (await BalanceAsync("42")).ShouldBe(20m);
        (await BalanceAsync("35")).ShouldBe(24_201m - 150m);

        await session.WriteAsync("Purchase", card.Version(sparse: true).With("Line", JsonNode.Parse($"[{Samples.ExpenseLine(5)}]")));
        await session.WriteAsync("Purchase", cash.Version(sparse: false), "?operation=delete");
        (await BalanceAsync("42")).ShouldBe(5m);
        (await BalanceAsync("35")).ShouldBe(24_201m);
    }

    [Fact]
    public async Task United_States_companies_take_ISO_8859_1_only_and_others_every_character()
    {
        await using var us = await QuickBooksSession.StartAsync();
        await using var gb = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);

        var refused = await us.PostAsync("purchase", Samples.Purchase().With("PrivateNote", "東京 café"));
        var taken = await us.WriteAsync("Purchase", Samples.Purchase().With("PrivateNote", "Zoë’s".Replace('’', '\'')));
        var abroad = await gb.WriteAsync("Purchase", Samples.Purchase(1, "GBP", taxCode: "1").With("PrivateNote", "東京 café"));

        refused.Code.ShouldBe("2040");
        refused.Errors![0]!["element"]!.GetValue<string>().ShouldBe("PrivateNote");
        taken["PrivateNote"]!.GetValue<string>().ShouldBe("Zoë's");
        abroad["PrivateNote"]!.GetValue<string>().ShouldBe("東京 café");
    }
}
