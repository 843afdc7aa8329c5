using Microsoft.Extensions.Configuration;
using OrleansLedger.Demo;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Data;
using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.AppHost;

/// <summary>The options of one start, and what is derived from them.</summary>
internal sealed record LedgerHostOptions
{
    public const int UsualApiPort = 5080;
    public const int UsualSandboxPort = 5090;
    public const int UsualDashboardPort = 18888;

    private DataFolder? _data;

    /// <summary>The folder that holds databases, secrets and logs.</summary>
    public required string DataFolder { get; init; }

    /// <summary>True to delete everything in the data folder first.</summary>
    public bool Reset { get; init; }

    /// <summary>The port of the API.</summary>
    public required int ApiPort { get; init; }

    /// <summary>The port of the simulated providers.</summary>
    public required int SandboxPort { get; init; }

    /// <summary>The port of the Aspire dashboard.</summary>
    public required int DashboardPort { get; init; }

    public bool Dashboard { get; init; } = true;

    /// <summary>True to run PostgreSQL and Redis as containers.</summary>
    public bool Containers { get; init; }

    public int Silos { get; init; } = 2;

    /// <summary>The factor by which the quota windows of the simulated providers are shortened; 1 is their real length.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>False to trade the safety of the data for speed.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>The demo to run against the application; null runs the application until it is stopped.</summary>
    public DemoOptions? Demo { get; init; }

    /// <summary>Further environment variables for the silos and the API.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The user's configuration: servers and providers of their own. The demo ignores it.</summary>
    public IConfiguration Configuration { get; init; } = new ConfigurationManager().AddEnvironmentVariables().Build();

    /// <summary>A name of its own for the cluster of each start: silos of the last one, at ports that others may have by now, are not waited for.</summary>
    public string Cluster { get; } = Guid.CreateVersion7().ToString("N");

    public Uri ApiUrl => new($"http://localhost:{ApiPort}");

    public Uri GraphQLUrl => new(ApiUrl, "/graphql");

    public Uri SandboxUrl => new($"http://localhost:{SandboxPort}");

    /// <summary>The opened data folder.</summary>
    public DataFolder Data => _data ?? throw new InvalidOperationException("The data folder has not been opened.");

    /// <summary>The file that holds the platform's key; null where the user configured one.</summary>
    public string? PlatformKeyFile =>
        Configuration[LedgerApplication.PlatformKeySetting] is { Length: > 0 } ? null : Path.Combine(Data.FullPath, "secrets", LedgerApplication.PlatformKeyName);

    /// <summary>True where this start makes the platform's key.</summary>
    public bool PlatformKeyIsNew { get; private set; }

    /// <summary>Opens the data folder, which stays locked until it is disposed.</summary>
    /// <exception cref="LocalServers.StartException">The folder is in use, cannot be written, or has other content.</exception>
    public DataFolder OpenData()
    {
        _data = LocalServers.Data.DataFolder.Open(DataFolder);
        PlatformKeyIsNew = PlatformKeyFile is { } file && (Reset || !File.Exists(file));
        return _data;
    }

    /// <summary>The port itself, or a free one for 0.</summary>
    public static int PortOrFree(int port) => port == 0 ? FreePort.Take() : port;
}
