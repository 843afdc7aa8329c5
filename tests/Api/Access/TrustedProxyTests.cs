using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using OrleansLedger.Domain.Access;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Access;

/// <summary>The client's address behind a proxy. The tests call from 127.0.0.1, which is the proxy where it is trusted.</summary>
public sealed class TrustedProxyTests(LedgerFixture fixture)
{
    private const string Client = "203.0.113.7";

    private readonly ApiKeyText _platform = ApiKeyText.Create(ApiKeyId.New());

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, Client, Client)]
    [InlineData("127.0.0.1", Client, Client)]
    [InlineData("127.0.0.0/8", Client, Client)]
    [InlineData("10.0.0.0/8", Client, "127.0.0.1")]
    [InlineData(null, $"198.51.100.1, {Client}", Client)]
    [InlineData(null, $"198.51.100.1, {Client}, 127.0.0.9", Client)]
    [InlineData(null, "not an address", "127.0.0.1")]
    public async Task Audit_entry_has_the_forwarded_address_only_from_a_trusted_proxy(string? trusted, string forwardedFor, string recorded)
    {
        await using var api = await StartAsync(trusted);

        using var answer = await SendAsync(api, forwardedFor, _platform.Reveal());

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var command = api.Admin.CreateCommand("select host(remote_address) from audit_entry where action = 'createTenant' and chain = ledger_platform()");
        (await command.ExecuteScalarAsync(Cancelled)).ShouldBe(recorded);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("10.0.0.0/8", HttpStatusCode.TooManyRequests)]
    public async Task Rate_limit_counts_for_the_forwarded_address_only_from_a_trusted_proxy(string? trusted, HttpStatusCode ofAnotherClient)
    {
        await using var api = await StartAsync(trusted, ("Api:RateLimit:Burst", "2"), ("Api:RateLimit:RequestsPerMinute", "1"));
        for (var i = 0; i < 2; i++)
        {
            (await StatusAsync(api, Client)).ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await StatusAsync(api, Client)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(api, "203.0.113.8")).ShouldBe(ofAnotherClient);
    }

    private Task<RunningApi> StartAsync(string? trusted, params (string Key, string Value)[] changes) =>
        RunningApi.StartAsync(fixture, [("Access:PlatformKey", _platform.Reveal()), .. changes, .. trusted is null ? Array.Empty<(string, string)>() : [("Api:TrustedProxies:0", trusted)]]);

    private static async Task<HttpStatusCode> StatusAsync(RunningApi api, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/session");
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var answer = await api.Browser.SendAsync(request, Cancelled);
        return answer.StatusCode;
    }

    private static Task<HttpResponseMessage> SendAsync(RunningApi api, string forwardedFor, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query = "mutation { createTenant(input: { name: \"Harbour Cafe\" }) { tenant { id } } }" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        return api.Browser.SendAsync(request, Cancelled);
    }
}
