using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansLedger.Sandbox.Tests;

/// <summary>The sandbox in this process on a free port, with a client for its control API and one that plays the browser.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxServer(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary><c>http://127.0.0.1:{port}</c>.</summary>
    public Uri Address { get; }

    /// <summary>Follows no redirects and sends nothing of its own.</summary>
    public HttpClient Http { get; }

    /// <param name="settings">For example <c>Sandbox:TimeScale=10</c>.</param>
    public static async Task<SandboxServer> StartAsync(params string[] settings)
    {
        var app = SandboxHost.Create(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning", .. settings.Select(setting => "--" + setting)]);
        await app.StartAsync(Cancellation);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new SandboxServer(app, new Uri(address));
    }

    public async Task<JsonNode> ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/_sandbox/api/" + path);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var response = await Http.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"The sandbox's control API answered {method} {path} with {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public Task AdvanceAsync(TimeSpan by) => ControlAsync(HttpMethod.Post, "clock/advance", new { seconds = by.TotalSeconds });

    /// <summary>Adds a fault and gives its id.</summary>
    public async Task<string> FaultAsync(object specification) => (await ControlAsync(HttpMethod.Post, "faults", specification))["id"]!.GetValue<string>();

    /// <summary>Polls until the condition holds, at most half a minute.</summary>
    /// <param name="what">Said in the error: "the document is stored".</param>
    public async Task WaitUntilAsync(string what, Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(30)) throw new TimeoutException($"Waited 30 s until {what}, in vain. Sandbox: {Address}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }

    /// <summary>
    /// Plays the browser: opens the authorize page, chooses the company, presses the button.
    /// </summary>
    /// <param name="authorize">Path and query of the provider's authorize endpoint below the sandbox.</param>
    /// <param name="companyId">Null takes the one the page has preselected.</param>
    /// <param name="second">Another company in the same consent, as Xero's bulk connections allow.</param>
    /// <returns>The query parameters the app receives at its redirect URI.</returns>
    public async Task<Dictionary<string, string>> ConsentAsync(string authorize, string? companyId = null, bool allow = true, string? user = null, string? second = null)
    {
        using var page = await Http.GetAsync(new Uri(authorize, UriKind.RelativeOrAbsolute), Cancellation);
        var html = await page.Content.ReadAsStringAsync(Cancellation);
        if (!page.IsSuccessStatusCode) throw new InvalidOperationException($"No consent page at {authorize}: {(int)page.StatusCode} {html}");
        using var document = await new HtmlParser().ParseDocumentAsync(html, Cancellation);
        var form = document.QuerySelector("form")!;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["request"] = form.QuerySelector("input[name=request]")!.GetAttribute("value")!,
            ["company"] = companyId ?? form.QuerySelector("input[name=company][checked]")!.GetAttribute("value")!,
            ["user"] = user ?? form.QuerySelector("input[name=user]")!.GetAttribute("value")!,
            ["decision"] = allow ? "allow" : "deny",
        };
        using var content = new FormUrlEncodedContent(second is null ? fields : fields.Append(new("company", second)));
        using var answer = await Http.PostAsync(new Uri(form.GetAttribute("action")!, UriKind.Relative), content, Cancellation);
        if (answer.Headers.Location is not { } location) throw new InvalidOperationException($"The consent was not answered with a redirect but with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancellation)}");
        return QueryHelpers.ParseQuery(location.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
    }

    /// <summary>Stops the host as a restart would (state is saved when there is a data folder).</summary>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
