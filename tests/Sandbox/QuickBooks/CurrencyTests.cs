using System.Net;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class CurrencyTests
{
    [Fact]
    public async Task A_single_currency_company_refuses_a_foreign_currency_and_fills_in_its_own()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.SingleCurrency);

        var refused = await session.PostAsync("purchase", Samples.Purchase(currency: "EUR"));
        var stored = await session.WriteAsync("Purchase", Samples.Purchase().With("CurrencyRef", null).With("ExchangeRate", 3));

        refused.Code.ShouldBe("6000");
        refused.Detail.ShouldBe("Business Validation Error: Multi Currency should be enabled to perform this operation");
        stored["CurrencyRef"]!["value"]!.GetValue<string>().ShouldBe("USD");
        stored.ShouldNotContainKey("ExchangeRate");
        (await session.PostAsync("companycurrency", new { Code = "EUR" })).Code.ShouldBe("6000");
    }

    [Fact]
    public async Task A_currency_must_be_on_the_companys_list()
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.PostAsync("purchase", Samples.Purchase(currency: "CHF"))).Code.ShouldBe("2500");
        var added = await session.WriteAsync("CompanyCurrency", new { Code = "CHF" });

        added["Name"]!.GetValue<string>().ShouldBe("Swiss Franc");
        await session.WriteAsync("Purchase", Samples.Purchase(currency: "CHF"));
        (await session.RowsAsync("CompanyCurrency", "select * from CompanyCurrency where Code = 'CHF'")).Count.ShouldBe(1);
        (await session.PostAsync("companycurrency", new { Code = "CHF" })).Code.ShouldBe("6240");
    }

    [Fact]
    public async Task The_rate_sent_is_kept_the_home_currency_has_rate_one_and_a_missing_rate_is_taken_from_file()
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.WriteAsync("Purchase", Samples.Purchase(currency: "EUR").With("ExchangeRate", 1.234567m)))["ExchangeRate"]!.GetValue<decimal>().ShouldBe(1.234567m);
        (await session.WriteAsync("Purchase", Samples.Purchase().With("ExchangeRate", 5)))["ExchangeRate"]!.GetValue<decimal>().ShouldBe(1m);
        (await session.WriteAsync("Purchase", Samples.Purchase(currency: "EUR")))["ExchangeRate"]!.GetValue<decimal>().ShouldBe(1.085m);
        (await session.PostAsync("purchase", Samples.Purchase(currency: "EUR").With("ExchangeRate", 0))).Code.ShouldBe("2090");
    }

    [Fact]
    public async Task Rates_are_kept_by_day_and_read_as_of_a_day()
    {
        await using var session = await QuickBooksSession.StartAsync();

        await session.WriteAsync("ExchangeRate", new { SourceCurrencyCode = "EUR", Rate = 1.20m, AsOfDate = "2026-03-01" });
        await session.WriteAsync("ExchangeRate", new { SourceCurrencyCode = "EUR", Rate = 1.25m, AsOfDate = "2026-03-01", sparse = true });

        async Task<decimal> RateAsync(string day) => (await session.GetAsync($"exchangerate?sourcecurrencycode=EUR&asofdate={day}")).Body["ExchangeRate"]!["Rate"]!.GetValue<decimal>();
        (await RateAsync("2026-02-28")).ShouldBe(1.085m);
        (await RateAsync("2026-03-15")).ShouldBe(1.25m);
        (await session.WriteAsync("Purchase", Samples.Purchase(currency: "EUR")))["ExchangeRate"]!.GetValue<decimal>().ShouldBe(1.25m);
        var rows = await session.RowsAsync("ExchangeRate", "select * from ExchangeRate where SourceCurrencyCode = 'EUR' and AsOfDate = '2026-03-01'");
        rows.ShouldHaveSingleItem().ShouldNotContainKey("Id");
    }

    [Fact]
    public async Task An_account_or_vendor_in_a_currency_fixes_that_of_the_transaction()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var vendor = await session.WriteAsync("Vendor", new { DisplayName = "Pariser Kontor", CurrencyRef = new { value = "EUR" } });
        var party = Samples.Ref(vendor["Id"]!.GetValue<string>(), "Vendor");

        (await session.PostAsync("purchase", Samples.Purchase(currency: "USD", account: "100").With("PaymentType", "Cash"))).Detail!.ShouldContain("currency of the transaction is invalid");
        (await session.PostAsync("purchase", Samples.Purchase(currency: "USD").With("EntityRef", party.DeepClone()))).Detail!.ShouldContain("currency of the transaction is invalid");
        await session.WriteAsync("Purchase", Samples.Purchase(currency: "EUR", account: "100").With("PaymentType", "Cash").With("EntityRef", party));
        var euros = (await session.GetAsync("account/100")).Body["Account"]!;
        euros["CurrentBalance"]!.GetValue<decimal>().ShouldBe(-20m);
    }

    [Fact]
    public async Task A_currency_named_on_a_new_vendor_is_added_to_the_list_and_then_fixed()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var vendor = await session.WriteAsync("Vendor", new { DisplayName = "Alpen GmbH", CurrencyRef = new { value = "CHF" } });

        (await session.RowsAsync("CompanyCurrency", "select * from CompanyCurrency where Code = 'CHF'")).Count.ShouldBe(1);
        var change = await session.PostAsync("vendor", vendor.Version(sparse: true).With("CurrencyRef", Samples.Ref("EUR")));
        change.Status.ShouldBe(HttpStatusCode.BadRequest);
        change.Code.ShouldBe("6000");
    }
}
