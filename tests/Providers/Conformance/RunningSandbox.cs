using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Sandbox;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>The sandbox in this process on a free port, reached over real HTTP, with its control API (Sandbox/README.md).</summary>
public sealed class RunningSandbox : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _control;

    private RunningSandbox(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
        _control = new HttpClient { BaseAddress = new Uri(address, "/_sandbox/api/") };
    }

    public Uri Address { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RunningSandbox> StartAsync()
    {
        var app = SandboxHost.Create("--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning");
        await app.StartAsync(Cancellation);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new RunningSandbox(app, new Uri(address));
    }

    /// <summary>Adds a company and gives its id; <paramref name="company"/> has the members of <c>POST companies</c>.</summary>
    public async Task<string> CreateCompanyAsync(object company) => (await PostAsync("companies", company)).GetProperty("id").GetString()!;

    public Task ChangeCompanyAsync(string provider, string companyId, object change) => SendAsync(HttpMethod.Patch, $"companies/{provider}/{companyId}", change);

    public Task<JsonElement> BooksAsync(string provider, string companyId) => SendAsync(HttpMethod.Get, $"companies/{provider}/{companyId}/books");

    /// <summary>The user removes the app inside the provider's own product.</summary>
    public Task RemoveAuthorizationsAsync(string provider, string companyId) => SendAsync(HttpMethod.Delete, $"companies/{provider}/{companyId}/authorizations");

    public Task AdvanceClockAsync(TimeSpan by) => PostAsync("clock/advance", new { seconds = by.TotalSeconds });

    /// <summary>Lays a fault in wait for the next call that fits and gives its id.</summary>
    public async Task<string> FaultAsync(object fault) => (await PostAsync("faults", fault)).GetProperty("id").GetString()!;

    public async Task<int> FaultHitsAsync(string faultId) => (await SendAsync(HttpMethod.Get, $"faults/{faultId}/hits?atLeast=0&timeoutSeconds=0")).GetProperty("count").GetInt32();

    public Task<JsonElement> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await _control.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"The sandbox refused {method} {path} with {(int)response.StatusCode}: {text}");
        }

        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
