using System.Net;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

/// <summary>Names, accounts, the company and its settings.</summary>
public sealed class ListTests
{
    [Fact]
    public async Task A_display_name_occurs_once_among_customers_and_vendors()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.WriteAsync("Vendor", new { DisplayName = "Harbour Cafe" });

        var refused = await session.PostAsync("customer", new { DisplayName = "harbour cafe" });

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Code.ShouldBe("6240");
    }

    [Theory]
    [InlineData("{}", "6080")]
    [InlineData("""{"DisplayName":"a:b"}""", "2180")]
    [InlineData("""{"DisplayName":"a","PrimaryEmailAddr":{"Address":"nobody"}}""", "6000")]
    [InlineData("""{"DisplayName":"a","Title":"A title of many letters"}""", "2050")]
    public async Task A_name_that_cannot_be_one_is_refused(string body, string code)
    {
        await using var session = await QuickBooksSession.StartAsync();

        (await session.PostAsync("vendor", body)).Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_missing_display_name_is_built_from_the_parts()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var customer = await session.WriteAsync("Customer", new { GivenName = "Ada", FamilyName = "Byron" });

        customer["DisplayName"]!.GetValue<string>().ShouldBe("Ada Byron");
        customer["Active"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task An_account_needs_a_type_and_a_name_of_its_own()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var account = await session.WriteAsync("Account", new { Name = "Ledger sync income", AccountType = "Income", AcctNum = "4711" });

        account["AccountSubType"]!.GetValue<string>().ShouldBe("OtherPrimaryIncome");
        account["Classification"]!.GetValue<string>().ShouldBe("Revenue");
        (await session.PostAsync("account", new { Name = "Ledger sync income", AccountType = "Income" })).Code.ShouldBe("6240");
        (await session.PostAsync("account", new { Name = "Another", AccountType = "Income", AcctNum = "4711" })).Code.ShouldBe("6000");
        (await session.PostAsync("account", new { Name = "Untyped" })).Code.ShouldBe("6010");
        (await session.PostAsync("account", new { Name = "a:b", AccountType = "Income" })).Code.ShouldBe("2180");
        (await session.PostAsync("account?operation=delete", account.Version(sparse: false))).Code.ShouldBe("500");
    }

    [Fact]
    public async Task A_sub_account_is_named_with_its_parents()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var account = await session.WriteAsync("Account", new { Name = "Trains", AccountType = "Expense", ParentRef = new { value = "22" } });

        account["FullyQualifiedName"]!.GetValue<string>().ShouldBe("Travel:Trains");
        account["SubAccount"]!.GetValue<bool>().ShouldBeTrue();
        (await session.PostAsync("account", new { Name = "Odd", AccountType = "Income", ParentRef = new { value = "22" } })).Code.ShouldBe("6000");
        (await session.PostAsync("account", new { Name = "Lost", AccountType = "Expense", ParentRef = new { value = "999" } })).Code.ShouldBe("2500");
    }

    [Theory]
    [InlineData("92")]
    [InlineData("93")]
    public async Task An_account_does_not_become_its_own_sub_account(string below)
    {
        await using var session = await QuickBooksSession.StartAsync();
        var vehicles = await session.ReadAsync("Account", "92");

        (await session.PostAsync("account", vehicles.Version(sparse: true).With("ParentRef", Samples.Ref(below)))).Code.ShouldBe("6000");
    }

    [Fact]
    public async Task A_parent_account_s_balance_counts_its_sub_accounts()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var till = await session.WriteAsync("Account", new { Name = "Till", AccountType = "Bank", ParentRef = new { value = "35" } });
        var before = await session.ReadAsync("Account", "35");

        await session.WriteAsync("Deposit", Samples.Deposit(80m, to: till["Id"]!.GetValue<string>()));

        var after = await session.ReadAsync("Account", "35");
        after.Number("CurrentBalance").ShouldBe(before.Number("CurrentBalance"));
        after.Number("CurrentBalanceWithSubAccounts").ShouldBe(before.Number("CurrentBalanceWithSubAccounts") + 80m);
        (await session.ReadAsync("Account", till["Id"]!.GetValue<string>())).Number("CurrentBalance").ShouldBe(80m);
    }

    [Fact]
    public async Task The_company_tells_its_plan_and_its_settings_their_home_currency()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.Gb);

        var info = (await session.GetAsync("companyinfo/" + session.Realm)).Body["CompanyInfo"]!;
        var preferences = (await session.GetAsync("preferences")).Body["Preferences"]!;

        info["Country"]!.GetValue<string>().ShouldBe("GB");
        info["NameValue"]!.AsArray().Single(pair => pair!["Name"]!.GetValue<string>() == "OfferingSku")!["Value"]!.GetValue<string>().ShouldBe("QuickBooks Online Plus");
        preferences["CurrencyPrefs"]!.ToJsonString().ShouldBe("""{"MultiCurrencyEnabled":true,"HomeCurrency":{"value":"GBP"}}""");
    }

    [Fact]
    public async Task Settings_that_only_the_product_may_switch_keep_their_value()
    {
        await using var session = await QuickBooksSession.StartAsync(QuickBooksSession.SingleCurrency);
        var preferences = (await session.GetAsync("preferences")).Body["Preferences"]!.AsObject();

        var updated = await session.WriteAsync("Preferences", new
        {
            Id = "1", SyncToken = preferences["SyncToken"]!.GetValue<string>(), sparse = true, CurrencyPrefs = new { MultiCurrencyEnabled = true }, ReportPrefs = new { ReportBasis = "Cash" },
        });

        updated["CurrencyPrefs"]!["MultiCurrencyEnabled"]!.GetValue<bool>().ShouldBeFalse();
        updated["ReportPrefs"]!["ReportBasis"]!.GetValue<string>().ShouldBe("Cash");
    }

    [Fact]
    public async Task A_company_made_over_the_control_API_has_the_accounts_and_taxes_of_its_country()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.Sandbox.ControlAsync(HttpMethod.Post, "companies", new { provider = "quickbooks", name = "Sydney Surf", country = "AU", id = "9341450000000999", settings = new { bookCloseDate = "2025-06-30" } });

        var books = await session.Sandbox.ControlAsync(HttpMethod.Get, "companies/quickbooks/9341450000000999/books");

        books["settings"]!["bookCloseDate"]!.GetValue<string>().ShouldBe("2025-06-30");
        books["accounts"]!.AsArray().ShouldContain(account => account!["AccountType"]!.GetValue<string>() == "Bank" && account["CurrencyRef"]!["value"]!.GetValue<string>() == "AUD");
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => session.SetAsync(new { colour = "blue" }));
        refused.Message.ShouldContain("no setting 'colour'");
    }
}
