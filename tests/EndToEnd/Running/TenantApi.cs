using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>The API process over HTTP, with an admin key of one tenant.</summary>
internal sealed class TenantApi(HttpClient http, Uri endpoint, string key)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TenantApi> CreateAsync(RunningLedger ledger, TenantId tenant)
    {
        var key = await ledger.Service<LedgerDatabase>().InTenantAsync(
            tenant, t => ApiKeyStore.CreateAsync(t, "end-to-end test", AccessRole.Admin, createdBy: null, TimeProvider.System.GetUtcNow(), Cancelled), Cancelled);
        return new TenantApi(ledger.Http, ledger.Application.GraphQLUrl, key.Reveal());
    }

    /// <summary>The data of one operation; errors fail the test.</summary>
    public async Task<JsonNode> AskAsync(string document, object? variables = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = JsonContent.Create(new { query = document, variables }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await http.SendAsync(request, Cancelled);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
        body["errors"].ShouldBeNull(body.ToJsonString());
        return body["data"]!;
    }
}
