using System.Text.Json.Nodes;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Connections;

/// <summary>What a connection does between a consent and the first reading of its company.</summary>
[Collection(TheApplication.Name)]
public sealed class ReconnectTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private const string Connections = "{ connections { nodes { id status company { baseCurrency } health { status } } } }";

    private const string Export = "mutation ($id: ID!) { exportTransactions(input: { connectionId: $id }) { job { id } errors { __typename } } }";

    private const string JobById = "query ($id: ID!) { job(id: $id) { status waitingFor errorText results { nodes { outcome detail } } } }";

    /// <summary>A call that only the reading of the company makes, and no consent.</summary>
    [Theory]
    [InlineData("xero", "/Organisation$")]
    [InlineData("quickbooks", "/preferences")]
    [InlineData("fortnox", "/settings/lockedperiod$")]
    public async Task An_export_waits_for_the_company_after_reconnecting_and_then_completes(string provider, string companyPath)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 3));
        using var api = await TenantApi.OpenAsync(Ledger, company.Tenant);
        var held = await Ledger.Sandbox.HoldBeforeAsync(provider, companyPath, "GET", company.Company.Id);

        await company.ConsentAgainAsync();
        var id = Text((await ConnectionAsync(api))["id"]);
        var job = Text((await api.AskAsync(Export, new { id }))["exportTransactions"]!["job"]!["id"]);
        await held.ArrivedAsync();

        var reading = await ConnectionAsync(api);
        Text(reading["status"]).ShouldBe("CONNECTING");
        Text(reading["health"]!["status"]).ShouldBe("CONNECTING");
        var waiting = await JobAsync();
        Text(waiting["status"]).ShouldBe("AVAILABLE");
        Text(waiting["waitingFor"]).ShouldBe("The company is read first; this job then starts by itself.");

        await held.ReleaseAsync();
        var end = await Wait.UntilAsync("after the company was read", "the end of the export", JobAsync, read => Text(read["status"]) is "COMPLETED" or "DISCARDED");
        Text(end["status"]).ShouldBe("COMPLETED", end.ToJsonString());
        end["results"]!["nodes"]!.AsArray().Select(result => Text(result!["outcome"])).ShouldBe(["SYNCED", "SYNCED", "SYNCED"], end.ToJsonString());
        await company.BooksShouldHoldOnceAsync(documents);
        var active = await ConnectionAsync(api);
        Text(active["status"]).ShouldBe("ACTIVE");
        Text(active["company"]!["baseCurrency"]).ShouldBe(company.Company.BaseCurrency);

        async Task<JsonNode> JobAsync() => (await api.AskAsync(JobById, new { id = job }))["job"]!;
    }

    [Theory]
    [InlineData("xero", "/Organisation$")]
    [InlineData("quickbooks", "/preferences")]
    [InlineData("fortnox", "/settings/lockedperiod$")]
    public async Task A_first_connection_is_active_only_after_its_company_was_read(string provider, string companyPath)
    {
        var simulated = await ConnectedCompany.MakeCompanyAsync(Ledger, provider);
        var tenant = await Ledger.Client.CreateTenantAsync("Tenant of a first connection", TestContext.Current.CancellationToken);
        using var api = await TenantApi.OpenAsync(Ledger, tenant);
        var held = await Ledger.Sandbox.HoldBeforeAsync(provider, companyPath, "GET", simulated.Id);
        var authorize = await Ledger.Client.BeginAuthorizationAsync(tenant, provider, TestContext.Current.CancellationToken);
        await Ledger.Browser.ReturnAsync(await Ledger.Browser.AllowAsync(authorize, simulated.Id, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await held.ArrivedAsync();

        Text((await ConnectionAsync(api))["status"]).ShouldBe("CONNECTING");

        await held.ReleaseAsync();
        var active = await Wait.UntilAsync("after the reading", "an active connection", () => ConnectionAsync(api), connection => Text(connection["status"]) == "ACTIVE");
        Text(active["company"]!["baseCurrency"]).ShouldBe(simulated.BaseCurrency);
    }

    [Fact]
    public async Task A_connection_whose_company_cannot_be_read_can_be_disconnected()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        var held = await Ledger.Sandbox.HoldBeforeAsync("xero", "/Organisation$", "GET", company.Company.Id);
        await company.ConsentAgainAsync();
        await held.ArrivedAsync();
        await Ledger.Sandbox.FailAsync("status", "xero", "/Organisation$", "GET", company.Company.Id, count: 1000, status: 503);

        var disconnect = await company.CommandAsync(JobKinds.Disconnect);
        await held.ReleaseAsync();

        (await company.EndAsync(disconnect, "disconnecting before the company was read")).Status.ShouldBe(JobStatus.Completed);
    }

    private static async Task<JsonNode> ConnectionAsync(TenantApi api) => (await api.AskAsync(Connections))["connections"]!["nodes"]![0]!;

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
