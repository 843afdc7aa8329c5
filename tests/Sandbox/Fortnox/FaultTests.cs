using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

/// <summary>Faults of the sandbox in Fortnox's own shapes.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task An_error_after_the_commit_is_a_system_exception_with_everything_done()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.BookedInvoiceAsync();
        await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 1250));
        await sandbox.FaultAsync(new { kind = "error-after", provider = "fortnox", path = "(invoices|/bookkeep|/credit)$", method = "POST", count = 1 });
        await sandbox.FaultAsync(new { kind = "error-after", provider = "fortnox", path = "(/bookkeep|/credit)$", method = "PUT", count = 2 });

        (await session.PostAsync("invoices", FortnoxSession.Invoice())).ShouldBeRefused(HttpStatusCode.InternalServerError, 1000003, "System exception");
        (await session.ActAsync("invoicepayments/1/bookkeep")).ShouldBeRefused(HttpStatusCode.InternalServerError, 1000003);
        (await session.ActAsync("invoices/1/credit")).ShouldBeRefused(HttpStatusCode.InternalServerError, 1000003);

        (await session.GetAsync("invoices/2")).Status.ShouldBe(HttpStatusCode.OK);
        (await session.BalanceAsync(1)).ShouldBe(0m);
        (await session.GetAsync("invoices/1")).Json["Invoice"]!["CreditInvoiceReference"]!.GetValue<string>().ShouldBe("3");
    }

    [Fact]
    public async Task A_401_in_the_midst_comes_from_the_gateway_and_the_next_call_goes_through()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await sandbox.FaultAsync(new { kind = "status", status = 401, provider = "fortnox", path = "/3/customers", count = 1 });

        var refused = await session.GetAsync("customers");

        refused.Status.ShouldBe(HttpStatusCode.Unauthorized);
        refused.ShouldBeJson("""{"message": "unauthorized"}""");
        (await session.GetAsync("customers")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_slow_answer_is_whole()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await sandbox.FaultAsync(new { kind = "slow", delayMs = 60, provider = "fortnox", path = "/3/customers", count = 1 });

        (await session.PostAsync("customers", new JsonObject { ["Customer"] = new JsonObject { ["Name"] = "Kund" } })).Json["Customer"]!["CustomerNumber"]!.GetValue<string>().ShouldBe("1");
    }

    [Fact]
    public async Task A_revoked_consent_ends_calls_refreshes_and_events_at_once()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        await sandbox.ControlAsync(HttpMethod.Delete, $"companies/fortnox/{FortnoxSession.Norrsken}/authorizations");

        (await session.GetAsync("invoices")).ShouldBeRefused(HttpStatusCode.Unauthorized, 2000310, "Ogiltig inloggning");
        (await FortnoxSession.TokenAsync(sandbox, FortnoxSession.RefreshForm(session.RefreshToken))).Json["error"]!.GetValue<string>().ShouldBe("invalid_grant");
        await using var client = await TopicClient.ConnectAsync(sandbox);
        (await client.AddTenantsAsync(session))["result"]!.GetValue<string>().ShouldBe("error");
    }

    [Fact]
    public async Task Refusals_come_in_both_casings_in_sales_too()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var session = await FortnoxSession.ConnectAsync(sandbox);

        (await session.GetAsync("customers/9")).ShouldBeJson("""{"ErrorInformation": {"Error": 1, "Message": "Kan inte hitta kunden.", "Code": 2000423}}""");
        (await session.PostAsync("customers", new JsonObject { ["Customer"] = new JsonObject { ["Namn"] = "Kund" } })).ShouldBeJson("""{"ErrorInformation": {"error": 1, "message": "Felaktigt fältnamn (Namn)", "code": 2001399}}""");
    }
}
