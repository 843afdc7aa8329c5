namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class SalesNumberTests
{
    [Fact]
    public async Task With_custom_numbers_the_callers_is_used_and_none_stays_none_unless_asked_for()
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.WriteAsync("Invoice", Samples.Sale())).ShouldNotContainKey("DocNumber");
        (await session.WriteAsync("Invoice", Samples.Sale().With("DocNumber", "ol-1")))["DocNumber"]!.GetValue<string>().ShouldBe("ol-1");
        (await session.WriteAsync("Invoice", Samples.Sale().With("DocNumber", "AUTO_GENERATE")))["DocNumber"]!.GetValue<string>().ShouldBe("1001");
        (await session.PostAsync("invoice", Samples.Sale(customer: "99").With("DocNumber", "AUTO_GENERATE"))).Code.ShouldBe("2500");
        (await session.WriteAsync("CreditMemo", Samples.Sale().With("AutoDocNumber", true)))["DocNumber"]!.GetValue<string>().ShouldBe("1002");
    }

    [Fact]
    public async Task A_number_in_use_is_refused_with_what_bears_it_unless_duplicates_are_allowed()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var first = await session.WriteAsync("Invoice", Samples.Sale().With("DocNumber", "ol-1"));

        var refused = await session.PostAsync("invoice", Samples.Sale().With("DocNumber", "OL-1"));

        refused.Code.ShouldBe("6140");
        refused.Detail.ShouldBe($"Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=OL-1 is assigned to TxnType=Invoice with TxnId={first["Id"]}");
        await session.WriteAsync("Invoice", Samples.Sale().With("DocNumber", "ol-1"), "?include=allowduplicatedocnum");
        await session.WriteAsync("CreditMemo", Samples.Sale().With("DocNumber", "ol-1"));
    }

    [Fact]
    public async Task Without_custom_numbers_the_service_counts_and_does_not_look_at_duplicates()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { customSalesNumbers = false });
        (await session.GetAsync("preferences")).Body["Preferences"]!["SalesFormsPrefs"]!["CustomTxnNumbers"]!.GetValue<bool>().ShouldBeFalse();

        var counted = await session.WriteAsync("Invoice", Samples.Sale());
        counted["DocNumber"]!.GetValue<string>().ShouldBe("1001");
        (await session.WriteAsync("Invoice", Samples.Sale()))["DocNumber"]!.GetValue<string>().ShouldBe("1002");
        (await session.WriteAsync("Invoice", Samples.Sale().With("DocNumber", "1001")))["DocNumber"]!.GetValue<string>().ShouldBe("1001");
        var full = Samples.Sale(5m).With("Id", counted["Id"]!.GetValue<string>()).With("SyncToken", "0");
        (await session.WriteAsync("Invoice", full))["DocNumber"]!.GetValue<string>().ShouldBe("1001");
    }

    [Fact]
    public async Task French_companies_number_their_sales_payments_and_journals()
    {
        var sandbox = await SandboxServer.StartAsync();
        var created = await sandbox.ControlAsync(HttpMethod.Post, "companies", new { provider = "quickbooks", name = "Atelier", country = "FR" });
        await using var session = await QuickBooksSession.StartAsync(created["id"]!.GetValue<string>(), sandbox);

        var invoice = await session.PostAsync("invoice", Samples.Sale(currency: "EUR"));
        var payment = await session.PostAsync("payment", Samples.Payment(1m).With("CurrencyRef", Samples.Ref("EUR")));
        var entry = await session.PostAsync("journalentry", Samples.JournalEntry().With("CurrencyRef", Samples.Ref("EUR")));

        (invoice.Code, invoice.Errors![0]!["element"]!.GetValue<string>()).ShouldBe(("2020", "DocNumber"));
        (payment.Code, payment.Errors![0]!["element"]!.GetValue<string>()).ShouldBe(("2020", "PaymentRefNum"));
        (entry.Code, entry.Errors![0]!["element"]!.GetValue<string>()).ShouldBe(("2020", "JournalCodeRef"));
    }
}
