using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansLedger.Demo.Sandbox;

namespace OrleansLedger.Demo.Verification;

/// <summary>
/// Reads the books of one company through the provider's own API, with nothing but HTTP and JSON: an auditor who shares no code with the
/// product, holds an app registration and a consent of their own, and so cannot share its mistakes.
/// </summary>
internal abstract class ProviderReader(HttpClient http, Uri provider, SimulatedCompany company)
{
    private const string ClientId = "demo-auditor";
    private const string RedirectUri = "http://localhost/auditor";
    private const int MostAttempts = 20;

    private static readonly string s_clientSecret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private string? _accessToken;

    protected SimulatedCompany Company => company;

    protected abstract string AuthorizePath { get; }

    protected abstract string TokenPath { get; }

    protected abstract string Scope { get; }

    /// <summary>Further parameters of the authorize URL.</summary>
    protected virtual string AuthorizeExtra => "";

    /// <param name="provider">The root of the provider's addresses in the sandbox.</param>
    /// <exception cref="NotSupportedException">There is no reader for the provider yet.</exception>
    public static ProviderReader For(SimulatedCompany company, HttpClient http, Uri provider) => company.Provider switch
    {
        "xero" => new XeroReader(http, provider, company),
        "quickbooks" => new QuickBooksReader(http, provider, company),
        "fortnox" => new FortnoxReader(http, provider, company),
        var other => throw new NotSupportedException($"The demo cannot audit books at {other}. Add a reader beside this one."),
    };

    /// <summary>Asks for consent as any app does, in the redirect flow.</summary>
    public async Task AuthorizeAsync(SandboxControl control, ConsentBrowser browser, CancellationToken cancellationToken)
    {
        await control.RegisterAppAsync(company.Provider, ClientId, s_clientSecret, cancellationToken);
        var state = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var authorize = At($"{AuthorizePath}?response_type=code&client_id={ClientId}&redirect_uri={Uri.EscapeDataString(RedirectUri)}&scope={Uri.EscapeDataString(Scope)}&state={state}{AuthorizeExtra}");
        var callback = System.Web.HttpUtility.ParseQueryString((await browser.AllowAsync(authorize, company.Id, cancellationToken)).Query);
        if (callback["state"] != state || callback["code"] is not { } code)
        {
            throw new DemoException($"{company.Name} ({company.Provider}) did not give the auditor its consent: {callback["error"]} {callback["error_description"]}");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, At(TokenPath));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{ClientId}:{s_clientSecret}")));
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = new FormUrlEncodedContent([new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", RedirectUri)]);
        using var answer = await http.SendAsync(request, cancellationToken);
        using var tokens = await ReadJsonAsync(answer, cancellationToken);
        _accessToken = tokens.RootElement.GetProperty("access_token").GetString();
    }

    /// <summary>Every live entry of the company's, whoever made it, with its files.</summary>
    public abstract Task<IReadOnlyList<BookedDocument>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The address of one of the provider's paths in the sandbox.</summary>
    protected Uri At(string path) => new($"{provider.AbsoluteUri.TrimEnd('/')}/{path}");

    protected virtual void Prepare(HttpRequestMessage request)
    {
    }

    protected async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(At(path), "application/json", cancellationToken);
        using var json = await ReadJsonAsync(answer, cancellationToken);
        return json.RootElement.Clone();
    }

    protected async Task<string> HashAsync(Uri address, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(address, "*/*", cancellationToken);
        answer.EnsureSuccessStatusCode();
        return Convert.ToHexStringLower(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
    }

    /// <summary>Waits as long as a 429 asks, or a little where it says nothing.</summary>
    protected async Task<HttpResponseMessage> SendAsync(Uri address, string accept, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Accept.ParseAdd(accept);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _accessToken ?? throw new InvalidOperationException("The auditor has not asked for consent yet."));
            Prepare(request);
            var answer = await http.SendAsync(request, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests || attempt == MostAttempts)
            {
                return answer;
            }

            var pause = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            answer.Dispose();
            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<JsonDocument> ReadJsonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var path = answer.RequestMessage?.RequestUri?.AbsolutePath;
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoException($"The auditor's call {path} was refused ({(int)answer.StatusCode}): {text}");
        }

        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException failure)
        {
            throw new DemoException($"The auditor's call {path} was answered with something that is not JSON: {failure.Message}", failure);
        }
    }
}
