using Dapper;
using OrleansLedger.Api.Connections;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Connections;

/// <summary>What a redirect leaves on the tenant's record (docs/adr/0007).</summary>
public sealed class RedirectAuditTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_attempt_is_on_the_tenant_s_record_with_its_outcome()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync(session: "session-1");
        var query = await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri);

        await api.ReturnAsync("xero", query);
        await api.ReturnAsync("xero", new Dictionary<string, string>(query) { ["code"] = "made-up" }, "session-1");
        await api.ReturnAsync("xero", query, "session-1");
        await api.ReturnAsync("xero", query, "session-1");

        (await EntriesAsync(api)).ShouldBe(
        [
            "completeAuthorization refused session_mismatch", "completeAuthorization refused exchange_failed", "completeAuthorization ok", "completeAuthorization refused state_used",
        ]);
        (await api.CountAsync("audit_entry where action = 'completeAuthorization' and outcome = 'ok' and target is not null")).ShouldBe(1);
        (await api.CountAsync("audit_intent")).ShouldBe(0);
    }

    [Fact]
    public async Task A_redirect_that_cannot_be_put_on_the_record_connects_nothing()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync();
        var query = await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri);
        await ExecuteAsync(api, "revoke insert on audit_intent from ledger_app");

        (await api.ReturnAsync("xero", query)).Status.ShouldBe(500);

        (await api.CountAsync("connection")).ShouldBe(0);
        await ExecuteAsync(api, "grant insert on audit_intent to ledger_app");
        (await api.ReturnAsync("xero", query)).Title.ShouldBe("Connected");
    }

    [Fact]
    public async Task The_intent_of_a_redirect_is_committed_before_its_code_is_exchanged()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync();
        var query = await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri);
        var fault = await api.Sandbox.FaultAsync(new { kind = "hold-before", provider = "xero", path = "/connect/token$", method = "POST", count = 1 });

        var returning = api.ReturnAsync("xero", query);
        await api.Sandbox.ControlAsync(HttpMethod.Get, $"faults/{fault}/hits?atLeast=1&timeoutSeconds=30");

        (await api.CountAsync("audit_intent where action = 'completeAuthorization'")).ShouldBe(1);
        (await api.CountAsync("audit_entry where action = 'completeAuthorization'")).ShouldBe(0);
        await api.Sandbox.ControlAsync(HttpMethod.Post, $"faults/{fault}/release");
        (await returning).Title.ShouldBe("Connected");
        (await api.CountAsync("audit_intent")).ShouldBe(0);
    }

    [Fact]
    public async Task A_browser_that_leaves_during_the_exchange_is_connected_all_the_same()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync();
        var query = await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri);
        var fault = await api.Sandbox.FaultAsync(new { kind = "hold-before", provider = "xero", path = "/connect/token$", method = "POST", count = 1 });
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        var returning = api.Browser.GetAsync(Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString("/oauth/xero/callback", query.ToDictionary(p => p.Key, p => (string?)p.Value)), leaves.Token);
        await api.Sandbox.ControlAsync(HttpMethod.Get, $"faults/{fault}/hits?atLeast=1&timeoutSeconds=30");
        await leaves.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(returning);
        await api.Sandbox.ControlAsync(HttpMethod.Post, $"faults/{fault}/release");

        await Eventually.HoldsAsync("the entry is written", async () => await api.CountAsync("audit_entry where action = 'completeAuthorization' and outcome = 'ok'") == 1, Cancelled);
        (await api.CountAsync("connection")).ShouldBe(1);
    }

    [Fact]
    public async Task A_state_of_no_tenant_is_refused_on_the_platform_s_record()
    {
        await using var api = await RunningApi.StartAsync(fixture);

        await api.ReturnAsync("xero", state: "made-up");

        (await api.CountAsync("audit_entry where chain = ledger_platform() and action = 'completeAuthorization' and outcome = 'refused' and code = 'state_unknown'")).ShouldBe(1);
    }

    private static async Task<List<string>> EntriesAsync(RunningApi api)
    {
        await using var connection = await api.Admin.OpenConnectionAsync(Cancelled);
        return (await connection.QueryAsync<string>("select concat_ws(' ', action, outcome, code) from audit_entry where chain <> ledger_platform() order by sequence")).AsList();
    }

    private static async Task ExecuteAsync(RunningApi api, string sql)
    {
        await using var command = api.Admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
