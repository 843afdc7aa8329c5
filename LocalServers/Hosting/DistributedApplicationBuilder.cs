using Microsoft.Extensions.Configuration;
using OrleansLedger.LocalServers.Data;
using OrleansLedger.LocalServers.Logs;
using OrleansLedger.LocalServers.Postgres;
using OrleansLedger.LocalServers.Redis;

namespace OrleansLedger.LocalServers.Hosting;

/// <summary>Composes an application out of its parts.</summary>
internal sealed class DistributedApplicationBuilder
{
    private readonly List<Resource> resources = [];
    private readonly HostContext host;

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        Configuration = options.Configuration;
        var data = Data.DataFolder.Open(options.DataFolder);
        if (options.Reset)
        {
            LeftoverPostmaster.Stop(Path.Combine(data.FullPath, PostgresResource.FolderName));
            data.Clear();
        }

        host = new HostContext(data, new Logbook(options.Console, options.Colours, data.Folder("logs"), options.Time), options.Time);
    }

    public IConfiguration Configuration { get; }

    public DataFolder DataFolder => host.Data;

    /// <summary>A PostgreSQL server: the one that <paramref name="configured"/> names, else one of the application's own.</summary>
    /// <param name="configured">The connection string of an owner's login, or null.</param>
    public PostgresResource AddPostgres(string name, string? configured = null) => Add(new PostgresResource(name, host, configured));

    /// <summary>A Redis server: the one that <paramref name="configured"/> names, else a Garnet of the application's own.</summary>
    public RedisResource AddRedis(string name, string? configured = null) => Add(new RedisResource(name, host, configured));

    /// <summary>A .NET project of this repository, by its folder.</summary>
    public ExecutableResource AddProject(string name, string folder) =>
        Add(new ExecutableResource(name, host, _ => Task.FromResult(RepositoryPrograms.Project(folder))));

    /// <summary>A script of an npm package of this repository; its dependencies are installed when they are missing.</summary>
    public ExecutableResource AddNpmApp(string name, string folder, string script = "start") =>
        Add(new ExecutableResource(name, host, cancellationToken => RepositoryPrograms.NpmScriptAsync(folder, script, cancellationToken)));

    public DistributedApplication Build() => new(resources, host);

    private T Add<T>(T resource)
        where T : Resource
    {
        resources.Add(resource);
        return resource;
    }
}
