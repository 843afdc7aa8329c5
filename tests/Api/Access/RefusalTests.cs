using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Access;

/// <summary>No answer is without words, and the address itself leads on.</summary>
public sealed class RefusalTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/session", "null", "application/json", 400, "bad_request")]
    [InlineData("POST", "/session", "{", "application/json", 400, "bad_request")]
    [InlineData("POST", "/session", "key=olk_", "text/plain", 415, "unsupported_media_type")]
    [InlineData("POST", "/oauth/xero/company", "{}", "application/json", 415, "unsupported_media_type")]
    [InlineData("PUT", "/session", "{}", "application/json", 405, "method_not_allowed")]
    [InlineData("POST", "/nowhere", "{}", "application/json", 404, "not_found")]
    public async Task A_request_that_is_not_understood_is_told_what_was_expected(string method, string path, string body, string contentType, int status, string code)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path) { Content = new StringContent(body, Encoding.UTF8, contentType) };

        using var answer = await api.Browser.SendAsync(request, Cancelled);

        ((int)answer.StatusCode).ShouldBe(status);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("message").GetString()!.Length.ShouldBeGreaterThan(20);
    }
}
