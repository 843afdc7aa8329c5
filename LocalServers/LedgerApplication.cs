using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using OrleansLedger.Domain.Access;
using OrleansLedger.LocalServers.Data;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Postgres;
using OrleansLedger.LocalServers.Redis;

namespace OrleansLedger.LocalServers;

/// <summary>OrleansLedger on one machine: what it consists of and how the parts are wired. The run command, the demo and the end-to-end tests all start this.</summary>
internal sealed class LedgerApplication : IAsyncDisposable
{
    private const string Ready = "/health/ready";
    private const string PlatformKeyName = "platform-key";

    private const string PlatformKeySetting = "Access:PlatformKey";

    private readonly DistributedApplication application;

    /// <exception cref="StartException">The data folder is in use or not ours, or the configuration lacks something.</exception>
    public LedgerApplication(LedgerApplicationOptions options)
    {
        var configuration = options.Configuration ?? new ConfigurationManager();
        var apiPort = options.ApiPort == 0 ? FreePort.Take() : options.ApiPort;
        ApiUrl = new Uri($"http://localhost:{apiPort}");

        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DataFolder = options.DataFolder,
            Reset = options.Reset,
            Configuration = configuration,
            Console = options.Console,
            Colours = options.Colours,
            Time = options.Time,
        });
        DataFolder = builder.DataFolder.FullPath;

        Postgres = builder.AddPostgres("postgres", LedgerConnection.Owner(configuration)).WithServer(configuration["Postgres:Server"]);
        if (!options.Durable)
        {
            Postgres.WithoutDurability();
        }

        Database = Postgres.AddDatabase(LedgerConnection.Name, LedgerConnection.Application(configuration));
        Redis = builder.AddRedis("redis", configuration.GetConnectionString("redis"));

        Sandbox = builder.AddProject("sandbox", "Sandbox")
            .WithHttpEndpoint()
            .WithHealthCheck(Ready)
            .WithEnvironment("Sandbox__DataFolder", builder.DataFolder.Folder("sandbox"))
            .WithEnvironment("Sandbox__TimeScale", options.TimeScale.ToString(CultureInfo.InvariantCulture));

        // A cluster of its own for each start: silos of the last one, at ports that others may have by now, are not waited for.
        var cluster = Guid.CreateVersion7().ToString("N");
        Migrations = Product(builder.AddProject("migrations", "Silo"))
            .WithArgs("migrate")
            .WithReference(Database.Admin)
            .WaitFor(Postgres);

        Silo = Product(builder.AddProject("silo", "Silo"))
            .WithReplicas(options.SiloReplicas)
            .WithHttpEndpoint()
            .WithEnvironment("Silo__Address", IPAddress.Loopback.ToString())
            .WithFreePort("Orleans__Endpoints__SiloPort")
            .WithFreePort("Orleans__Endpoints__GatewayPort")
            .WithHealthCheck(Ready)
            .WaitFor(Redis)
            .WaitFor(Sandbox)
            .WaitForCompletion(Migrations);

        Api = Product(builder.AddProject("api", "Api"))
            .WithHttpEndpoint(apiPort)
            .WithHealthCheck(Ready)
            .WaitFor(Redis)
            .WaitFor(Sandbox)
            .WaitForCompletion(Migrations);

        PlatformKeyFile = configuration[PlatformKeySetting] is { Length: > 0 } ? null : Path.Combine(DataFolder, "secrets", PlatformKeyName);
        PlatformKeyIsNew = PlatformKeyFile is not null && !File.Exists(PlatformKeyFile);
        PlatformKey = PlatformKeyFile is null ? configuration[PlatformKeySetting]! : MakePlatformKey(builder.DataFolder);
        Api.WithEnvironment("Access__PlatformKey", PlatformKey);

        foreach (var provider in ProviderApp.All)
        {
            provider.Connect(Sandbox, [Migrations, Silo, Api], ApiUrl, builder.DataFolder, options.Configuration);
        }

        foreach (var (variable, value) in options.Environment)
        {
            foreach (var part in (ExecutableResource[])[Sandbox, Migrations, Silo, Api])
            {
                part.WithEnvironment(variable, value);
            }
        }

        application = builder.Build();

        ExecutableResource Product(ExecutableResource part)
        {
            part.WithReference(Database)
                .WithReference(Redis)
                .WithoutReference(Database.Admin)
                .WithEnvironment("Orleans__ClusterId", cluster)
                .WithEnvironment("Providers__TimeScale", options.TimeScale.ToString(CultureInfo.InvariantCulture));
            return configuration["Encryption:Keys:0"] is null
                ? part.WithEnvironment("Encryption__Keys__0", EncryptionKey(builder.DataFolder))
                : part;
        }
    }

    public string DataFolder { get; }

    /// <summary>The address people open, under the name <c>localhost</c>.</summary>
    public Uri ApiUrl { get; }

    /// <summary>Where the API takes GraphQL.</summary>
    public Uri GraphQLUrl => new(ApiUrl, "/graphql");

    /// <summary>The API key of the platform role: it makes tenants and their first keys.</summary>
    public string PlatformKey { get; }

    /// <summary>The file that holds the platform key; null where the user configured the key.</summary>
    public string? PlatformKeyFile { get; }

    /// <summary>True if this start made the platform key.</summary>
    public bool PlatformKeyIsNew { get; }

    public Uri SandboxUrl => Sandbox.Url;

    public PostgresResource Postgres { get; }

    /// <summary>The product's database, with its connection strings.</summary>
    public PostgresDatabase Database { get; }

    public RedisResource Redis { get; }

    public ExecutableResource Migrations { get; }

    public ExecutableResource Sandbox { get; }

    public ExecutableResource Silo { get; }

    public ExecutableResource Api { get; }

    /// <summary>The configuration of the product's parts, for programs that embed its services. Complete once everything has started.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
        Api.Variables.Select(variable => KeyValuePair.Create(variable.Key.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), variable.Value));

    /// <summary>Starts everything; returns when every part is ready.</summary>
    /// <exception cref="StartException">A part cannot be started; nothing is left running.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => application.StartAsync(cancellationToken);

    public Task StopAsync() => application.StopAsync();

    public ValueTask DisposeAsync() => application.DisposeAsync();

    /// <summary>The first key of the ring that encrypts credentials: a name, and 32 random bytes in base64.</summary>
    /// <exception cref="StartException">The file is gone, but the database that needs it is still in the folder.</exception>
    private static string EncryptionKey(DataFolder data) =>
        data.Secret("encryption-key", () => Directory.Exists(Path.Combine(data.FullPath, PostgresResource.FolderName))
            ? throw new StartException(
                $"{Path.Combine(data.FullPath, "secrets", "encryption-key")} is missing, and the database in this folder was encrypted with it. Put the file back from a copy, set Encryption__Keys__0 to its content, or delete everything with --reset.")
            : $"local-1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}");

    private static string MakePlatformKey(DataFolder data) => data.Secret(PlatformKeyName, () => ApiKeyText.Create(ApiKeyId.New()).Reveal());
}
