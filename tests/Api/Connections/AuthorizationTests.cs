using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Connections;

/// <summary>Connecting, and every way a user can fail to: what the page at the end says.</summary>
public sealed class AuthorizationTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_consent_connects_the_company(string provider)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync(provider);

        var page = await api.ReturnAsync(provider, await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri));

        (page.Status, page.Title, page.Code).ShouldBe((200, "Connected", null), page.Text);
        page.Text.ShouldEndWith(" is connected. You can close this window.");
        (await api.CountAsync("connection")).ShouldBe(1);
        (await api.CountAsync("credential")).ShouldBe(1);
        (await api.CountAsync("job where kind = 'refresh_accounts'")).ShouldBe(1, "the accounts are imported next");
        (await api.CountAsync("audit_entry where action = 'completeAuthorization' and outcome = 'ok'")).ShouldBe(1);
    }

    [Fact]
    public async Task The_browser_goes_on_to_where_the_application_asked_for()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync(session: "session-1", returnUrl: new Uri("https://app.example.com/settings?tab=books"));

        var page = await api.ReturnAsync("xero", await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri), session: "session-1");

        page.Status.ShouldBe(302);
        page.Location!.AbsoluteUri.ShouldStartWith($"https://app.example.com/settings?tab=books&provider=xero&state={begun.State}&connectionId=");
    }

    [Fact]
    public async Task The_browser_goes_back_with_the_reason_where_nothing_was_connected()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync(session: "session-1", returnUrl: new Uri("https://app.example.com/settings"));

        var page = await api.ReturnAsync("xero", await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri, allow: false), session: "session-1");

        page.Status.ShouldBe(302);
        page.Location!.AbsoluteUri.ShouldStartWith($"https://app.example.com/settings?provider=xero&state={begun.State}&error=consent_refused&error_description=Access%20was%20not%20granted");
        (await api.CountAsync("connection")).ShouldBe(0);
    }

    [Theory]
    [InlineData("xero", "XERO_CLIENT_ID")]
    [InlineData("quickbooks", "Providers:quickbooks:ClientId")]
    [InlineData("fortnox", "FORTNOX_CLIENT_ID")]
    public async Task A_bad_client_id_is_named_as_the_setting_it_is(string provider, string setting)
    {
        await using var api = await RunningApi.StartAsync(fixture, ($"Providers:{provider}:ClientId", "mistyped"));
        var begun = await api.BeginAsync(provider);

        var page = await api.ReturnAsync(provider, new Dictionary<string, string> { ["state"] = begun.State, ["code"] = "any-code", ["realmId"] = "1" });

        page.Code.ShouldBe("exchange_failed");
        page.Text.ShouldContain(" did not accept the authorization: ");
        page.Text.ShouldContain("(invalid_client)");
        page.Text.ShouldContain(setting);
        await ShouldBeRefusedAsync(api, page);
    }

    [Theory]
    [InlineData("xero", "Xero")]
    [InlineData("quickbooks", "QuickBooks Online")]
    [InlineData("fortnox", "Fortnox")]
    public async Task A_refused_consent_changes_nothing_and_says_so(string provider, string name)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync(provider);

        var page = await api.ReturnAsync(provider, await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri, allow: false));

        page.Code.ShouldBe("consent_refused");
        page.Text.ShouldBe($"Access was not granted at {name}. Connect again and choose to allow access; nothing was changed.");
        await ShouldBeRefusedAsync(api, page);
    }

    [Fact]
    public async Task A_consent_that_took_longer_than_ten_minutes_has_expired()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync();
        var query = await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri);

        api.Clock.Advance(TimeSpan.FromMinutes(10));
        var page = await api.ReturnAsync("xero", query);

        page.Code.ShouldBe("state_expired");
        page.Text.ShouldBe("The authorization took longer than 10 minutes. Start connecting again from the application.");
        await ShouldBeRefusedAsync(api, page);
    }

    [Fact]
    public async Task A_consent_just_within_ten_minutes_counts()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync();
        var query = await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri);

        api.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));

        (await api.ReturnAsync("xero", query)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_redirect_played_again_connects_nothing_more()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var query = await api.Sandbox.ConsentAsync((await api.BeginAsync()).Url.AbsoluteUri);
        (await api.ReturnAsync("xero", query)).Status.ShouldBe(200);

        var page = await api.ReturnAsync("xero", query);

        (page.Status, page.Code).ShouldBe((400, "state_used"));
        page.Text.ShouldBe("This authorization was completed already. If you did not connect just now, start again from the application.");
        (await api.CountAsync("connection")).ShouldBe(1);
    }

    [Fact]
    public async Task A_state_that_was_not_begun_here_is_refused()
    {
        await using var api = await RunningApi.StartAsync(fixture);

        var page = await api.ReturnAsync("xero", state: "made-up");

        page.Code.ShouldBe("state_unknown");
        page.Text.ShouldBe("This authorization was not begun here, or too long ago. Start connecting again from the application.");
        await ShouldBeRefusedAsync(api, page);
    }

    [Fact]
    public async Task A_state_begun_for_another_provider_is_refused()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync("fortnox");

        var page = await api.ReturnAsync("xero", begun.State);

        page.Code.ShouldBe("state_unknown");
        page.Text.ShouldBe("This authorization belongs to another provider or was not begun here. Start connecting again from the application.");
        await ShouldBeRefusedAsync(api, page);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another-session")]
    public async Task A_redirect_into_another_browser_session_is_refused(string? session)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync(session: "session-1");

        var page = await api.ReturnAsync("xero", await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri), session);

        page.Code.ShouldBe("session_mismatch");
        page.Text.ShouldBe("The authorization was begun in another browser session. Start connecting again in this one.");
        await ShouldBeRefusedAsync(api, page);
    }

    [Fact]
    public async Task A_redirect_without_a_state_or_a_code_is_refused()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync();

        var stateless = await api.ReturnAsync("xero", new Dictionary<string, string> { ["code"] = "any-code" });
        var codeless = await api.ReturnAsync("xero", new Dictionary<string, string> { ["state"] = begun.State });

        (stateless.Code, stateless.Text).ShouldBe(("state_missing", "The redirect carries no state. Start connecting again from the application."));
        (codeless.Code, codeless.Text).ShouldBe(("code_missing", "Xero sent no code. Connect again."));
        await ShouldBeRefusedAsync(api, codeless);
    }

    [Fact]
    public async Task What_the_redirect_carries_is_shown_as_text_and_never_as_markup()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync();

        var page = await api.ReturnAsync(
            "xero", new Dictionary<string, string> { ["state"] = begun.State, ["error"] = "server_error", ["error_description"] = "<script>alert('x')</script> & more" });

        (page.Code, page.Text).ShouldBe(("provider_error", "Xero says: <script>alert('x')</script> & more (server_error). Connect again."));
        page.Html.ShouldNotContain("<script");
        page.Html.ShouldContain("&lt;script&gt;");
        await ShouldBeRefusedAsync(api, page);
    }

    [Fact]
    public async Task A_provider_there_is_not_is_answered_with_those_there_are()
    {
        await using var api = await RunningApi.StartAsync(fixture);

        var page = await api.ReturnAsync("<b>books", state: "made-up");

        page.Code.ShouldBe("unknown_provider");
        page.Text.ShouldBe("There is no provider '<b>books'. Use one of: xero, quickbooks, fortnox.");
        page.Html.ShouldNotContain("<b>");
        await ShouldBeRefusedAsync(api, page);
    }

    [Fact]
    public async Task Beginning_with_a_provider_there_is_not_says_which_there_are()
    {
        await using var api = await RunningApi.StartAsync(fixture);

        var refusal = await Should.ThrowAsync<KeyNotFoundException>(api.BeginAsync("books"));

        refusal.Message.ShouldBe("There is no provider 'books'. Use one of: fortnox, quickbooks, xero.");
    }

    [Fact]
    public async Task A_choice_nobody_waits_for_is_refused()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync();
        var authorizations = api.Service<Authorizations>();

        var unknown = (await authorizations.ChooseAsync("xero", "made-up", "company", session: null, Cancelled)).ShouldBeOfType<AuthorizationResult.Failed>();
        var early = (await authorizations.ChooseAsync("xero", begun.State, "company", session: null, Cancelled)).ShouldBeOfType<AuthorizationResult.Failed>();

        unknown.Code.ShouldBe("state_unknown");
        (early.Code, early.Text).ShouldBe(("choice_expired", "The choice of company has expired or was made already. Start connecting again from the application."));
    }

    [Fact]
    public async Task A_login_that_opens_several_companies_is_asked_for_one_on_the_page_or_by_the_client()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var companies = (await api.Sandbox.ControlAsync(HttpMethod.Get, "companies?provider=xero"))!.AsArray().Select(c => c!["id"]!.GetValue<string>()).Take(2).ToList();
        var tenant = await api.CreateTenantAsync();
        var client = new GraphClient(api, (await api.CreateKeyAsync(tenant)).Reveal());
        var begun = await api.Service<Authorizations>().BeginAsync(tenant, "xero", session: null, new Uri("https://app.example.com/settings"), Cancelled);
        var page = await api.ReturnAsync("xero", await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri, companies[0], second: companies[1]));
        const string Offered = "query ($s: String!) { offeredCompanies(provider: \"xero\", state: $s) { remoteId name } }";
        var offered = (await client.FieldAsync("offeredCompanies", Offered, new { s = begun.State }))!.AsArray().Select(c => c!["remoteId"]!.GetValue<string>());
        var stranger = new GraphClient(api, (await api.CreateKeyAsync(await api.CreateTenantAsync())).Reveal());

        (page.Status, page.Title).ShouldBe((200, "Choose a company"));
        offered.ShouldBe(companies, ignoreOrder: true);
        (await stranger.FieldAsync("offeredCompanies", Offered, new { s = begun.State }))!.AsArray().ShouldBeEmpty();
        using (var parsed = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(page.Html, Cancelled))
        {
            parsed.QuerySelectorAll("button[name=company]").Select(b => b.GetAttribute("value")!).ShouldBe(companies, ignoreOrder: true);
            using var mistyped = new FormUrlEncodedContent(new Dictionary<string, string> { ["state"] = begun.State, ["company"] = "none-of-them" });
            using var refused = await api.Browser.PostAsync(parsed.QuerySelector("form")!.GetAttribute("action"), mistyped, Cancelled);
            (await refused.Content.ReadAsStringAsync(Cancelled)).ShouldContain("company_unknown");
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["state"] = parsed.QuerySelector("input[name=state]")!.GetAttribute("value")!, ["company"] = companies[1] });
            using var chosen = await api.Browser.PostAsync(parsed.QuerySelector("form")!.GetAttribute("action"), form, Cancelled);
            ((int)chosen.StatusCode).ShouldBe(302);
            chosen.Headers.Location!.AbsoluteUri.ShouldStartWith($"https://app.example.com/settings?provider=xero&state={begun.State}&connectionId=");
            using var again = await api.Browser.PostAsync(parsed.QuerySelector("form")!.GetAttribute("action"), form, Cancelled);
            (await again.Content.ReadAsStringAsync(Cancelled)).ShouldContain("choice_expired");
        }

        (await client.FieldAsync("connections", "{ connections { nodes { company { remoteId } } } }"))!["nodes"]!.ToJsonString().ShouldBe($$$"""[{"company":{"remoteId":"{{{companies[1]}}}"}}]""");
        (await client.FieldAsync("offeredCompanies", Offered, new { s = begun.State }))!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_company_shows_the_choice_again_with_those_offered()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var companies = (await api.Sandbox.ControlAsync(HttpMethod.Get, "companies?provider=xero"))!.AsArray().Select(c => c!["id"]!.GetValue<string>()).Take(2).ToList();
        var tenant = await api.CreateTenantAsync();
        var client = new GraphClient(api, (await api.CreateKeyAsync(tenant)).Reveal());
        var begun = await api.Service<Authorizations>().BeginAsync(tenant, "xero", session: null, returnUrl: null, Cancelled);
        await api.ReturnAsync("xero", await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri, companies[0], second: companies[1]));

        using var mistyped = new FormUrlEncodedContent(new Dictionary<string, string> { ["state"] = begun.State, ["company"] = "none-of-them" });
        using var refused = await api.Browser.PostAsync("/oauth/xero/company", mistyped, Cancelled);
        using var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await refused.Content.ReadAsStringAsync(Cancelled), Cancelled);
        var choice = (await client.FieldAsync(
            "chooseCompany",
            "mutation ($i: ChooseCompanyInput!) { chooseCompany(input: $i) { companies { remoteId } errors { ... on Error { code } } } }",
            new { i = new { provider = "xero", state = begun.State, remoteCompanyId = "none-of-them" } }))!;

        ((int)refused.StatusCode, page.QuerySelector("code")?.TextContent).ShouldBe((400, "company_unknown"));
        page.QuerySelectorAll("button[name=company]").Select(b => b.GetAttribute("value")!).ShouldBe(companies, ignoreOrder: true);
        choice["errors"]!.ToJsonString().ShouldBe("""[{"code":"company_unknown"}]""");
        choice["companies"]!.AsArray().Select(c => c!["remoteId"]!.GetValue<string>()).ShouldBe(companies, ignoreOrder: true);
    }

    [Fact]
    public async Task A_refused_redirect_leaves_the_state_to_the_session_it_belongs_to()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync(session: "session-1");
        var query = await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri);

        (await api.ReturnAsync("xero", begun.State, "a-code-of-another")).Code.ShouldBe("session_mismatch");
        (await api.ReturnAsync("xero", query, "another-session")).Code.ShouldBe("session_mismatch");

        (await api.ReturnAsync("xero", query, "session-1")).Title.ShouldBe("Connected");
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_code_that_the_provider_refuses_leaves_the_state_for_the_right_one(string provider)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var begun = await api.BeginAsync(provider);
        var query = await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri);

        (await api.ReturnAsync(provider, new Dictionary<string, string>(query) { ["code"] = "made-up" })).Code.ShouldBe("exchange_failed");
        (await api.ReturnAsync(provider, new Dictionary<string, string> { ["state"] = begun.State, ["error"] = "access_denied" })).Code.ShouldBe("consent_refused");

        (await api.ReturnAsync(provider, query)).Title.ShouldBe("Connected");
        (await api.ReturnAsync(provider, query)).Code.ShouldBe("state_used");
    }

    [Fact]
    public async Task Another_company_offers_no_account_of_the_first_while_it_is_unread()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var companies = (await api.Sandbox.ControlAsync(HttpMethod.Get, "companies?provider=quickbooks"))!.AsArray().Select(c => c!["id"]!.GetValue<string>()).Take(2).ToList();
        var tenant = await GraphTenant.CreateAsync(api);
        const string Offered = "query ($id: ID!) { connection(id: $id) { status company { remoteId baseCurrency } accounts { nodes { remoteId } } taxCodes { nodes { remoteId } } } }";
        var before = (await tenant.Client.FieldAsync("connection", Offered, new { id = tenant.ConnectionGlobalId }))!;
        before["accounts"]!["nodes"]!.AsArray().Count.ShouldBe(4);

        var begun = await api.Service<Authorizations>().BeginAsync(tenant.Id, "quickbooks", session: null, returnUrl: null, Cancelled);
        (await api.ReturnAsync("quickbooks", await api.Sandbox.ConsentAsync(begun.Url.AbsoluteUri, companies[1]))).Title.ShouldBe("Connected");

        (await tenant.Client.FieldAsync("connection", Offered, new { id = tenant.ConnectionGlobalId }))!.ToJsonString().ShouldBe(
            $$$"""{"status":"CONNECTING","company":{"remoteId":"{{{companies[1]}}}","baseCurrency":""},"accounts":{"nodes":[]},"taxCodes":{"nodes":[]}}""");
    }

    private static async Task ShouldBeRefusedAsync(RunningApi api, ShownPage page)
    {
        (page.Status, page.Title).ShouldBe((400, "Not connected"));
        (await api.CountAsync("connection")).ShouldBe(0);
        (await api.CountAsync("credential")).ShouldBe(0);
    }
}
