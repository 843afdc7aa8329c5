using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Tenants;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Access;

/// <summary>Who gets in, with a key or with a session, over real HTTP.</summary>
public sealed class AccessTests(LedgerFixture fixture)
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_names_its_tenant_and_no_other()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (one, key) = await TenantWithKeyAsync(api, "One", AccessRole.Operator);
        var (other, otherKey) = await TenantWithKeyAsync(api, "Other", AccessRole.Viewer);

        (await WhoAsync(api, key.Reveal())).ShouldBe($"operator of One {one}, key {key.Id}");
        (await WhoAsync(api, otherKey.Reveal())).ShouldBe($"viewer of Other {other}, key {otherKey.Id}");
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_the_next_request()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (tenant, key) = await TenantWithKeyAsync(api);
        (await StatusAsync(api, key.Reveal())).ShouldBe(HttpStatusCode.OK);

        await RevokeAsync(api, tenant, key);

        (await StatusAsync(api, key.Reveal())).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Every_refused_credential_gets_the_same_answer()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (tenant, revoked) = await TenantWithKeyAsync(api);
        await RevokeAsync(api, tenant, revoked);
        var (_, key) = await TenantWithKeyAsync(api);
        string?[] headers =
        [
            null,
            "Bearer",
            "Bearer ",
            "Bearer nonsense",
            $"Basic {key.Reveal()}",
            $"Bearer {ApiKeyText.Create(key.Id).Reveal()}",
            $"Bearer {ApiKeyText.Create(ApiKeyId.New()).Reveal()}",
            $"Bearer {revoked.Reveal()}",
        ];

        var answers = new List<string>();
        foreach (var header in headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/session");
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", header);
            }

            using var answer = await api.Browser.SendAsync(request, Cancelled);
            answers.Add($"{(int)answer.StatusCode} {answer.Headers.WwwAuthenticate} {answer.Headers.CacheControl} {answer.Content.Headers.ContentType} {await answer.Content.ReadAsStringAsync(Cancelled)}");
        }

        answers.Distinct().ShouldHaveSingleItem();
        answers[0].ShouldStartWith("401 Bearer no-store application/json; charset=utf-8 {\"error\":{\"code\":\"unauthenticated\",\"message\":\"This request names no valid API key.");
    }

    [Fact]
    public async Task The_platform_key_of_the_settings_is_accepted_without_a_row_and_only_with_its_secret()
    {
        var key = ApiKeyText.Create(ApiKeyId.New());
        await using var api = await RunningApi.StartAsync(fixture, ("Access:PlatformKey", key.Reveal()));

        (await WhoAsync(api, key.Reveal())).ShouldBe($"platform of nobody, key {key.Id}");
        (await StatusAsync(api, ApiKeyText.Create(key.Id).Reveal())).ShouldBe(HttpStatusCode.Unauthorized);
        (await api.CountAsync("api_key")).ShouldBe(0);
    }

    [Theory]
    [InlineData(AccessRole.Viewer, "viewer")]
    [InlineData(AccessRole.Operator, "viewer operator")]
    [InlineData(AccessRole.Admin, "viewer operator admin")]
    [InlineData(AccessRole.Platform, "platform")]
    public async Task A_policy_lets_its_role_in_and_those_that_include_it(AccessRole role, string allowed)
    {
        await using var api = await RunningApi.StartAsync(fixture, app =>
        {
            foreach (var policy in (string[])["viewer", "operator", "admin", "platform"])
            {
                app.MapGet($"/only/{policy}", () => "in").RequireAuthorization(policy);
            }
        });
        var key = role == AccessRole.Platform
            ? await api.Service<LedgerDatabase>().InPlatformAsync(t => ApiKeyStore.CreateAsync(t, "operations", role, null, s_noon, Cancelled), Cancelled)
            : (await TenantWithKeyAsync(api, role: role)).Key;

        var let = new List<string>();
        foreach (var policy in (string[])["viewer", "operator", "admin", "platform"])
        {
            using var answer = await SendAsync(api, HttpMethod.Get, $"/only/{policy}", key.Reveal());
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                let.Add(policy);
                continue;
            }

            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await CodeAsync(answer)).ShouldBe("forbidden");
        }

        string.Join(' ', let).ShouldBe(allowed);
    }

    [Fact]
    public async Task A_key_beyond_its_burst_is_told_to_wait_and_others_are_not()
    {
        await using var api = await RunningApi.StartAsync(fixture, ("Api:RateLimit:Burst", "3"), ("Api:RateLimit:RequestsPerMinute", "1"));
        var (_, key) = await TenantWithKeyAsync(api);
        var (_, other) = await TenantWithKeyAsync(api);
        for (var i = 0; i < 3; i++)
        {
            (await StatusAsync(api, key.Reveal())).ShouldBe(HttpStatusCode.OK);
        }

        using var refused = await SendAsync(api, HttpMethod.Get, "/session", key.Reveal());

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        var error = (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("rate_limited");
        error.GetProperty("message").GetString().ShouldStartWith("Too many requests: 3 at once and 1 a minute are allowed to each API key. Wait ");
        (await StatusAsync(api, other.Reveal())).ShouldBe(HttpStatusCode.OK, "another key has a bucket of its own");
        for (var i = 0; i < 10; i++)
        {
            using var health = await api.Browser.GetAsync("/health/live", Cancelled);
            health.StatusCode.ShouldBe(HttpStatusCode.OK, "health goes free");
        }
    }

    [Theory]
    [InlineData("Access:PlatformKey", "olk_short", "The setting Access:PlatformKey is not an API key: olk_, 22 characters of an id and 43 of a secret")]
    [InlineData("Access:SecureCookies", "maybe", "The setting Access:SecureCookies is 'maybe'. Set it to true or false.")]
    [InlineData("Api:RateLimit:Burst", "0", "The setting Api:RateLimit:Burst is '0'. Set it to a whole number from 1 to 10,000,000, or remove it for 500.")]
    [InlineData("Api:RateLimit:RequestsPerMinute", "many", "The setting Api:RateLimit:RequestsPerMinute is 'many'.")]
    [InlineData("Api:TrustedProxies:0", "proxy.local", "The setting Api:TrustedProxies:0 is 'proxy.local'. Set it to the address of a proxy (10.0.0.5) or a network (10.0.0.0/8).")]
    public void A_setting_that_cannot_be_used_stops_the_start_and_is_named(string key, string value, string message)
    {
        var settings = RunningApi.Settings(new TestDatabase("ledger", "Host=127.0.0.1", "Host=127.0.0.1;Username=ledger_app;Password=x;Database=ledger"), new Uri("http://127.0.0.1:1"));
        settings[key] = value;

        var refusal = Should.Throw<OptionsValidationException>(() => RunningApi.Build(settings, TimeProvider.System)).Message;

        refusal.ShouldStartWith(message);
        refusal.ShouldNotContain("short");
    }

    private static async Task<(TenantId Tenant, ApiKeyText Key)> TenantWithKeyAsync(RunningApi api, string name = "Harbour Cafe", AccessRole role = AccessRole.Admin)
    {
        var tenant = await TenantStore.CreateAsync(api.Service<LedgerDatabase>(), name, Cancelled);
        return (tenant, await api.CreateKeyAsync(tenant, role));
    }

    private static Task RevokeAsync(RunningApi api, TenantId tenant, ApiKeyText key) =>
        api.Service<LedgerDatabase>().InTenantAsync(tenant, t => ApiKeyStore.RevokeAsync(t, key.Id, s_noon, Cancelled), Cancelled);

    private static Task<HttpResponseMessage> SendAsync(RunningApi api, HttpMethod method, string path, string key)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return api.Browser.SendAsync(request, Cancelled);
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningApi api, string key)
    {
        using var answer = await SendAsync(api, HttpMethod.Get, "/session", key);
        return answer.StatusCode;
    }

    private static async Task<string> WhoAsync(RunningApi api, string key)
    {
        using var answer = await SendAsync(api, HttpMethod.Get, "/session", key);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return Who(await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled));
    }

    /// <summary>With the ids as the database has them; the session gives those of GraphQL.</summary>
    internal static string Who(JsonElement session)
    {
        static Guid Id(char kind, JsonElement of) => GlobalId.TryRead(kind, of.GetProperty("id").GetString()!, out var id) ? id : Guid.Empty;
        var tenant = session.GetProperty("tenant");
        var whose = tenant.ValueKind == JsonValueKind.Null ? "nobody" : $"{tenant.GetProperty("name").GetString()} {Id(GlobalId.Tenant, tenant)}";
        return $"{Enum.Parse<AccessRole>(session.GetProperty("role").GetString()!, ignoreCase: true).Word()} of {whose}, key {Id(GlobalId.ApiKey, session.GetProperty("key"))}";
    }

    internal static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("error").GetProperty("code").GetString();
}
