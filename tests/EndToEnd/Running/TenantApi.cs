using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>The GraphQL API of the running application, with a key of one tenant's.</summary>
internal sealed class TenantApi : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Uri _url;

    private TenantApi(Uri url, string key)
    {
        _url = url;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _http.DefaultRequestHeaders.Add("GraphQL-Preflight", "1");
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TenantApi> OpenAsync(RunningLedger ledger, TenantId tenant)
    {
        var key = await ledger.Service<LedgerDatabase>().InTenantAsync(
            tenant, t => ApiKeyStore.CreateAsync(t, "test", AccessRole.Admin, createdBy: null, TimeProvider.System.GetUtcNow(), Cancelled), Cancelled);
        return new TenantApi(ledger.Application.GraphQLUrl, key.Reveal());
    }

    /// <summary>The data of one operation; errors fail the test.</summary>
    public async Task<JsonNode> AskAsync(string document, object? variables = null)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { query = document, variables }), Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(_url, content, Cancelled);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
        body["errors"].ShouldBeNull(body.ToJsonString());
        return body["data"]!;
    }

    /// <summary>Runs a mutation whose payload has no errors.</summary>
    /// <returns>The payload.</returns>
    public async Task<JsonNode> MutateAsync(string mutation, string inputType, object input, string selection)
    {
        var query = $"mutation ($i: {inputType}!) {{ {mutation}(input: $i) {{ {selection} errors {{ ... on Error {{ code message }} }} }} }}";
        using var content = new StringContent(JsonSerializer.Serialize(new { query, variables = new { i = input } }), Encoding.UTF8, "application/json");
        return await PayloadAsync(mutation, content);
    }

    /// <summary>Adds a PDF to a transaction.</summary>
    /// <returns>The id of the attachment.</returns>
    public async Task<string> AttachAsync(string sourceReference, string fileName, byte[] file)
    {
        const string Query = "mutation ($r: String!, $f: Upload!) { addAttachment(input: { sourceReference: $r, file: $f }) { attachment { id } errors { ... on Error { code message } } } }";
        using var form = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(new { query = Query, variables = new { r = sourceReference, f = (string?)null } })), "operations" },
            { new StringContent("""{"0":["variables.f"]}"""), "map" },
            { new ByteArrayContent(file), "0", fileName },
        };
        return (await PayloadAsync("addAttachment", form))["attachment"]!["id"]!.GetValue<string>();
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> PayloadAsync(string mutation, HttpContent content)
    {
        using var answer = await _http.PostAsync(_url, content, Cancelled);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
        body["errors"].ShouldBeNull(body.ToJsonString());
        var payload = body["data"]![mutation]!;
        payload["errors"]!.AsArray().ShouldBeEmpty(body.ToJsonString());
        return payload;
    }
}
