using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class SalesTaxTests
{
    [Fact]
    public async Task United_States_sales_say_TAX_or_NON_and_the_company_computes()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var california = (await session.RowsAsync("TaxCode", "select * from TaxCode where Name = 'California'")).Single()["Id"]!.GetValue<string>();
        JsonNode Lines(params string[] codes) => new JsonArray([.. codes.Select(code => JsonNode.Parse(Samples.SalesLine(33.33m, code)))]);

        var invoice = await session.WriteAsync("Invoice", Samples.Sale().With("Line", Lines("TAX", "NON", "TAX")));

        // 8 % of 66.66; line by line it would be 2 x 2.67 = 5.34.
        JsonNode.DeepEquals(invoice["TxnTaxDetail"], JsonNode.Parse($$$"""
            {"TxnTaxCodeRef":{"value":"{{{california}}}"},"TotalTax":5.33,
             "TaxLine":[{"Amount":5.33,"DetailType":"TaxLineDetail","TaxLineDetail":{"TaxRateRef":{"value":"1"},"PercentBased":true,"TaxPercent":8,"NetAmountTaxable":66.66}}]}
            """)).ShouldBeTrue(invoice["TxnTaxDetail"]!.ToJsonString());
        invoice["TotalAmt"]!.ToJsonString().ShouldBe("105.32");
        invoice.ShouldNotContainKey("GlobalTaxCalculation");
        (await session.PostAsync("invoice", Samples.Sale(taxCode: california))).Code.ShouldBe("6100");
        (await session.PostAsync("invoice", Samples.Sale().With("TxnTaxDetail", new JsonObject { ["TxnTaxCodeRef"] = Samples.Ref("NON") }))).Code.ShouldBe("6100");
    }

    [Fact]
    public async Task In_the_United_States_tax_that_is_sent_back_with_other_lines_is_computed_anew()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m, taxCode: "TAX"));

        var dearer = await session.WriteAsync("Invoice", ((JsonObject)invoice.DeepClone()).With("Line", JsonNode.Parse($"[{Samples.SalesLine(200m, "TAX")}]")));
        var untaxed = await session.WriteAsync("Invoice", ((JsonObject)dearer.DeepClone()).With("Line", JsonNode.Parse($"[{Samples.SalesLine(200m, "NON")}]")));

        (invoice.Number("TotalAmt"), dearer.Number("TotalAmt"), untaxed.Number("TotalAmt")).ShouldBe((108m, 216m, 200m));
    }

    [Fact]
    public async Task An_exempt_customer_pays_no_tax()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var exempt = await session.WriteAsync("Customer", new { DisplayName = "A school", Taxable = false });

        (await session.WriteAsync("Invoice", Samples.Sale(100m, exempt["Id"]!.GetValue<string>(), taxCode: "TAX"))).Number("TotalAmt").ShouldBe(100m);
    }

    [Fact]
    public async Task Elsewhere_the_mode_and_a_code_for_each_line_are_required()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);

        var noMode = await session.PostAsync("invoice", Samples.Sale(currency: "GBP", taxCode: "1").With("GlobalTaxCalculation", null));
        var noCode = await session.PostAsync("invoice", Samples.Sale(currency: "GBP"));
        var noBillMode = await session.PostAsync("bill", Samples.Bill().With("CurrencyRef", Samples.Ref("GBP")));
        var contradiction = Samples.Sale(currency: "GBP").With("GlobalTaxCalculation", "NotApplicable").With("TxnTaxDetail", new JsonObject { ["TotalTax"] = 4 });

        (noMode.Code, noCode.Code, noBillMode.Code).ShouldBe(("6000", "6000", "6000"));
        noMode.Detail.ShouldNotBeNull().ShouldContain("GlobalTaxCalculation is required");
        noCode.Detail.ShouldBe("Business Validation Error: Make sure all your transactions have a VAT rate before you save.");
        (await session.PostAsync("invoice", contradiction)).Code.ShouldBe("6170");
        (await session.WriteAsync("Invoice", Samples.Sale(100m, currency: "GBP").With("GlobalTaxCalculation", "NotApplicable"))).Number("TotalAmt").ShouldBe(100m);
    }

    [Fact]
    public async Task Elsewhere_tax_is_computed_for_each_rate_over_the_summed_net()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);
        var code = (await session.PostAsync("taxservice/taxcode", new { TaxCode = "Fifteen", TaxRateDetails = new[] { new { TaxRateName = "Fifteen", RateValue = "15", TaxAgencyId = "1", TaxApplicableOn = "Sales" } } }))
            .Body["TaxCodeId"]!.GetValue<string>();

        var invoice = await session.WriteAsync("Invoice", Samples.Sale(currency: "GBP").With("Line", new JsonArray([.. Enumerable.Range(0, 3).Select(_ => JsonNode.Parse(Samples.SalesLine(10.10m, code)))])));

        // By line it would be 3 x 1.52 = 4.56.
        invoice["TxnTaxDetail"]!["TotalTax"]!.ToJsonString().ShouldBe("4.55");
        invoice["TotalAmt"]!.ToJsonString().ShouldBe("34.85");
    }

    [Fact]
    public async Task Elsewhere_inclusive_amounts_total_what_they_say()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);
        var body = Samples.Sale(83.33m, currency: "GBP", taxCode: "1").With("GlobalTaxCalculation", "TaxInclusive");
        body["Line"]![0]!["SalesItemLineDetail"]!["TaxInclusiveAmt"] = 100m;

        var invoice = await session.WriteAsync("Invoice", body);

        (invoice["TotalAmt"]!.ToJsonString(), invoice["TxnTaxDetail"]!["TotalTax"]!.ToJsonString(), invoice["Line"]![0]!["Amount"]!.ToJsonString()).ShouldBe(("100.00", "16.67", "83.33"));
    }
}
