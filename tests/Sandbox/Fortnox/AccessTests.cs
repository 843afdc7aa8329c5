using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

/// <summary>What stands between a valid token and the books.</summary>
public sealed class AccessTests
{
    [Theory]
    [InlineData("accounts", "bookkeeping")]
    [InlineData("vouchers", "bookkeeping")]
    [InlineData("financialyears", "bookkeeping")]
    [InlineData("voucherseries", "bookkeeping")]
    [InlineData("companyinformation", "companyinformation")]
    [InlineData("settings/company", "settings")]
    [InlineData("settings/lockedperiod", "settings")]
    [InlineData("predefinedvoucherseries", "settings")]
    [InlineData("currencies", "currency")]
    [InlineData("inbox", "inbox")]
    [InlineData("archive", "archive")]
    [InlineData("voucherfileconnections", "connectfile")]
    [InlineData("../api/fileattachments/attachments-v1", "connectfile")]
    [InlineData("customers", "customer")]
    [InlineData("articles", "article")]
    [InlineData("invoices", "invoice")]
    [InlineData("invoicepayments", "payment")]
    public async Task A_resource_opens_to_its_scope_alone_and_only_if_the_company_has_the_licence(string path, string scope)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var others = string.Join(' ', FortnoxSession.AllScopes.Split(' ').Where(known => known != scope));
        var without = await FortnoxSession.ConnectAsync(sandbox, scopes: others);
        var with = await FortnoxSession.ConnectAsync(sandbox, scopes: scope);

        (await without.GetAsync(path)).ShouldBeRefused(HttpStatusCode.Forbidden, 2000663, "Har inte behörighet för scope");
        (await with.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK);

        await PatchAsync(sandbox, new { unlicensedScopes = new[] { scope } });
        (await with.GetAsync(path)).ShouldBeRefused(HttpStatusCode.Forbidden, 2001101, "Det finns ingen aktiv licens");
    }

    [Fact]
    public async Task A_company_without_api_licence_is_closed()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        await PatchAsync(sandbox, new { hasApiLicence = false });

        (await session.GetAsync("companyinformation")).ShouldBeRefused(HttpStatusCode.Forbidden, 2001103, "Api-licens saknas");
    }

    [Fact]
    public async Task Errors_come_in_both_casings()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.GetAsync("accounts/9999")).Json["ErrorInformation"]!.AsObject().Select(pair => pair.Key).ShouldBe(["Error", "Message", "Code"]);
        (await session.GetAsync("accounts/abc")).Json["ErrorInformation"]!.AsObject().Select(pair => pair.Key).ShouldBe(["error", "message", "code"]);
    }

    [Fact]
    public async Task The_twenty_sixth_call_within_five_seconds_is_refused_without_saying_when_to_come_back()
    {
        await using var sandbox = await SandboxServer.StartAsync("Sandbox:TimeScale=0.01");
        var session = await FortnoxSession.ConnectAsync(sandbox);
        var neighbour = await FortnoxSession.ConnectAsync(sandbox, FortnoxSession.Vastkusten);
        for (var call = 0; call < 25; call++) (await session.GetAsync("companyinformation")).Status.ShouldBe(HttpStatusCode.OK);

        var refused = await session.GetAsync("companyinformation");

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldBeNull();
        (await neighbour.GetAsync("companyinformation")).Status.ShouldBe(HttpStatusCode.OK);
        await sandbox.AdvanceAsync(TimeSpan.FromSeconds(500));
        (await session.GetAsync("companyinformation")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/pdf")]
    public async Task An_answer_in_another_format_than_json_is_refused(string accept)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.SendAsync(HttpMethod.Get, "accounts", accept: accept)).ShouldBeRefused(HttpStatusCode.BadRequest, 1000030);
        (await session.SendAsync(HttpMethod.Get, "accounts", accept: "application/json, text/plain, */*")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_body_must_be_json_of_the_right_name()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.SendAsync(HttpMethod.Post, "vouchers", new StringContent("<Voucher/>", Encoding.UTF8, "application/xml"))).ShouldBeRefused(HttpStatusCode.BadRequest, 1000031);
        (await session.SendAsync(HttpMethod.Post, "vouchers", new StringContent("{\"Voucher\":", Encoding.UTF8, "application/json"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2002115);
        (await session.SendAsync(HttpMethod.Post, "vouchers", new StringContent("", Encoding.UTF8, "application/json"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2001392);
        (await session.PostAsync("vouchers", FortnoxSession.Voucher()["Voucher"]!.DeepClone())).ShouldBeRefused(HttpStatusCode.BadRequest, 2001392);
        (await session.PostAsync("inbox", new JsonObject())).ShouldBeRefused(HttpStatusCode.BadRequest, 1000031);
    }

    [Theory]
    [InlineData("accounts?financialYear=4")]
    [InlineData("accounts?limit=many")]
    [InlineData("accounts?page=0")]
    [InlineData("accounts?financialyear=2026")]
    [InlineData("vouchers?fromdate=14-03-2026")]
    [InlineData("vouchers?sortby=amount")]
    public async Task A_wrong_parameter_is_refused(string path)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.GetAsync(path)).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588);
    }

    [Fact]
    public async Task A_path_that_does_not_exist_is_no_such_route()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.GetAsync("supplierinvoices")).ShouldBeRefused(HttpStatusCode.NotFound, 2000762, "No such route");
    }

    [Fact]
    public async Task A_voucher_whose_answer_was_lost_is_in_the_books()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await sandbox.FaultAsync(new { kind = "error-after", provider = "fortnox", path = "/3/vouchers", method = "POST", count = 1 });

        (await session.PostAsync("vouchers?financialyear=4", FortnoxSession.Voucher())).ShouldBeRefused(HttpStatusCode.InternalServerError, 1000003);

        (await session.GetAsync("vouchers/A/1?financialyear=4")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<JsonNode> PatchAsync(SandboxServer sandbox, object change) => sandbox.ControlAsync(HttpMethod.Patch, $"companies/fortnox/{FortnoxSession.Norrsken}", change);
}
