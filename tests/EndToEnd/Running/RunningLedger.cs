using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansLedger.Demo;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.Testing;
using OrleansLedger.Testing.Proxy;

namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>Every class with this collection runs against the one application, one test after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TheApplication : ICollectionFixture<RunningLedger>
{
    public const string Name = "the running application";
}

/// <summary>
/// The whole application as processes: PostgreSQL, Garnet, sandbox, two silos, API. Tests make tenants and companies of their own, and may
/// kill, freeze and stop what they like: <see cref="MendAsync"/> brings it all back.
/// </summary>
public sealed class RunningLedger : IAsyncLifetime
{
    /// <summary>Quota windows run so much faster than real ones: a minute is over in 17 ms, a day in 24 s.</summary>
    private const double TimeScale = 3600;
    private static readonly Dictionary<string, string> s_siloSettings = new(StringComparer.Ordinal) { ["Silo__SettleDelay"] = "00:00:02" };

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<Replica, bool> _down = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = true });
    private AnswerReplacingProxy? _proxy;
    private LedgerApplication? _application;
    private EmbeddedLedger? _client;
    private bool _keepsData;

    internal LedgerApplication Application => _application ?? throw new InvalidOperationException("The application has not been started.");

    /// <summary>Between the product and the sandbox: replaces chosen answers.</summary>
    internal AnswerReplacingProxy Proxy => _proxy ?? throw new InvalidOperationException("The application has not been started.");

    internal EmbeddedLedger Client => _client ?? throw new InvalidOperationException("The application has not been started.");

    internal SandboxControl Control => new(_http, Application.SandboxUrl);

    internal Steering Sandbox => new(_http, Application.SandboxUrl);

    internal ConsentBrowser Browser => new(_http);

    internal HttpClient Http => _http;

    internal IReadOnlyList<Replica> Silos => Application.Silo.Replicas;

    internal T Service<T>()
        where T : notnull => Client.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        _proxy = await AnswerReplacingProxy.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _application = new LedgerApplication(new LedgerApplicationOptions
        {
            DataFolder = Path.Combine(_folder.FullPath, "data"),
            ApiPort = 0,
            TimeScale = TimeScale,
            Durable = false,
            Environment = new Dictionary<string, string?>
            {
                ["Silo__RetryUnit"] = "00:00:01",
                ["Providers__xero__SandboxUrl"] = new Uri(_proxy.Address, "xero").AbsoluteUri,
                ["Providers__quickbooks__SandboxUrl"] = new Uri(_proxy.Address, "quickbooks").AbsoluteUri,
                ["Providers__fortnox__SandboxUrl"] = new Uri(_proxy.Address, "fortnox").AbsoluteUri,
            },
        });
        foreach (var (variable, value) in s_siloSettings)
        {
            _application.Silo.WithEnvironment(variable, value);
        }

        // No provider is called before the application is ready, and the sandbox's port is known only then.
        await _application.StartAsync(CancellationToken.None);
        _proxy.Target = _application.SandboxUrl;
        _client = await EmbeddedLedger.StartAsync(_application, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    /// <summary>Stops a replica for good, until <see cref="StartAsync"/> or the next test.</summary>
    internal async Task StopAsync(Replica replica)
    {
        _down[replica] = true;
        await replica.StopAsync();
    }

    /// <summary>SIGKILL, and it stays dead until <see cref="StartAsync"/> or the next test.</summary>
    internal async Task KillForGoodAsync(Replica replica)
    {
        _down[replica] = true;
        await replica.KillAsync();
        await replica.StopAsync();
    }

    internal async Task StartAsync(Replica replica)
    {
        await replica.StartAsync(TestContext.Current.CancellationToken);
        _down.TryRemove(replica, out _);
    }

    /// <summary>SIGKILL for both silos at once, then both start anew.</summary>
    internal async Task KillSilosAsync()
    {
        // Not left to the application's own restarts, whose pauses grow when a process dies often.
        await Task.WhenAll(Silos.Select(KillForGoodAsync));
        await Task.WhenAll(Silos.Select(StartAsync));
    }

    /// <summary>Restarts the silos with other settings, runs the test, and restarts them as they were.</summary>
    /// <param name="settings">Environment variables: <c>Silo__SettleDelay</c> and so on.</param>
    internal async Task WithSiloSettingsAsync(IReadOnlyDictionary<string, string> settings, Func<Task> test)
    {
        await RestartAsync(settings);
        try
        {
            await test();
        }
        finally
        {
            await RestartAsync(s_siloSettings);
        }

        async Task RestartAsync(IReadOnlyDictionary<string, string> now)
        {
            foreach (var variable in settings.Keys)
            {
                Application.Silo.WithEnvironment(variable, now.GetValueOrDefault(variable));
            }

            await Task.WhenAll(Silos.Select(silo => silo.RestartAsync(TestContext.Current.CancellationToken)));
        }
    }

    /// <summary>Leaves only the first silo running, so that it is the one that works.</summary>
    internal Task LeaveOnlyFirstSiloAsync() => StopAsync(Silos[1]);

    /// <summary>Everything runs again and no fault lies in wait.</summary>
    internal async Task MendAsync()
    {
        Proxy.RemoveAll();
        await Sandbox.RemoveFaultsAsync();
        foreach (var silo in Silos.Except(_down.Keys))
        {
            silo.Thaw();
        }

        foreach (var replica in _down.Keys)
        {
            await StartAsync(replica);
        }

        foreach (var part in (Resource[])[Application.Postgres, Application.Redis, Application.Sandbox, Application.Silo, Application.Api])
        {
            await part.WaitUntilReadyAsync(TestContext.Current.CancellationToken);
        }

        // Asked now: what is known of a part's readiness may date from before an outage.
        await Eventually.HoldsAsync("the API is ready", ApiIsReadyAsync, TestContext.Current.CancellationToken);
    }

    private async Task<bool> ApiIsReadyAsync()
    {
        using var health = await _http.GetAsync(new Uri(Application.ApiUrl, "/health/ready"), TestContext.Current.CancellationToken);
        return health.IsSuccessStatusCode;
    }

    /// <summary>Data and logs stay after the run, for whoever looks into a failure.</summary>
    internal void KeepData() => _keepsData = true;

    /// <summary>What a silo wrote since it was first started.</summary>
    internal async Task<string> ReadLogAsync(Replica silo)
    {
        var path = Directory.EnumerateFiles(Application.DataFolder, $"{silo.Name}.log", SearchOption.AllDirectories).Single();
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks the database as its owner, behind row-level security.</summary>
    internal async Task<T> QueryAsync<T>(string sql, Guid connection)
    {
        // Without a pool: its connections would not survive a restart of the server.
        await using var database = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Application.Database.OwnerConnectionString) { Pooling = false }.ConnectionString);
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, database);
        command.Parameters.AddWithValue("connection", connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>A session of the application's role.</summary>
    internal async Task<NpgsqlConnection> OpenAsApplicationAsync()
    {
        var database = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Application.Database.ConnectionString) { Pooling = false }.ConnectionString);
        await database.OpenAsync(TestContext.Current.CancellationToken);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        _http.Dispose();
        if (!_keepsData)
        {
            _folder.Dispose();
        }
    }
}
