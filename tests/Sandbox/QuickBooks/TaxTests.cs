using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class TaxTests
{
    [Fact]
    public async Task United_States_lines_carry_TAX_or_NON_and_nothing_else()
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.PostAsync("purchase", Samples.Purchase(taxCode: "3"))).Code.ShouldBe("6100");
        (await session.WriteAsync("Purchase", Samples.Purchase()))["Line"]![0]!["AccountBasedExpenseLineDetail"]!["TaxCodeRef"]!["value"]!.GetValue<string>().ShouldBe("NON");
        (await session.RowsAsync("TaxCode", "select * from TaxCode orderby Name")).Select(code => code["Name"]!.GetValue<string>()).ShouldBe(["California", "NON", "TAX"]);
    }

    [Fact]
    public async Task Elsewhere_a_purchase_line_without_a_tax_code_is_refused_unless_tax_does_not_apply()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);

        var refused = await session.PostAsync("purchase", Samples.Purchase(currency: "GBP"));
        var outside = await session.WriteAsync("Purchase", Samples.Purchase(currency: "GBP").With("GlobalTaxCalculation", "NotApplicable"));

        refused.Code.ShouldBe("6000");
        refused.Detail.ShouldBe("Business Validation Error: Make sure all your transactions have a VAT rate before you save.");
        outside["TotalAmt"]!.GetValue<decimal>().ShouldBe(20m);
        var contradiction = Samples.Purchase(currency: "GBP").With("GlobalTaxCalculation", "NotApplicable").With("TxnTaxDetail", new JsonObject { ["TotalTax"] = 4 });
        (await session.PostAsync("purchase", contradiction)).Code.ShouldBe("6170");
    }

    [Fact]
    public async Task Tax_is_computed_for_each_rate_over_the_sum_of_its_lines()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);
        var reduced = (await session.RowsAsync("TaxCode", "select * from TaxCode where Name = '5.0% R'")).Single()["Id"]!.GetValue<string>();
        var line = Samples.ExpenseLine(10.10m, reduced);

        var purchase = await session.WriteAsync("Purchase", Samples.Purchase(currency: "GBP").With("Line", JsonNode.Parse($"[{line},{line},{line}]")));

        // 5 % of 30.30 is 1.52; line by line it would be 3 x 0.51 = 1.53.
        purchase["TxnTaxDetail"]!["TotalTax"]!.ToJsonString().ShouldBe("1.52");
        purchase["TotalAmt"]!.ToJsonString().ShouldBe("31.82");
        purchase["TxnTaxDetail"]!["TaxLine"]![0]!["TaxLineDetail"]!["NetAmountTaxable"]!.ToJsonString().ShouldBe("30.30");
    }

    [Fact]
    public async Task With_tax_included_the_total_is_what_was_paid()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);
        var body = Samples.Purchase(100m, "GBP", taxCode: "1").With("GlobalTaxCalculation", "TaxInclusive");
        body["Line"]![0]!["AccountBasedExpenseLineDetail"]!["TaxInclusiveAmt"] = 120m;

        var purchase = await session.WriteAsync("Purchase", body);

        purchase["Line"]![0]!["Amount"]!.ToJsonString().ShouldBe("100.00");
        purchase["TxnTaxDetail"]!["TotalTax"]!.ToJsonString().ShouldBe("20.00");
        purchase["TotalAmt"]!.ToJsonString().ShouldBe("120.00");
    }

    [Fact]
    public async Task A_tax_amount_the_caller_insists_on_must_name_a_rate_in_use()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);
        JsonObject Insisting(string rate) => Samples.Purchase(100m, "GBP", taxCode: "1").With("TxnTaxDetail", JsonNode.Parse($$$"""
            {"TotalTax":20.01,"TaxLine":[{"Amount":20.01,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"{{{rate}}}"} } }]}
            """));

        (await session.WriteAsync("Purchase", Insisting("2")))["TotalAmt"]!.GetValue<decimal>().ShouldBe(120.01m);
        (await session.PostAsync("purchase", Insisting("1"))).Code.ShouldBe("2500");
    }

    [Fact]
    public async Task A_deposit_has_the_tax_the_caller_insists_on_to_the_unit()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);

        var computed = await session.WriteAsync("Deposit", Deposit(24.93m));
        var insisted = await session.WriteAsync("Deposit", Deposit(24.93m).With("TxnTaxDetail", Tax(4.98m, ("1", 4.98m))));
        var yen = await session.WriteAsync("Deposit", Deposit(134_779m, "JPY").With("TxnTaxDetail", Tax(26_956m, ("1", 26_956m))));

        computed["TotalAmt"]!.ToJsonString().ShouldBe("29.92");
        insisted["TotalAmt"]!.ToJsonString().ShouldBe("29.91");
        insisted["TxnTaxDetail"]!["TaxLine"]![0]!["TaxLineDetail"]!["OverrideDeltaAmount"]!.ToJsonString().ShouldBe("-0.01");
        computed["TxnTaxDetail"]!["TaxLine"]![0]!["TaxLineDetail"]!.AsObject().ShouldNotContainKey("OverrideDeltaAmount");
        yen["TotalAmt"]!.ToJsonString().ShouldBe("161735.00");
    }

    [Theory]
    [InlineData("""{"TotalTax":4.99,"TaxLine":[{"Amount":4.98,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"1"}}}]}""", "6000", "sum of the tax lines")]
    [InlineData("""{"TaxLine":[{"Amount":4.98,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"1"}}}]}""", "2020", "TotalTax")]
    [InlineData("""{"TotalTax":4.98,"TaxLine":[{"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"1"}}}]}""", "2020", "Amount")]
    [InlineData("""{"TotalTax":4.98,"TaxLine":[{"Amount":4.98,"TaxLineDetail":{"TaxRateRef":{"value":"1"}}}]}""", "2020", "DetailType")]
    [InlineData("""{"TotalTax":4.98,"TaxLine":[{"Amount":4.98,"DetailType":"DepositLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"1"}}}]}""", "2170", "DepositLineDetail")]
    [InlineData("""{"TotalTax":4.98,"TaxLine":[{"Amount":4.98,"DetailType":"TaxLineDetail","TaxLineDetail":{}}]}""", "2020", "TaxRateRef")]
    [InlineData("""{"TotalTax":4.98,"TaxLine":[{"Amount":4.98,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"2"}}}]}""", "2500", "TaxRate")]
    [InlineData("""{"TotalTax":4.98,"TaxLine":[{"Amount":2.49,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"1"}}},{"Amount":2.49,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"1"}}}]}""", "6000", "once only")]
    [InlineData("""{"TotalTax":4.98,"TaxLine":[{"Amount":4.98,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"1"},"TaxPercent":5}}]}""", "6000", "TaxPercent")]
    [InlineData("""{"TotalTax":4.98,"TaxLine":[{"Amount":4.98,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"1"},"NetAmountTaxable":24.92}}]}""", "6000", "NetAmountTaxable")]
    public async Task Tax_that_contradicts_itself_or_the_lines_is_refused(string tax, string code, string detail)
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);

        var refused = await session.PostAsync("deposit", Deposit(24.93m).With("TxnTaxDetail", JsonNode.Parse(tax)));

        refused.Code.ShouldBe(code);
        refused.Detail.ShouldNotBeNull().ShouldContain(detail);
    }

    [Fact]
    public async Task The_caller_must_name_every_rate_of_a_code()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);
        var (code, rates) = await TwoRatesAsync(session);

        var partly = await session.PostAsync("deposit", Deposit(86.98m, code: code).With("TxnTaxDetail", Tax(13.02m, (rates[0], 13.02m))));
        var whole = await session.WriteAsync("Deposit", Deposit(86.98m, code: code).With("TxnTaxDetail", Tax(13.02m, (rates[0], 4.35m), (rates[1], 8.67m))));

        partly.Code.ShouldBe("6000");
        partly.Detail.ShouldNotBeNull().ShouldContain("every rate");
        whole["TotalAmt"]!.ToJsonString().ShouldBe("100.00");
    }

    [Fact]
    public async Task An_inclusive_line_of_two_rates_totals_what_it_says()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);
        var (code, _) = await TwoRatesAsync(session, "Purchase", "5", "5");
        var body = Samples.Purchase(0.10m, "GBP", taxCode: code).With("GlobalTaxCalculation", "TaxInclusive");
        body["Line"]![0]!["AccountBasedExpenseLineDetail"]!["TaxInclusiveAmt"] = 0.11m;

        // A cent of tax for two equal rates: half a cent each would round to a cent each.
        (await session.WriteAsync("Purchase", body))["TotalAmt"]!.ToJsonString().ShouldBe("0.11");
    }

    [Fact]
    public async Task Tax_that_is_insisted_on_in_an_inclusive_purchase_must_add_up_to_the_gross()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);
        JsonObject Yen(decimal net, decimal tax)
        {
            var body = Samples.Purchase(net, "JPY", taxCode: "1").With("GlobalTaxCalculation", "TaxInclusive").With("TxnTaxDetail", Tax(tax, ("2", tax)));
            body["Line"]![0]!["AccountBasedExpenseLineDetail"]!["TaxInclusiveAmt"] = 161_735m;
            return body;
        }

        var whole = await session.WriteAsync("Purchase", Yen(134_779m, 26_956m));

        whole["TotalAmt"]!.ToJsonString().ShouldBe("161735.00");
        whole["Line"]![0]!["Amount"]!.ToJsonString().ShouldBe("134779.00");
        (await session.PostAsync("purchase", Yen(134_779m, 26_955m))).Code.ShouldBe("6000");
    }

    [Fact]
    public async Task A_sparse_update_keeps_insisted_tax_unless_an_amount_changes_and_then_takes_none()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);
        var deposit = await session.WriteAsync("Deposit", Deposit(24.93m).With("TxnTaxDetail", Tax(4.98m, ("1", 4.98m))));

        var described = await session.WriteAsync("Deposit", deposit.Version(sparse: true).With("PrivateNote", "a note").With("Line", Deposit(24.93m)["Line"]!.DeepClone()));
        var again = await session.PostAsync("deposit", described.Version(sparse: true).With("Line", Deposit(25m)["Line"]!.DeepClone()).With("TxnTaxDetail", Tax(5.01m, ("1", 5.01m))));
        var changed = await session.WriteAsync("Deposit", described.Version(sparse: true).With("Line", Deposit(25m)["Line"]!.DeepClone()));

        described["TotalAmt"]!.ToJsonString().ShouldBe("29.91");
        again.Code.ShouldBe("6000");
        again.Detail.ShouldNotBeNull().ShouldContain("Leave TxnTaxDetail out");
        changed["TotalAmt"]!.ToJsonString().ShouldBe("30.00");
    }

    [Fact]
    public async Task With_tax_switched_off_tax_details_are_dropped_without_a_word()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);
        await session.SetAsync(new { usesTax = false });

        var purchase = await session.WriteAsync("Purchase", Samples.Purchase(100m, "GBP").With("TxnTaxDetail", new JsonObject { ["TotalTax"] = 20 }));

        purchase.ShouldNotContainKey("TxnTaxDetail");
        purchase["TotalAmt"]!.GetValue<decimal>().ShouldBe(100m);
    }

    [Fact]
    public async Task A_tax_code_with_its_rate_can_be_created_through_the_tax_service()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);

        var answer = await session.PostAsync("taxservice/taxcode", new { TaxCode = "Local 8", TaxRateDetails = new[] { new { TaxRateName = "Local 8", RateValue = "8", TaxAgencyId = "1", TaxApplicableOn = "Purchase" } } });

        answer.Body["TaxRateDetails"]![0]!["RateValue"]!.GetValue<string>().ShouldBe("8%");
        var purchase = await session.WriteAsync("Purchase", Samples.Purchase(100m, "GBP", taxCode: answer.Body["TaxCodeId"]!.GetValue<string>()));
        purchase["TotalAmt"]!.GetValue<decimal>().ShouldBe(108m);
    }

    private static JsonObject Deposit(decimal net, string currency = "GBP", string code = "1")
    {
        var body = Samples.Deposit(net, currency);
        var detail = body["Line"]![0]!["DepositLineDetail"]!;
        detail["TaxCodeRef"] = Samples.Ref(code);
        detail["TaxApplicableOn"] = "Sales";
        return body;
    }

    private static JsonObject Tax(decimal total, params (string Rate, decimal Amount)[] lines) => new()
    {
        ["TotalTax"] = total,
        ["TaxLine"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject
        {
            ["Amount"] = line.Amount, ["DetailType"] = "TaxLineDetail", ["TaxLineDetail"] = new JsonObject { ["TaxRateRef"] = Samples.Ref(line.Rate), ["PercentBased"] = true },
        })]),
    };

    private static async Task<(string Code, List<string> Rates)> TwoRatesAsync(QuickBooksSession session, string side = "Sales", string first = "5", string second = "9.975")
    {
        var details = new[] { first, second }.Select((rate, i) => new { TaxRateName = $"Part {i}", RateValue = rate, TaxAgencyId = "1", TaxApplicableOn = side });
        var answer = await session.PostAsync("taxservice/taxcode", new { TaxCode = "Two rates", TaxRateDetails = details });
        return (answer.Body["TaxCodeId"]!.GetValue<string>(), [.. answer.Body["TaxRateDetails"]!.AsArray().Select(rate => rate!["TaxRateId"]!.GetValue<string>())]);
    }
}
