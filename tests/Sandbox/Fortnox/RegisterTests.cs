using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

/// <summary>Years, accounts, series, currencies and the company itself.</summary>
public sealed class RegisterTests
{
    [Fact]
    public async Task Financial_years_have_ids_of_their_own_and_are_found_by_date()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var all = (await session.GetAsync("financialyears")).Json["FinancialYears"]!.AsArray();
        var found = (await session.GetAsync("financialyears?date=2026-07-01")).Json["FinancialYears"]!.AsArray();

        all.Select(year => year!["Id"]!.GetValue<int>()).ShouldBe([3, 4]);
        found.ShouldHaveSingleItem()!["Id"]!.GetValue<int>().ShouldBe(4);
        (await session.GetAsync("financialyears?date=2031-01-01")).Json["FinancialYears"]!.AsArray().ShouldBeEmpty();
        (await session.GetAsync("financialyears/3")).Json["FinancialYear"]!["FromDate"]!.GetValue<string>().ShouldBe("2025-01-01");
        (await session.GetAsync("financialyears/2025")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("2024-01-01", "2024-12-31", "måste börja dagen efter")]
    [InlineData("2027-02-01", "2027-12-31", "måste börja dagen efter")]
    [InlineData("2027-01-01", "2028-07-31", "18 månader")]
    [InlineData("2027-01-01", "2026-12-31", "18 månader")]
    public async Task A_year_is_made_only_after_the_last_one(string from, string to, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var refused = await session.PostAsync("financialyears", new JsonObject { ["FinancialYear"] = new JsonObject { ["FromDate"] = from, ["ToDate"] = to } });

        refused.ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, message);
    }

    [Fact]
    public async Task A_new_year_takes_over_the_chart_and_the_balances_of_the_balance_sheet()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.PostVoucherAsync();

        var made = await session.PostAsync("financialyears", new JsonObject { ["FinancialYear"] = new JsonObject { ["FromDate"] = "2027-01-01", ["ToDate"] = "2027-12-31" } });

        var id = made.Json["FinancialYear"]!["Id"]!;
        (await session.GetAsync($"accounts/1930?financialyear={id}")).Json["Account"]!["BalanceBroughtForward"]!.GetValue<decimal>().ShouldBe(-250.5m);
        (await session.GetAsync($"accounts/5410?financialyear={id}")).Json["Account"]!["BalanceBroughtForward"]!.GetValue<decimal>().ShouldBe(0);
        (await session.GetAsync($"voucherseries/A?financialyear={id}")).Json["VoucherSeries"]!["NextVoucherNumber"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Accounts_are_paged_at_100_and_at_most_500()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/fortnox/{FortnoxSession.Norrsken}", new { accounts = Enumerable.Range(8900, 99).Concat(Enumerable.Range(9000, 500)).Select(number => new { number }).ToArray() });

        var first = (await session.GetAsync("accounts?financialyear=4")).Json;
        var most = (await session.GetAsync("accounts?financialyear=4&limit=10000")).Json;

        first["Accounts"]!.AsArray().Count.ShouldBe(100);
        most["Accounts"]!.AsArray().Count.ShouldBe(500);
        most["MetaInformation"]!["@TotalPages"]!.GetValue<int>().ShouldBe(2);
        var numbers = new List<int>();
        for (var page = 1; page <= first["MetaInformation"]!["@TotalPages"]!.GetValue<int>(); page++)
            numbers.AddRange((await session.GetAsync($"accounts?financialyear=4&page={page}")).Json["Accounts"]!.AsArray().Select(account => account!["Number"]!.GetValue<int>()));
        numbers.Count.ShouldBe(first["MetaInformation"]!["@TotalResources"]!.GetValue<int>());
        numbers.ShouldBeInOrder(SortDirection.Ascending);
        numbers.ShouldBeUnique();
        numbers.ShouldContain(1930);
    }

    [Fact]
    public async Task An_account_is_made_and_changed_in_one_year_only()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var made = await session.PostAsync("accounts?financialyear=4", new JsonObject { ["Account"] = new JsonObject { ["Number"] = 1935, ["Description"] = "Kortkonto", ["SRU"] = 7281 } });
        var changed = await session.PutAsync("accounts/1935?financialyear=4", new JsonObject { ["Account"] = new JsonObject { ["Active"] = false } });

        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        changed.Json["Account"]!["Active"]!.GetValue<bool>().ShouldBeFalse();
        changed.Json["Account"]!["Description"]!.GetValue<string>().ShouldBe("Kortkonto");
        (await session.GetAsync("accounts/1935?financialyear=3")).ShouldBeRefused(HttpStatusCode.NotFound, 2001304);
        (await session.PostAsync("accounts?financialyear=4", new JsonObject { ["Account"] = new JsonObject { ["Number"] = 1935, ["Description"] = "x" } })).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "finns redan");
        (await session.PostAsync("accounts?financialyear=4", new JsonObject { ["Account"] = new JsonObject { ["Number"] = 193, ["Description"] = "x" } })).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "fyra siffror");
        (await session.PutAsync("accounts/1935?financialyear=4", new JsonObject { ["Account"] = new JsonObject { ["Active"] = "kanske" } })).ShouldBeRefused(HttpStatusCode.BadRequest, 2000134);
        (await session.PutAsync("accounts/1935?financialyear=4", new JsonObject { ["Account"] = new JsonObject { ["Year"] = 4 } })).ShouldBeRefused(HttpStatusCode.BadRequest, 2001399);
    }

    [Fact]
    public async Task Series_A_to_E_are_there_and_only_A_is_manual()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var series = (await session.GetAsync("voucherseries?financialyear=4")).Json["VoucherSeriesCollection"]!.AsArray();
        var predefined = (await session.GetAsync("predefinedvoucherseries/INVOICE")).Json["PreDefinedVoucherSeries"]!;

        series.Select(one => (one!["Code"]!.GetValue<string>(), one["Manual"]!.GetValue<bool>())).ShouldBe([("A", true), ("B", false), ("C", false), ("D", false), ("E", false)]);
        predefined["VoucherSeries"]!.GetValue<string>().ShouldBe("B");
    }

    [Fact]
    public async Task A_series_can_be_made_and_posted_to()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var made = await session.PostAsync("voucherseries?financialyear=4", new JsonObject { ["VoucherSeries"] = new JsonObject { ["Code"] = "OL", ["Description"] = "Import", ["Manual"] = true } });

        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher(series: "OL"))).Status.ShouldBe(HttpStatusCode.Created);
        (await session.GetAsync("voucherseries/OL?financialyear=4")).Json["VoucherSeries"]!["NextVoucherNumber"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task The_company_tells_its_database_number_and_currencies()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox, FortnoxSession.Vastkusten);

        (await session.GetAsync("companyinformation")).Json["CompanyInformation"]!["DatabaseNumber"]!.GetValue<int>().ShouldBe(1182904);
        (await session.GetAsync("settings/company")).Json["CompanySettings"]!["DatabaseNumber"]!.GetValue<string>().ShouldBe(FortnoxSession.Vastkusten);
        (await session.GetAsync("settings/company")).Json["CompanySettings"]!["Name"]!.GetValue<string>().ShouldBe("Västkustens Bageri AB");
        (await session.GetAsync("settings/lockedperiod")).Json["LockedPeriod"]!["EndDate"].ShouldBeNull();
        (await session.GetAsync("currencies/JPY")).Json["Currency"]!["Unit"]!.GetValue<decimal>().ShouldBe(100);
        (await session.GetAsync("currencies/XXX")).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
