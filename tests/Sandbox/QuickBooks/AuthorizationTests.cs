using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class AuthorizationTests
{
    [Fact]
    public async Task The_callback_carries_code_state_and_the_chosen_company_as_realm_id()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        var callback = await sandbox.ConsentAsync(QuickBooksSession.AuthorizePath(state: "abc"), QuickBooksSession.Gb);

        callback["state"].ShouldBe("abc");
        callback["realmId"].ShouldBe(QuickBooksSession.Gb);
        callback["code"].ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_refused_consent_comes_back_as_access_denied_without_a_code()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        var callback = await sandbox.ConsentAsync(QuickBooksSession.AuthorizePath(), allow: false);

        callback["error"].ShouldBe("access_denied");
        callback.ContainsKey("code").ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_scope_is_refused_at_the_redirect_uri()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        using var answer = await sandbox.Http.GetAsync(new Uri(QuickBooksSession.AuthorizePath(scope: "accounting.everything"), UriKind.Relative), TestContext.Current.CancellationToken);

        answer.Headers.Location!.Query.ShouldContain("error=invalid_scope");
    }

    [Fact]
    public async Task A_code_can_be_exchanged_once_only()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var callback = await session.Sandbox.ConsentAsync(QuickBooksSession.AuthorizePath(), session.Realm);
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = callback["code"], ["redirect_uri"] = QuickBooksSession.RedirectUri };

        (await session.TokenAsync(form)).Status.ShouldBe(HttpStatusCode.OK);
        var second = await session.TokenAsync(form);

        second.Status.ShouldBe(HttpStatusCode.BadRequest);
        second.Body.ToJsonString().ShouldBe("""{"error":"invalid_grant"}""");
    }

    [Fact]
    public async Task A_wrong_client_secret_is_an_invalid_client()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var refused = await session.TokenAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = session.RefreshToken }, secret: "wrong");

        refused.Status.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Body["error"]!.GetValue<string>().ShouldBe("invalid_client");
    }

    [Fact]
    public async Task A_refresh_token_stays_the_same_for_a_day_and_is_then_replaced_for_good()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var first = session.RefreshToken;

        var sameDay = await session.RefreshAsync(first);
        await session.Sandbox.AdvanceAsync(TimeSpan.FromHours(25));
        var nextDay = await session.RefreshAsync(first);
        var stale = await session.RefreshAsync(first);

        sameDay.Body["refresh_token"]!.GetValue<string>().ShouldBe(first);
        nextDay.Body["refresh_token"]!.GetValue<string>().ShouldNotBe(first);
        stale.Status.ShouldBe(HttpStatusCode.BadRequest);
        stale.Body["error"]!.GetValue<string>().ShouldBe("invalid_grant");
        (await session.RefreshAsync(nextDay.Body["refresh_token"]!.GetValue<string>())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.OK)]
    [InlineData(true, HttpStatusCode.BadRequest)]
    public async Task Of_two_refreshes_at_a_time_the_second_is_refused_and_ends_the_grant_where_the_company_says_so(bool endsGrant, HttpStatusCode afterwards)
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { concurrentRefreshEndsGrant = endsGrant });
        var fault = await session.Sandbox.FaultAsync(new { provider = "quickbooks", kind = "hold-after", path = "tokens/bearer", count = 1 });
        var first = session.RefreshAsync();
        await session.Sandbox.WaitUntilAsync("the held refresh has taken effect", async () =>
            (await session.Sandbox.ControlAsync(HttpMethod.Get, $"companies/quickbooks/{session.Realm}/stats"))["refreshes"]!.GetValue<int>() == 1);

        var second = await session.RefreshAsync();
        await session.Sandbox.ControlAsync(HttpMethod.Post, $"faults/{fault}/release");

        second.Body["error"]!.GetValue<string>().ShouldBe("invalid_grant");
        (await first).Status.ShouldBe(HttpStatusCode.OK);
        (await session.RefreshAsync()).Status.ShouldBe(afterwards);
    }

    [Fact]
    public async Task An_idle_refresh_token_dies_after_a_hundred_days()
    {
        await using var session = await QuickBooksSession.StartAsync();

        await session.Sandbox.AdvanceAsync(TimeSpan.FromDays(101));

        (await session.RefreshAsync()).Body["error"]!.GetValue<string>().ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task The_five_year_cap_is_told_to_who_asks_and_holds_whatever_is_refreshed()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = session.RefreshToken };

        var unasked = await session.TokenAsync(form);
        var asked = await session.TokenAsync(form, headers: ("x-include-refresh-token-hard-expires-in", "true"));

        unasked.Body.ShouldNotContainKey("x_refresh_token_hard_expires_in");
        asked.Body["x_refresh_token_hard_expires_in"]!.GetValue<int>().ShouldBeInRange(157_679_000, 157_680_000);
        asked.Body["x_refresh_token_expires_in"]!.GetValue<int>().ShouldBe(8_640_000);
        for (var quarter = 0; quarter < 20; quarter++)
        {
            await session.Sandbox.AdvanceAsync(TimeSpan.FromDays(92));
            var refreshed = await session.RefreshAsync();
            if (refreshed.Status != HttpStatusCode.OK)
            {
                quarter.ShouldBe(19);
                return;
            }

            session.Take(refreshed.Body);
        }

        Assert.Fail("The consent outlived five years.");
    }

    [Fact]
    public async Task An_expired_access_token_is_refused_in_the_gateways_shape()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.Sandbox.AdvanceAsync(TimeSpan.FromMinutes(61));

        var refused = await session.GetAsync("preferences");

        refused.Status.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Body["fault"]!["type"]!.GetValue<string>().ShouldBe("AUTHENTICATION");
        refused.Code.ShouldBe("3200");
        refused.Body["time"]!.GetValueKind().ShouldBe(System.Text.Json.JsonValueKind.Number);
        refused.Headers.Contains("intuit_tid").ShouldBeTrue();
    }

    [Fact]
    public async Task A_company_the_user_did_not_choose_is_not_open_to_the_app()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var refused = await session.GetAsync($"/quickbooks/v3/company/{QuickBooksSession.Gb}/preferences");

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Code.ShouldBe("3100");
    }

    [Fact]
    public async Task Disconnecting_inside_QuickBooks_ends_calls_with_3100_and_the_refresh()
    {
        await using var session = await QuickBooksSession.StartAsync();

        await session.Sandbox.ControlAsync(HttpMethod.Delete, $"companies/quickbooks/{session.Realm}/authorizations");

        var refused = await session.GetAsync("preferences");
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Code.ShouldBe("3100");
        (await session.RefreshAsync()).Body["error"]!.GetValue<string>().ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Revoking_ends_the_access_to_the_company_whichever_consent_the_token_came_from()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var (access, refresh) = (session.AccessToken, session.RefreshToken);
        await session.ConnectAsync();
        using var revoke = new HttpRequestMessage(HttpMethod.Post, "/quickbooks/v2/oauth2/tokens/revoke") { Content = new StringContent(new JsonObject { ["token"] = refresh }.ToJsonString()) };
        revoke.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String("sandbox-quickbooks:sandbox-secret-quickbooks"u8));

        using var answer = await session.Sandbox.Http.SendAsync(revoke, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await session.GetAsync("preferences")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        session.AccessToken = access;
        (await session.GetAsync("preferences")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await session.RefreshAsync(refresh)).Body["error"]!.GetValue<string>().ShouldBe("invalid_grant");
    }
}
