using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class IdentityTests
{
    [Fact]
    public async Task A_consent_gives_a_token_that_sees_the_chosen_organisation()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox, XeroApp.SecondCompany);

        var connection = JsonNode.Parse((await app.SendAsync(HttpMethod.Get, "/xero/connections")).Content)!.AsArray().Single()!;

        connection["tenantId"]!.GetValue<string>().ShouldBe(XeroApp.SecondCompany);
        connection["tenantType"]!.GetValue<string>().ShouldBe("ORGANISATION");
        connection["authEventId"]!.GetValue<string>().ShouldBe(Claims(app.Tokens["access_token"]!.GetValue<string>())["authentication_event_id"]!.GetValue<string>());
        app.Tokens["expires_in"]!.GetValue<int>().ShouldBe(1800);
        (await app.GetAsync("Organisation"))["Organisations", 0]["BaseCurrency"]!.GetValue<string>().ShouldBe("GBP");
    }

    [Fact]
    public async Task A_refused_consent_comes_back_with_access_denied_and_the_state()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        var callback = await sandbox.ConsentAsync(XeroApp.AuthorizePath(state: "s-42"), allow: false);

        callback["error"].ShouldBe("access_denied");
        callback["state"].ShouldBe("s-42");
        callback.ShouldNotContainKey("code");
    }

    [Fact]
    public async Task A_redirect_uri_that_is_not_registered_is_never_redirected_to()
    {
        await using var sandbox = await SandboxServer.StartAsync($"Sandbox:Apps:xero:RedirectUris:0={XeroApp.RedirectUri}");

        (await sandbox.ConsentAsync(XeroApp.AuthorizePath())).ShouldContainKey("code");
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => sandbox.ConsentAsync(XeroApp.AuthorizePath(redirectUri: XeroApp.RedirectUri + "/")));

        refused.Message.ShouldContain("is not registered for this app");
    }

    [Fact]
    public async Task A_scope_that_does_not_exist_is_answered_with_invalid_scope()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        using var answer = await sandbox.Http.GetAsync(new Uri(XeroApp.AuthorizePath("offline_access accounting.everything"), UriKind.Relative), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.Query.ShouldContain("error=invalid_scope");
    }

    [Fact]
    public async Task A_code_is_good_once_and_for_five_minutes()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var once = (await sandbox.ConsentAsync(XeroApp.AuthorizePath()))["code"];
        var late = (await sandbox.ConsentAsync(XeroApp.AuthorizePath()))["code"];
        Task<(HttpStatusCode Status, JsonObject Body)> ExchangeAsync(string code, string redirectUri = XeroApp.RedirectUri) =>
            XeroApp.TokenAsync(sandbox, new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirectUri });

        (await ExchangeAsync(once, "http://localhost:5999/other")).Body.ToJsonString().ShouldBe("""{"error":"invalid_grant"}""");
        (await ExchangeAsync(once)).Status.ShouldBe(HttpStatusCode.OK);
        (await ExchangeAsync(once)).Body.ToJsonString().ShouldBe("""{"error":"invalid_grant"}""");
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(5));
        (await ExchangeAsync(late)).Body.ToJsonString().ShouldBe("""{"error":"invalid_grant"}""");
    }

    [Fact]
    public async Task A_wrong_secret_is_an_invalid_client()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        var (status, body) = await XeroApp.TokenAsync(sandbox, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = "x" }, secret: "wrong");

        status.ShouldBe(HttpStatusCode.BadRequest);
        body.ToJsonString().ShouldBe("""{"error":"invalid_client"}""");
    }

    [Fact]
    public async Task An_access_token_expires_after_thirty_minutes_and_a_refresh_replaces_both_tokens()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(30));

        var expired = await app.GetAsync("Organisation");
        expired.Status.ShouldBe(HttpStatusCode.Unauthorized);
        expired.Json["Detail"]!.GetValue<string>().ShouldStartWith("TokenExpired");

        var (_, tokens) = await app.RefreshAsync();
        tokens["refresh_token"]!.GetValue<string>().ShouldNotBe(app.RefreshToken);
        app.Tokens = tokens;
        (await app.GetAsync("Organisation")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_refresh_token_before_the_current_one_may_be_retried_for_thirty_minutes()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var first = app.RefreshToken;
        var lost = (await app.RefreshAsync(first)).Body["refresh_token"]!.GetValue<string>();
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(29));

        var retried = await app.RefreshAsync(first);

        retried.Status.ShouldBe(HttpStatusCode.OK);
        (await app.RefreshAsync(lost)).Body.ToJsonString().ShouldBe("""{"error":"invalid_grant"}""");
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await app.RefreshAsync(first)).Body.ToJsonString().ShouldBe("""{"error":"invalid_grant"}""");
        (await app.RefreshAsync(retried.Body["refresh_token"]!.GetValue<string>())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_dies_after_sixty_idle_days()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.AdvanceAsync(TimeSpan.FromDays(59));
        var used = await app.RefreshAsync();
        used.Status.ShouldBe(HttpStatusCode.OK);

        await sandbox.AdvanceAsync(TimeSpan.FromDays(60));

        (await app.RefreshAsync(used.Body["refresh_token"]!.GetValue<string>())).Body.ToJsonString().ShouldBe("""{"error":"invalid_grant"}""");
    }

    [Fact]
    public async Task Revoking_a_token_removes_all_of_its_users_connections_and_nobody_elses()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var first = await XeroApp.ConnectAsync(sandbox, XeroApp.FirstCompany, user: "ann@example.com");
        var second = await XeroApp.ConnectAsync(sandbox, XeroApp.SecondCompany, user: "ann@example.com");
        var other = await XeroApp.ConnectAsync(sandbox, XeroApp.FirstCompany, user: "bob@example.com");

        var (status, _) = await XeroApp.TokenAsync(sandbox, new() { ["token"] = first.RefreshToken }, path: "/xero/connect/revocation");

        status.ShouldBe(HttpStatusCode.OK);
        (await first.RefreshAsync()).Body.ToJsonString().ShouldBe("""{"error":"invalid_grant"}""");
        (await second.GetAsync("Organisation")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await other.GetAsync("Organisation")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Deleting_one_connection_leaves_the_users_other_one_open()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var first = await XeroApp.ConnectAsync(sandbox, XeroApp.FirstCompany);
        var second = await XeroApp.ConnectAsync(sandbox, XeroApp.SecondCompany);
        var connections = JsonNode.Parse((await second.SendAsync(HttpMethod.Get, "/xero/connections")).Content)!.AsArray();
        connections.Count.ShouldBe(2);
        var id = connections.Single(connection => connection!["tenantId"]!.GetValue<string>() == XeroApp.FirstCompany)!["id"]!.GetValue<string>();

        (await second.SendAsync(HttpMethod.Delete, $"/xero/connections/{id}")).Status.ShouldBe(HttpStatusCode.NoContent);

        (await first.GetAsync("Organisation")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await second.GetAsync("Organisation")).Status.ShouldBe(HttpStatusCode.OK);
        (await second.SendAsync(HttpMethod.Delete, $"/xero/connections/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task After_the_app_was_removed_inside_Xero_calls_are_forbidden_though_the_token_still_refreshes()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        await sandbox.ControlAsync(HttpMethod.Delete, $"companies/xero/{app.TenantId}/authorizations");

        var refused = await app.GetAsync("Organisation");
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Json["Detail"]!.GetValue<string>().ShouldBe("AuthenticationUnsuccessful");
        (await app.RefreshAsync()).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("offline_access accounting.contacts", "BankTransactions", HttpStatusCode.Unauthorized)]
    [InlineData("offline_access accounting.transactions", "BankTransactions", HttpStatusCode.OK)]
    [InlineData("offline_access accounting.banktransactions.read", "BankTransactions", HttpStatusCode.OK)]
    [InlineData("offline_access accounting.banktransactions", "Accounts", HttpStatusCode.Unauthorized)]
    [InlineData("offline_access accounting.settings.read", "Accounts", HttpStatusCode.OK)]
    public async Task An_endpoint_opens_only_to_its_scopes(string scopes, string endpoint, HttpStatusCode expected)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox, scopes: scopes);

        var answer = await app.GetAsync(endpoint);

        answer.Status.ShouldBe(expected);
        if (expected == HttpStatusCode.Unauthorized) answer.Json["Detail"]!.GetValue<string>().ShouldBe("AuthorizationUnsuccessful");
    }

    [Fact]
    public async Task Without_offline_access_there_is_no_refresh_token()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        (await XeroApp.ConnectAsync(sandbox, scopes: "openid accounting.settings.read")).Tokens.ShouldNotContainKey("refresh_token");
    }

    private static JsonObject Claims(string jwt)
    {
        var payload = jwt.Split('.')[1].Replace('-', '+').Replace('_', '/');
        return (JsonObject)JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='))))!;
    }
}
