using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

/// <summary>An answer of the simulated QuickBooks Online.</summary>
public sealed record QuickBooksAnswer(HttpStatusCode Status, JsonObject Body, HttpResponseHeaders Headers)
{
    /// <summary>Code of the first error, whichever of the two shapes it comes in.</summary>
    public string? Code => (Errors?[0]?["code"])?.GetValue<string>();

    public string? Detail => (Errors?[0]?["Detail"])?.GetValue<string>();

    public JsonArray? Errors => (Body["Fault"]?["Error"] ?? Body["fault"]?["error"]) as JsonArray;
}

/// <summary>A sandbox of its own with an app connected to one company. The quotas are out of the way unless a test sets them.</summary>
public sealed class QuickBooksSession : IAsyncDisposable
{
    public const string Us = "9341450000000011";
    public const string Gb = "9341450000000029";
    public const string SingleCurrency = "9341450000000037";
    public const string RedirectUri = "http://localhost/callback";

    private QuickBooksSession(SandboxServer sandbox, string realm)
    {
        Sandbox = sandbox;
        Realm = realm;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public SandboxServer Sandbox { get; }

    public string Realm { get; }

    public string AccessToken { get; set; } = "";

    public string RefreshToken { get; set; } = "";

    public string CompanyPath => $"/quickbooks/v3/company/{Realm}/";

    public static async Task<QuickBooksSession> StartAsync(string realm = Us, params string[] settings) => await StartAsync(realm, await SandboxServer.StartAsync(settings));

    /// <summary>For a company the test has added; the session ends the sandbox.</summary>
    public static async Task<QuickBooksSession> StartAsync(string realm, SandboxServer sandbox)
    {
        var session = new QuickBooksSession(sandbox, realm);
        await session.SetAsync(new { quotas = new Dictionary<string, object> { ["second"] = new { limit = 100_000 }, ["minute"] = new { limit = 100_000 } } });
        await session.ConnectAsync();
        return session;
    }

    /// <summary>Consent and code exchange.</summary>
    public async Task ConnectAsync()
    {
        var callback = await Sandbox.ConsentAsync(AuthorizePath(), Realm);
        var tokens = await TokenAsync(new() { ["grant_type"] = "authorization_code", ["code"] = callback["code"], ["redirect_uri"] = RedirectUri });
        Take(tokens.Body);
    }

    public static string AuthorizePath(string scope = "com.intuit.quickbooks.accounting", string state = "state-1") =>
        $"/quickbooks/connect/oauth2?client_id=sandbox-quickbooks&response_type=code&scope={Uri.EscapeDataString(scope)}&redirect_uri={Uri.EscapeDataString(RedirectUri)}&state={state}";

    public Task<QuickBooksAnswer> RefreshAsync(string? token = null) => TokenAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = token ?? RefreshToken });

    public async Task<QuickBooksAnswer> TokenAsync(Dictionary<string, string> form, string secret = "sandbox-secret-quickbooks", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/quickbooks/oauth2/v1/tokens/bearer") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("sandbox-quickbooks:" + secret)));
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await SendAsync(request);
    }

    public void Take(JsonObject tokens)
    {
        AccessToken = tokens["access_token"]!.GetValue<string>();
        RefreshToken = tokens["refresh_token"]!.GetValue<string>();
    }

    public Task<JsonNode> SetAsync(object settings) => Sandbox.ControlAsync(HttpMethod.Patch, $"companies/quickbooks/{Realm}", settings);

    public Task<QuickBooksAnswer> GetAsync(string path) => SendAsync(Authorized(HttpMethod.Get, path));

    public Task<QuickBooksAnswer> PostAsync(string path, object body)
    {
        var request = Authorized(HttpMethod.Post, path);
        request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        return SendAsync(request);
    }

    /// <summary>Posts an entity and gives it as stored; a refusal fails the test.</summary>
    public async Task<JsonObject> WriteAsync(string entity, object body, string parameters = "")
    {
        var answer = await PostAsync(entity.ToLowerInvariant() + parameters, body);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body.ToJsonString());
        return answer.Body[entity]!.AsObject();
    }

    /// <summary>Reads an entity, which must be there.</summary>
    public async Task<JsonObject> ReadAsync(string entity, JsonNode? id)
    {
        var answer = await GetAsync($"{entity.ToLowerInvariant()}/{id}");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body.ToJsonString());
        return answer.Body[entity]!.AsObject();
    }

    public Task<QuickBooksAnswer> QueryAsync(string query) => GetAsync("query?minorversion=75&query=" + Uri.EscapeDataString(query));

    /// <summary>The rows of a query, which must be accepted.</summary>
    public async Task<IReadOnlyList<JsonObject>> RowsAsync(string entity, string query)
    {
        var answer = await QueryAsync(query);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body.ToJsonString());
        return [.. (answer.Body["QueryResponse"]![entity] as JsonArray ?? []).Select(row => row!.AsObject())];
    }

    public async Task<QuickBooksAnswer> UploadAsync(MultipartFormDataContent parts, string parameters = "")
    {
        var request = Authorized(HttpMethod.Post, "upload" + parameters);
        request.Content = parts;
        return await SendAsync(request);
    }

    public HttpRequestMessage Authorized(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : CompanyPath + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    public async Task<QuickBooksAnswer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await Sandbox.Http.SendAsync(request, Cancellation);
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            return new QuickBooksAnswer(response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : new JsonObject { ["text"] = text }, response.Headers);
        }
    }

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}
