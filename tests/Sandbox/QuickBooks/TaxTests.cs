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
}
