using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Tenants;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Outages;

/// <summary>A PostgreSQL server that tests may stop and freeze; nothing else uses it.</summary>
public sealed class OutageServer : IAsyncLifetime
{
    internal LedgerFixture Ledger { get; } = new();

    internal PostgresFixture Postgres => Ledger.Postgres;

    public ValueTask InitializeAsync() => Ledger.InitializeAsync();

    public ValueTask DisposeAsync() => Ledger.DisposeAsync();
}

/// <summary>How the database is unavailable.</summary>
public enum Outage
{
    Stopped,
    Frozen,
}

/// <summary>The Api on that server, by the real clock, with a tenant and its key.</summary>
internal sealed class OutageApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly PostgresFixture _postgres;
    private Outage? _outage;

    private OutageApi(WebApplication app, PostgresFixture postgres, TestDatabase database)
    {
        (_app, _postgres, Database) = (app, postgres, database);
        // No request may wait for the timeouts of the database's driver: 15 s and more.
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = RunningApi.AddressOf(app), Timeout = TimeSpan.FromSeconds(12) };
    }

    public HttpClient Http { get; }

    public TestDatabase Database { get; }

    public TenantId Tenant { get; private set; }

    public string Key { get; private set; } = "";

    public string PlatformKey { get; private init; } = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="during">The outage during which the Api starts; it has no tenant then.</param>
    public static async Task<OutageApi> StartAsync(OutageServer server, Outage? during = null)
    {
        var database = await server.Ledger.CreateDatabaseAsync(Cancelled);
        var platform = ApiKeyText.Create(ApiKeyId.New()).Reveal();
        // No server listens there: providers are not called.
        var settings = RunningApi.Settings(database, new Uri("http://127.0.0.1:1"));
        settings["Access:PlatformKey"] = platform;
        var app = RunningApi.Build(settings, TimeProvider.System);
        if (during is { } outage)
        {
            await BeginAsync(server.Postgres, outage);
        }

        await app.StartAsync(Cancelled);
        var api = new OutageApi(app, server.Postgres, database) { PlatformKey = platform, _outage = during };
        if (during is null)
        {
            await api.MakeTenantAsync();
        }

        return api;
    }

    public async Task MakeTenantAsync()
    {
        var ledger = Service<LedgerDatabase>();
        Tenant = await TenantStore.CreateAsync(ledger, "Harbour Cafe", Cancelled);
        Key = (await ledger.InTenantAsync(Tenant, t => ApiKeyStore.CreateAsync(t, "office", AccessRole.Admin, createdBy: null, TimeProvider.System.GetUtcNow(), Cancelled), Cancelled)).Reveal();
    }

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task BeginAsync(Outage outage)
    {
        _outage = outage;
        return BeginAsync(_postgres, outage);
    }

    /// <summary>Ends the outage and returns when the Api is ready again.</summary>
    public async Task EndAsync()
    {
        switch (_outage)
        {
            case Outage.Stopped:
                await _postgres.StartAsync(CancellationToken.None);
                break;
            case Outage.Frozen:
                _postgres.Thaw();
                break;
        }

        _outage = null;
        await Eventually.HoldsAsync("the Api is ready", async () => await StatusAsync("/health/ready") == 200, Cancelled);
    }

    public async Task<int> StatusAsync(string path)
    {
        using var answer = await Http.GetAsync(path, Cancelled);
        return (int)answer.StatusCode;
    }

    public HttpRequestMessage Operation(string document, object? variables = null, string? key = null, string accept = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = document, variables }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Key);
        request.Headers.Accept.ParseAdd(accept);
        return request;
    }

    public async Task<JsonNode> AskAsync(string document, object? variables = null)
    {
        using var request = Operation(document, variables);
        using var answer = await Http.SendAsync(request, Cancelled);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
        body["errors"].ShouldBeNull(body.ToJsonString());
        return body["data"]!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_outage is not null)
        {
            await EndAsync();
        }

        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
    }

    private static async Task BeginAsync(PostgresFixture postgres, Outage outage)
    {
        if (outage == Outage.Stopped)
        {
            await postgres.StopAsync();
        }
        else
        {
            postgres.Freeze();
        }
    }
}
