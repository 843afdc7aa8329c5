using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

public sealed class VoucherTests
{
    [Fact]
    public async Task A_voucher_gets_the_next_number_of_its_series_and_reads_back_as_it_was_sent()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        var sent = FortnoxSession.Voucher(description: "Kaffebryggare - é, 日本語");
        sent["Voucher"]!["Comments"] = "ref:0190";
        sent["Voucher"]!["VoucherRows"]![0]!["TransactionInformation"] = "kvitto 12";

        var posted = await session.PostAsync("vouchers?financialyear=4", sent);
        (await session.PostVoucherAsync()).ShouldBe(2);

        posted.Status.ShouldBe(HttpStatusCode.Created, posted.Text);
        var voucher = (await session.GetAsync("vouchers/A/1?financialyear=4")).Json["Voucher"]!;
        JsonNode.DeepEquals(voucher, posted.Json["Voucher"]).ShouldBeTrue();
        voucher["VoucherNumber"]!.GetValue<int>().ShouldBe(1);
        voucher["Year"]!.GetValue<int>().ShouldBe(4);
        voucher["ReferenceType"]!.GetValue<string>().ShouldBe("MANUAL");
        voucher["TransactionDate"]!.GetValue<string>().ShouldBe("2026-03-14");
        voucher["Description"]!.GetValue<string>().ShouldBe("Kaffebryggare - é, 日本語");
        voucher["Comments"]!.GetValue<string>().ShouldBe("ref:0190");
        var rows = voucher["VoucherRows"]!.AsArray();
        rows.Select(row => (row!["Account"]!.GetValue<int>(), row["Debit"]!.GetValue<decimal>(), row["Credit"]!.GetValue<decimal>())).ShouldBe([(5410, 250.5m, 0m), (1930, 0m, 250.5m)]);
        rows[0]!["TransactionInformation"]!.GetValue<string>().ShouldBe("kvitto 12");
        rows[1]!["Description"]!.GetValue<string>().ShouldBe("Företagskonto/checkkonto/affärskonto");
        (await session.GetAsync("accounts/1930?financialyear=4")).Json["Account"]!["BalanceCarriedForward"]!.GetValue<decimal>().ShouldBe(-501m);
    }

    [Fact]
    public async Task Concurrent_vouchers_get_numbers_without_gaps_or_doubles()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var numbers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => session.PostVoucherAsync()));

        numbers.Order().ShouldBe(Enumerable.Range(1, 20));
    }

    [Fact]
    public async Task Without_financialyear_the_selected_year_is_meant()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox, FortnoxSession.Vastkusten);

        (await session.PostAsync("vouchers", FortnoxSession.Voucher("2026-03-14"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "ligger utanför valt räkenskapsår");
        (await session.PostAsync("vouchers?financialyear=12", FortnoxSession.Voucher("2026-03-14", description: "i år"))).Status.ShouldBe(HttpStatusCode.Created);
        (await session.PostAsync("vouchers", FortnoxSession.Voucher("2025-03-14", description: "i fjol"))).Json["Voucher"]!["Year"]!.GetValue<int>().ShouldBe(11);

        (await session.GetAsync("vouchers/A/1")).Json["Voucher"]!["Description"]!.GetValue<string>().ShouldBe("i fjol");
        (await session.GetAsync("vouchers/A/1?financialyear=12")).Json["Voucher"]!["Description"]!.GetValue<string>().ShouldBe("i år");
        (await session.GetAsync("vouchers/A/1?financialyeardate=2026-05-05")).Json["Voucher"]!["Description"]!.GetValue<string>().ShouldBe("i år");
    }

    [Fact]
    public async Task A_date_without_a_financial_year_is_refused_until_the_year_is_made()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher("2027-01-02"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "Räkenskapsår saknas för valt datum");

        var made = await session.PostAsync("financialyears", new JsonObject { ["FinancialYear"] = new JsonObject { ["FromDate"] = "2027-01-01", ["ToDate"] = "2027-12-31", ["AccountingMethod"] = "ACCRUAL" } });

        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        (await session.PostVoucherAsync("2027-01-02", made.Json["FinancialYear"]!["Id"]!.GetValue<int>())).ShouldBe(1);
    }

    [Fact]
    public async Task A_locked_period_takes_no_vouchers()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await PatchAsync(sandbox, new { lockedUntil = "2026-03-31" });

        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher("2026-03-31"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000401, "har låst perioden t.o.m. 2026-03-31");

        (await session.PostVoucherAsync("2026-04-01")).ShouldBe(1);
        (await session.GetAsync("settings/lockedperiod")).Json["LockedPeriod"]!["EndDate"]!.GetValue<string>().ShouldBe("2026-03-31");
    }

    [Fact]
    public async Task An_account_must_exist_and_be_active_in_that_year()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher(debit: 5999))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000423, "5999");
        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher(debit: 1972))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "Konto 1972 är inte aktivt");
        (await session.PutAsync("accounts/1972?financialyear=4", new JsonObject { ["Account"] = new JsonObject { ["Active"] = true } })).Status.ShouldBe(HttpStatusCode.OK);

        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher(debit: 1972))).Status.ShouldBe(HttpStatusCode.Created);
        (await session.PostAsync("vouchers?financialyear=3", FortnoxSession.Voucher("2025-03-14", debit: 1972))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "inte aktivt");
    }

    [Theory]
    [InlineData("Q", "finns inte")]
    [InlineData("B", "Verifikationsserien är inte manuell (B)")]
    public async Task The_series_must_exist_and_be_manual(string series, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher(series: series))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, message);
    }

    [Theory]
    [InlineData("Debit", "250.49", 2000588, "balanserar inte")]
    [InlineData("Debit", "250.505", 2000588, "två decimaler")]
    [InlineData("Debit", "-250.50", 2000588, "negativa")]
    [InlineData("Credit", "1", 2000588, "både debet och kredit")]
    [InlineData("Debit", "mycket", 2000108, "Värdet måste vara numeriskt (mycket)")]
    [InlineData("Project", "P1", 2000588, "Projektet P1 finns inte")]
    [InlineData("TransactionInformation", "\u2615", 2000359, "ej tillåtna tecken")]
    public async Task A_row_that_breaks_a_rule_is_refused(string field, string value, int code, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        var voucher = FortnoxSession.Voucher();
        voucher["Voucher"]!["VoucherRows"]![0]![field] = value;

        var refused = await session.PostAsync("vouchers?financialyear=4", voucher);

        refused.ShouldBeRefused(HttpStatusCode.BadRequest, code, message);
        (await session.GetAsync("vouchers?financialyear=4")).Json["MetaInformation"]!["@TotalResources"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task A_voucher_needs_two_rows()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        var voucher = FortnoxSession.Voucher(amount: 0);
        voucher["Voucher"]!["VoucherRows"]!.AsArray().RemoveAt(1);

        (await session.PostAsync("vouchers?financialyear=4", voucher)).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "minst två rader");
    }

    [Theory]
    [InlineData("Currency")]
    [InlineData("description")]
    [InlineData("VoucherNumber")]
    [InlineData("Year")]
    public async Task A_field_that_is_unknown_or_only_to_be_read_is_refused(string field)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        var voucher = FortnoxSession.Voucher();
        voucher["Voucher"]![field] = 1;

        (await session.PostAsync("vouchers?financialyear=4", voucher)).ShouldBeRefused(HttpStatusCode.BadRequest, 2001399, field);
    }

    [Theory]
    [InlineData("Fika \U0001F370")]
    [InlineData("Moms \"25\"")]
    [InlineData("It's")]
    [InlineData("a \u2014 b")]
    [InlineData("<b>")]
    [InlineData("[x] {y} | z ~")]
    [InlineData("tab\there")]
    public async Task Text_with_characters_outside_the_documented_ones_is_refused(string description)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher(description: description))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000359);
    }

    [Theory]
    [InlineData("Åäö ÉÜØ \u0141ód\u017a Ελλάδα 日本")]
    [InlineData("a–z: . ` ´ ’ , ; ^ ¤ # % § £ $ € ¢ ¥ © ™ ° & / ( ) = + - * _ ! ? ² ³ ® ½ @ \\")]
    [InlineData("rad 1\r\nrad 2\u00a0x a\u0308 a\u030a")]
    public async Task Text_of_the_documented_characters_is_taken(string description)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        var posted = await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher(description: description));

        posted.Status.ShouldBe(HttpStatusCode.Created, posted.Text);
        posted.Json["Voucher"]!["Description"]!.GetValue<string>().ShouldBe(description);
    }

    [Fact]
    public async Task The_description_is_required_and_at_most_200_characters()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher(description: ""))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "Description");
        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher(description: new string('a', 201)))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "för långt");
        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher(description: new string('a', 200)))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_posted_voucher_can_be_neither_changed_nor_removed()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.PostVoucherAsync();

        (await session.PutAsync("vouchers/A/1?financialyear=4", FortnoxSession.Voucher(amount: 1))).ShouldBeRefused(HttpStatusCode.NotFound, 2000762);
        (await session.DeleteAsync("vouchers/A/1?financialyear=4")).ShouldBeRefused(HttpStatusCode.NotFound, 2000762);

        (await session.GetAsync("vouchers/A/1?financialyear=4")).Json["Voucher"]!["VoucherRows"]![0]!["Debit"]!.GetValue<decimal>().ShouldBe(250.5m);
    }

    [Fact]
    public async Task Vouchers_are_listed_by_date_series_and_time_of_change_in_pages()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await PatchAsync(sandbox, new { series = new[] { new { code = "E", manual = true } } });
        foreach (var day in new[] { "2026-01-10", "2026-02-10", "2026-03-10" }) await session.PostVoucherAsync(day);
        await session.PostVoucherAsync("2025-02-10", year: 3);
        await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher("2026-02-20", series: "E"));

        (await NumbersAsync(session, "vouchers?financialyear=4")).ShouldBe(["A1", "A2", "A3", "E1"]);
        (await NumbersAsync(session, "vouchers?financialyear=3")).ShouldBe(["A1"]);
        (await NumbersAsync(session, "vouchers?financialyear=4&fromdate=2026-02-01&todate=2026-02-28")).ShouldBe(["A2", "E1"]);
        (await NumbersAsync(session, "vouchers/sublist/E?financialyear=4")).ShouldBe(["E1"]);
        (await NumbersAsync(session, "vouchers?financialyear=4&lastmodified=2020-01-01%2006:00")).Count.ShouldBe(4);
        (await NumbersAsync(session, "vouchers?financialyear=4&lastmodified=2099-01-01%2006:00")).ShouldBeEmpty();
        (await NumbersAsync(session, "vouchers?financialyear=4&sortby=transactiondate&sortorder=descending")).ShouldBe(["A3", "E1", "A2", "A1"]);
        (await NumbersAsync(session, "vouchers?financialyear=4&limit=3&page=2")).ShouldBe(["E1"]);
        (await NumbersAsync(session, "vouchers?financialyear=4&limit=3&page=9")).ShouldBeEmpty();
        (await NumbersAsync(session, "vouchers?financialyear=4&offset=2")).ShouldBe(["A3", "E1"]);
        var meta = (await session.GetAsync("vouchers?financialyear=4&limit=3&page=2")).Json["MetaInformation"]!;
        meta["@TotalResources"]!.GetValue<int>().ShouldBe(4);
        meta["@TotalPages"]!.GetValue<int>().ShouldBe(2);
        meta["@CurrentPage"]!.GetValue<int>().ShouldBe(2);
    }

    private static async Task<IReadOnlyList<string>> NumbersAsync(FortnoxSession session, string path)
    {
        var reply = await session.GetAsync(path);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        return [.. reply.Json["Vouchers"]!.AsArray().Select(voucher => $"{voucher!["VoucherSeries"]}{voucher["VoucherNumber"]}")];
    }

    private static Task<JsonNode> PatchAsync(SandboxServer sandbox, object change) => sandbox.ControlAsync(HttpMethod.Patch, $"companies/fortnox/{FortnoxSession.Norrsken}", change);
}
