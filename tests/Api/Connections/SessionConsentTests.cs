using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Connections;

/// <summary>A consent that a browser's session begins belongs to that session.</summary>
public sealed class SessionConsentTests(LedgerFixture fixture)
{
    private const string Begin = "mutation { beginAuthorization(input: { provider: \"xero\" }) { authorizationUrl state } }";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_that_a_session_began_serves_in_that_session_alone()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var key = (await api.CreateKeyAsync(await api.CreateTenantAsync())).Reveal();
        var own = await SignInAsync(api, key);
        var other = await SignInAsync(api, key);
        var begun = await BeginAsync(api, own.Session);
        var query = await api.Sandbox.ConsentAsync(begun["authorizationUrl"]!.GetValue<string>());

        (await api.ReturnAsync("xero", query)).Code.ShouldBe("session_mismatch", "a browser without a session");
        (await api.ReturnAsync("xero", query, other.Browser)).Code.ShouldBe("session_mismatch", "another session of the same key");
        var input = new { provider = "xero", code = query["code"], state = query["state"] };
        const string Complete = "mutation ($i: CompleteAuthorizationInput!) { completeAuthorization(input: $i) { errors { ... on Error { code } } } }";
        (await new GraphClient(api, key).FieldAsync("completeAuthorization", Complete, new { i = input }))!["errors"]!.ToJsonString().ShouldBe("""[{"code":"session_mismatch"}]""");

        (await api.ReturnAsync("xero", query, own.Browser)).Title.ShouldBe("Connected");
    }

    [Fact]
    public async Task A_state_that_a_key_began_serves_in_any_browser()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var client = new GraphClient(api, (await api.CreateKeyAsync(await api.CreateTenantAsync())).Reveal());
        var begun = (await client.FieldAsync("beginAuthorization", Begin))!;

        var page = await api.ReturnAsync("xero", await api.Sandbox.ConsentAsync(begun["authorizationUrl"]!.GetValue<string>()), "a-browser");

        page.Title.ShouldBe("Connected");
    }

    [Fact]
    public async Task The_choice_of_a_company_belongs_to_the_session_too()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var companies = (await api.Sandbox.ControlAsync(HttpMethod.Get, "companies?provider=xero"))!.AsArray().Select(c => c!["id"]!.GetValue<string>()).Take(2).ToList();
        var own = await SignInAsync(api, (await api.CreateKeyAsync(await api.CreateTenantAsync())).Reveal());
        var begun = await BeginAsync(api, own.Session);
        await api.ReturnAsync("xero", await api.Sandbox.ConsentAsync(begun["authorizationUrl"]!.GetValue<string>(), companies[0], second: companies[1]), own.Browser);
        var state = begun["state"]!.GetValue<string>();

        (await ChooseAsync(api, state, companies[1], browser: null)).ShouldContain("session_mismatch");
        (await ChooseAsync(api, state, companies[1], own.Browser)).ShouldContain("is connected");
    }

    [Fact]
    public async Task The_browser_s_cookie_goes_with_a_redirect_from_the_provider_and_to_no_other_address()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        using var answer = await api.Browser.PostAsJsonAsync("/session", new { key = (await api.CreateKeyAsync(await api.CreateTenantAsync())).Reveal() }, Cancelled);

        var set = answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith(Session.BrowserCookieName, StringComparison.Ordinal));

        foreach (var flag in (string[])["; path=/oauth", "; samesite=lax", "; httponly"])
        {
            set.ShouldContain(flag, Case.Insensitive);
        }
    }

    private static async Task<(string Session, string Browser)> SignInAsync(RunningApi api, string key)
    {
        using var answer = await api.Browser.PostAsJsonAsync("/session", new { key }, Cancelled);
        var cookies = answer.Headers.GetValues("Set-Cookie").Select(set => set.Split(';')[0]).ToList();
        return (cookies.Single(c => c.StartsWith(Session.CookieName, StringComparison.Ordinal)), cookies.Single(c => c.StartsWith(Session.BrowserCookieName, StringComparison.Ordinal)).Split('=')[1]);
    }

    private static async Task<JsonNode> BeginAsync(RunningApi api, string session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = Begin }), Headers = { { "Cookie", session }, { "X-Ledger-Request", "1" } } };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await api.Browser.SendAsync(request, Cancelled);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!["data"]!["beginAuthorization"]!;
    }

    private static async Task<string> ChooseAsync(RunningApi api, string state, string company, string? browser)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/xero/company")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["state"] = state, ["company"] = company }),
        };
        if (browser is not null)
        {
            request.Headers.Add("Cookie", $"{Session.BrowserCookieName}={browser}");
        }

        using var answer = await api.Browser.SendAsync(request, Cancelled);
        return await answer.Content.ReadAsStringAsync(Cancelled);
    }
}
