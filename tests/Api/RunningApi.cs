using System.Security.Cryptography;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Outages;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.Sandbox.Tests;
using OrleansLedger.ServiceDefaults;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Tenants;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests;

/// <summary>What the browser shows at the end of a redirect.</summary>
internal sealed record ShownPage(int Status, string Title, string Text, string? Code, string Html, Uri? Location);

/// <summary>The Api in this process over real HTTP, on a migrated database, with the sandbox for its providers.</summary>
internal sealed class RunningApi : IAsyncDisposable
{
    /// <summary>Made once, because that takes most of a second. The schema is the same for every test that adds no services of its own.</summary>
    private static Schema? s_schema;

    private readonly WebApplication _app;

    private RunningApi(WebApplication app, SandboxServer sandbox, NpgsqlDataSource admin, ManualTimeProvider clock, IReadOnlyDictionary<string, string?> configuration)
    {
        (_app, Sandbox, Admin, Clock, Configuration) = (app, sandbox, admin, clock, configuration);
        Browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = AddressOf(app) };
    }

    /// <summary>Follows no redirect and keeps no cookie by itself.</summary>
    public HttpClient Browser { get; }

    /// <summary>The settings it runs with.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; }

    public SandboxServer Sandbox { get; }

    /// <summary>The owner's way behind row-level security.</summary>
    public NpgsqlDataSource Admin { get; }

    /// <summary>The Api's clock; the sandbox has its own.</summary>
    public ManualTimeProvider Clock { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="changes">Settings in place of the ones that work.</param>
    public static Task<RunningApi> StartAsync(LedgerFixture fixture, params (string Key, string Value)[] changes) => StartAsync(fixture, endpoints: null, changes);

    /// <param name="endpoints">Maps endpoints of the test's own.</param>
    /// <param name="changes">Settings in place of the ones that work.</param>
    public static Task<RunningApi> StartAsync(LedgerFixture fixture, Action<WebApplication>? endpoints, params (string Key, string Value)[] changes) => StartAsync(fixture, endpoints, services: null, changes);

    /// <param name="endpoints">Maps endpoints of the test's own.</param>
    /// <param name="services">Adds services of the test's own, given the database.</param>
    /// <param name="changes">Settings in place of the ones that work.</param>
    public static async Task<RunningApi> StartAsync(
        LedgerFixture fixture, Action<WebApplication>? endpoints, Action<IServiceCollection, TestDatabase>? services, params (string Key, string Value)[] changes)
    {
        var database = await fixture.CreateDatabaseAsync(Cancelled);
        var sandbox = await SandboxServer.StartAsync();
        var settings = Settings(database, sandbox.Address);
        foreach (var provider in Providers)
        {
            await sandbox.ControlAsync(
                HttpMethod.Post, "apps", new { provider, clientId = $"app-{provider}", clientSecret = $"secret-{provider}", redirectUris = new[] { settings[$"Providers:{provider}:RedirectUri"] } });
        }

        foreach (var (key, value) in changes)
        {
            settings[key] = value;
        }

        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        var app = Build(settings, clock, services is null ? null : own => services(own, database));
        endpoints?.Invoke(app);
        await app.StartAsync(Cancelled);
        return new RunningApi(app, sandbox, NpgsqlDataSource.Create(database.AdminConnectionString), clock, settings);
    }

    public static string[] Providers { get; } = ["xero", "quickbooks", "fortnox"];

    /// <summary>Everything the Api needs to start.</summary>
    public static Dictionary<string, string?> Settings(TestDatabase database, Uri sandbox)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:ledger"] = database.AppConnectionString,
            // Nobody there: what Redis is for works without it.
            ["ConnectionStrings:redis"] = "127.0.0.1:1",
            ["Encryption:Keys:0"] = $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}",
            ["Logging:LogLevel:Default"] = "Error",
        };
        foreach (var provider in Providers)
        {
            settings[$"Providers:{provider}:SandboxUrl"] = new Uri(sandbox, provider).AbsoluteUri;
            settings[$"Providers:{provider}:ClientId"] = $"app-{provider}";
            settings[$"Providers:{provider}:ClientSecret"] = $"secret-{provider}";
            settings[$"Providers:{provider}:RedirectUri"] = $"http://localhost:5080/oauth/{provider}/callback";
        }

        return settings;
    }

    /// <summary>As Program.cs does, with these settings and no others.</summary>
    public static WebApplication Build(IReadOnlyDictionary<string, string?> settings, TimeProvider clock, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(clock);
        builder.AddServiceDefaults();
        builder.Services.AddLedger(builder.Configuration);
        builder.Services.AddAccess(builder.Configuration);
        builder.Services.AddGraph();
        builder.Services.AddOutages();
        services?.Invoke(builder.Services);
        if (services is null && s_schema is { } made)
        {
            builder.Services.AddSingleton(made);
        }

        var app = builder.Build();
        if (services is null)
        {
            s_schema ??= app.Services.GetRequiredService<Schema>();
        }

        app.UseOutages();
        app.UseAccess();
        app.MapHealth();
        app.MapOAuth();
        app.MapAttachments();
        app.MapGraph();
        return app;
    }

    public static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>A key of the tenant's.</summary>
    public Task<ApiKeyText> CreateKeyAsync(TenantId tenant, AccessRole role = AccessRole.Admin) =>
        Service<LedgerDatabase>().InTenantAsync(tenant, t => ApiKeyStore.CreateAsync(t, "office", role, createdBy: null, Clock.GetUtcNow(), Cancelled), Cancelled);

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task<TenantId> CreateTenantAsync() => TenantStore.CreateAsync(Service<LedgerDatabase>(), "Harbour Cafe", Cancelled);

    public async Task<BegunAuthorization> BeginAsync(string provider = "xero", string? session = null, Uri? returnUrl = null) =>
        await Service<Authorizations>().BeginAsync(await CreateTenantAsync(), provider, session, returnUrl, Cancelled);

    /// <summary>The browser follows the provider's redirect back to the Api.</summary>
    public async Task<ShownPage> ReturnAsync(string provider, IReadOnlyDictionary<string, string> query, string? session = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, QueryHelpers.AddQueryString($"/oauth/{Uri.EscapeDataString(provider)}/callback", query.ToDictionary(p => p.Key, p => (string?)p.Value, StringComparer.Ordinal)));
        if (session is not null)
        {
            request.Headers.Add("Cookie", $"{Session.BrowserCookieName}={session}");
        }

        using var answer = await Browser.SendAsync(request, Cancelled);
        var html = await answer.Content.ReadAsStringAsync(Cancelled);
        using var page = await new HtmlParser().ParseDocumentAsync(html, Cancelled);
        return new ShownPage(
            (int)answer.StatusCode, page.QuerySelector("h1")?.TextContent ?? "", page.QuerySelector("main > p")?.TextContent ?? "", page.QuerySelector("code")?.TextContent, html, answer.Headers.Location);
    }

    public Task<ShownPage> ReturnAsync(string provider, string state, string code = "any-code") =>
        ReturnAsync(provider, new Dictionary<string, string>(StringComparer.Ordinal) { ["state"] = state, ["code"] = code });

    public async Task<long> CountAsync(string table)
    {
        await using var command = Admin.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Sandbox.DisposeAsync();
        await Admin.DisposeAsync();
    }
}
