using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using OrleansLedger.Api.Access;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Access;

/// <summary>The dashboard's sign-in, as a browser goes through it.</summary>
public sealed class SessionTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_signs_in_the_cookie_says_who_and_signing_out_takes_it_away()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await api.CreateTenantAsync();
        var key = await api.CreateKeyAsync(tenant, AccessRole.Operator);

        using var signedIn = await SignInAsync(api, key.Reveal());
        var set = signedIn.Headers.GetValues("Set-Cookie").Where(set => set.StartsWith("ledger_session=", StringComparison.Ordinal)).ShouldHaveSingleItem();
        using var who = await SendAsync(api, HttpMethod.Get, Cookie(signedIn));
        using var signedOut = await SendAsync(api, HttpMethod.Delete, Cookie(signedIn), ("X-Ledger-Request", "1"));

        signedIn.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var flag in (string[])["ledger_session=", "; path=/", "; samesite=strict", "; httponly"])
        {
            set.ShouldContain(flag, Case.Insensitive);
        }

        set.ShouldNotContain("expires=", Case.Insensitive, "it ends with the browser");
        who.StatusCode.ShouldBe(HttpStatusCode.OK);
        AccessTests.Who(await who.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).ShouldBe($"operator of Harbour Cafe {tenant}, key {key.Id}");
        signedOut.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        signedOut.Headers.GetValues("Set-Cookie").Where(set => set.StartsWith("ledger_session=", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldStartWith("ledger_session=; expires=Thu, 01 Jan 1970");
    }

    [Fact]
    public async Task The_cookie_is_for_https_only_where_the_setting_says_so()
    {
        await using var api = await RunningApi.StartAsync(fixture, ("Access:SecureCookies", "true"));
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());

        using var signedIn = await SignInAsync(api, key.Reveal());

        signedIn.Headers.GetValues("Set-Cookie").Where(set => set.StartsWith("ledger_session=", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("; secure", Case.Insensitive);
    }

    [Fact]
    public async Task Revoking_the_key_ends_the_session_at_the_next_request()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await api.CreateTenantAsync();
        var key = await api.CreateKeyAsync(tenant);
        using var signedIn = await SignInAsync(api, key.Reveal());

        await api.Service<LedgerDatabase>().InTenantAsync(tenant, t => ApiKeyStore.RevokeAsync(t, key.Id, api.Clock.GetUtcNow(), Cancelled), Cancelled);

        using var after = await SendAsync(api, HttpMethod.Get, Cookie(signedIn));
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AccessTests.CodeAsync(after)).ShouldBe("unauthenticated");
        after.Headers.GetValues("Set-Cookie").Where(set => set.StartsWith("ledger_session=", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldStartWith("ledger_session=; expires=Thu, 01 Jan 1970");
    }

    [Fact]
    public async Task A_session_ends_after_twelve_idle_hours()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());
        using var signedIn = await SignInAsync(api, key.Reveal());

        api.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMinutes(1));
        using var before = await SendAsync(api, HttpMethod.Get, Cookie(signedIn));
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        using var after = await SendAsync(api, HttpMethod.Get, Cookie(signedIn));
        using var renewed = await SendAsync(api, HttpMethod.Get, Cookie(before));

        (before.StatusCode, after.StatusCode, renewed.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK));
    }

    [Fact]
    public async Task Processes_with_the_same_encryption_keys_accept_each_others_cookies_and_others_do_not()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());
        using var signedIn = await SignInAsync(api, key.Reveal());

        var shared = await BesideAsync(api, sameKeys: true, Cookie(signedIn));
        var apart = await BesideAsync(api, sameKeys: false, Cookie(signedIn));

        (shared, apart).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("X-Ledger-Request", "1", HttpStatusCode.OK)]
    [InlineData("GraphQL-Preflight", "1", HttpStatusCode.OK)]
    [InlineData("X-Ledger-Request", "", HttpStatusCode.Forbidden)]
    [InlineData("X-Other", "1", HttpStatusCode.Forbidden)]
    public async Task A_changing_request_with_a_cookie_needs_a_header_that_no_foreign_page_can_add(string header, string value, HttpStatusCode status)
    {
        await using var api = await RunningApi.StartAsync(fixture, app => app.MapPost("/change", () => "done").RequireAuthorization("viewer"));
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());
        using var signedIn = await SignInAsync(api, key.Reveal());

        using var answer = await SendAsync(api, HttpMethod.Post, Cookie(signedIn), "/change", (header, value));

        answer.StatusCode.ShouldBe(status);
        if (status == HttpStatusCode.Forbidden)
        {
            (await AccessTests.CodeAsync(answer)).ShouldBe("header_missing");
        }

        using var withKey = new HttpRequestMessage(HttpMethod.Post, "/change");
        withKey.Headers.Add("Authorization", $"Bearer {key.Reveal()}");
        using var program = await api.Browser.SendAsync(withKey, Cancelled);
        program.StatusCode.ShouldBe(HttpStatusCode.OK, "a key is not sent by itself and needs no header");
    }

    [Fact]
    public async Task A_page_of_another_origin_neither_uses_nor_starts_nor_ends_a_session()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());
        using var signedIn = await SignInAsync(api, key.Reveal());
        var own = api.Browser.BaseAddress!.GetLeftPart(UriPartial.Authority);

        foreach (var origin in (string[])["https://evil.example", "null", $"http://127.0.0.1:{api.Browser.BaseAddress.Port + 1}"])
        {
            using var read = await SendAsync(api, HttpMethod.Get, Cookie(signedIn), ("Origin", origin));
            using var end = await SendAsync(api, HttpMethod.Delete, Cookie(signedIn), ("Origin", origin), ("X-Ledger-Request", "1"));
            using var start = await SignInAsync(api, key.Reveal(), ("Origin", origin));
            (read.StatusCode, end.StatusCode, start.StatusCode).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), origin);
            (await AccessTests.CodeAsync(read)).ShouldBe("foreign_origin");
            start.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }

        using var same = await SendAsync(api, HttpMethod.Get, Cookie(signedIn), ("Origin", own));
        same.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_form_that_a_foreign_page_can_send_signs_nobody_in()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());
        using var form = new StringContent($$"""{"key":"{{key.Reveal()}}"}""", System.Text.Encoding.UTF8, "text/plain");

        using var answer = await api.Browser.PostAsync("/session", form, Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"key":"olk_nonsense"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"key":null}""", HttpStatusCode.Unauthorized)]
    [InlineData("{}", HttpStatusCode.Unauthorized)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    public async Task What_is_no_key_signs_nobody_in(string body, HttpStatusCode status)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await api.Browser.PostAsync("/session", content, Cancelled);

        answer.StatusCode.ShouldBe(status);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("ledger_session=")]
    [InlineData("ledger_session=nonsense")]
    [InlineData("ledger_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cookie_of_somebody_elses_making_is_nobody(string cookie)
    {
        await using var api = await RunningApi.StartAsync(fixture);

        using var answer = await SendAsync(api, HttpMethod.Get, cookie);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_cookie_holds_no_key_that_could_be_read()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());

        using var signedIn = await SignInAsync(api, key.Reveal());

        var bytes = Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(Cookie(signedIn)["ledger_session=".Length..]);
        bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(key.Id.ToString())).ShouldBe(-1, "the key's id stands in it only sealed");
        signedIn.Headers.ToString().ShouldNotContain(key.Reveal()[26..]);
    }

    private static Task<HttpResponseMessage> SignInAsync(RunningApi api, string key, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/session") { Content = JsonContent.Create(new { key }) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return api.Browser.SendAsync(request, Cancelled);
    }

    private static string Cookie(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("ledger_session=", StringComparison.Ordinal)).Split(';')[0];

    private static Task<HttpResponseMessage> SendAsync(RunningApi api, HttpMethod method, string cookie, params (string Name, string Value)[] headers) =>
        SendAsync(api, method, cookie, "/session", headers);

    private static Task<HttpResponseMessage> SendAsync(RunningApi api, HttpMethod method, string cookie, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Cookie", cookie);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return api.Browser.SendAsync(request, Cancelled);
    }

    /// <summary>What a second process on the same database answers to the cookie.</summary>
    private static async Task<HttpStatusCode> BesideAsync(RunningApi api, bool sameKeys, string cookie)
    {
        var settings = new Dictionary<string, string?>(api.Configuration, StringComparer.Ordinal);
        if (!sameKeys)
        {
            // Another installation: a process with another key may not use the same database.
            await using var command = api.Admin.CreateCommand("delete from encryption_check");
            await command.ExecuteNonQueryAsync(Cancelled);
            settings["Encryption:Keys:0"] = $"k1:{Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32))}";
        }

        await using var app = RunningApi.Build(settings, api.Clock);
        await app.StartAsync(Cancelled);
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = RunningApi.AddressOf(app) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/session");
        request.Headers.Add("Cookie", cookie);
        using var answer = await browser.SendAsync(request, Cancelled);
        await app.StopAsync(Cancelled);
        return answer.StatusCode;
    }
}
