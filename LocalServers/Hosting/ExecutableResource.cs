using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Hosting;

/// <summary>A part that is a program of this repository: one of its .NET projects or npm packages.</summary>
internal sealed class ExecutableResource(string name, HostContext host, Func<CancellationToken, Task<Launch>> prepare) : Resource(name)
{
    private readonly Dictionary<string, Func<Replica?, string?>> environment = new(StringComparer.Ordinal);
    private readonly List<string> arguments = [];
    private IReadOnlyList<Replica>? replicas;
    private int replicaCount = 1;
    private bool hasHttp;
    private int? fixedPort;
    private string? healthPath;
    private bool runsToItsEnd;

    public override IReadOnlyList<Replica> Replicas => replicas ??= runsToItsEnd ? [] : [.. Enumerable.Range(0, replicaCount).Select(Create)];

    /// <summary>The environment variables the part is given, apart from those that differ between replicas.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Variables => environment.Select(variable => KeyValuePair.Create(variable.Key, variable.Value(null)));

    /// <summary>Where the first replica serves HTTP.</summary>
    public Uri Url => Replicas[0].Url;

    /// <summary>Gives the part the connection string as <c>ConnectionStrings__{name}</c>.</summary>
    public ExecutableResource WithReference(IResourceWithConnectionString resource)
    {
        environment[$"ConnectionStrings__{resource.ConnectionName}"] = _ => resource.ConnectionString;
        return this;
    }

    /// <summary>Keeps the connection string from the part, also if the AppHost itself was given it.</summary>
    public ExecutableResource WithoutReference(IResourceWithConnectionString resource) =>
        WithoutEnvironment($"ConnectionStrings__{resource.ConnectionName}");

    /// <summary>Gives the part the addresses of another, one for each replica, as <c>services__{name}__http__{n}</c>.</summary>
    public ExecutableResource WithReference(ExecutableResource other)
    {
        for (var n = 0; n < other.replicaCount; n++)
        {
            var index = n;
            environment[$"services__{other.Name}__http__{n}"] = _ => other.Replicas[index].Url.AbsoluteUri;
        }

        return this;
    }

    /// <summary>How many processes of this part run side by side.</summary>
    public ExecutableResource WithReplicas(int count)
    {
        replicaCount = count;
        return this;
    }

    public ExecutableResource WithEnvironment(string variable, string? value) => WithEnvironment(variable, () => value);

    /// <summary>Keeps an environment variable from the part that the AppHost itself was given.</summary>
    public ExecutableResource WithoutEnvironment(string variable) => WithEnvironment(variable, () => null);

    /// <summary>Sets an environment variable to a value known only when the part starts; null takes it away.</summary>
    public ExecutableResource WithEnvironment(string variable, Func<string?> value)
    {
        environment[variable] = _ => value();
        return this;
    }

    /// <summary>Sets an environment variable to a free port of its own for each replica, the same at every start of that replica.</summary>
    public ExecutableResource WithFreePort(string variable)
    {
        var ports = new ConcurrentDictionary<Replica, int>();
        environment[variable] = replica => replica is null ? null : ports.GetOrAdd(replica, _ => FreePort.Take()).ToString(CultureInfo.InvariantCulture);
        return this;
    }

    public ExecutableResource WithArgs(params IEnumerable<string> args)
    {
        arguments.AddRange(args);
        return this;
    }

    /// <summary>Lets the part serve HTTP, on a free port if none is given.</summary>
    /// <param name="port">The port of the one part whose address people type. The part then answers on localhost, IPv4 and IPv6.</param>
    public ExecutableResource WithHttpEndpoint(int? port = null)
    {
        hasHttp = true;
        fixedPort = port;
        environment["ASPNETCORE_URLS"] = replica => fixedPort is null ? $"http://{IPAddress.Loopback}:{replica?.Port}" : $"http://localhost:{fixedPort}";
        environment["PORT"] = replica => replica?.Port?.ToString();
        return this;
    }

    /// <summary>The part is ready when this path of its HTTP endpoint answers with success; without it, as soon as it runs.</summary>
    public ExecutableResource WithHealthCheck(string path)
    {
        healthPath = path;
        return this;
    }

    /// <summary>Starts this part only when the other is ready.</summary>
    public ExecutableResource WaitFor(Resource other)
    {
        WaitsFor.Add(other);
        return this;
    }

    /// <summary>Starts this part only when the other has run to its end, with exit code 0.</summary>
    public ExecutableResource WaitForCompletion(ExecutableResource other)
    {
        other.runsToItsEnd = true;
        WaitsFor.Add(other);
        return this;
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (runsToItsEnd)
        {
            await RunToItsEndAsync(cancellationToken);
            return;
        }

        Check();
        await Task.WhenAll(Replicas.Select(replica => replica.StartAsync(cancellationToken)));
    }

    /// <inheritdoc/>
    public override void Check()
    {
        if (fixedPort is { } port && !FreePort.IsFree(port))
        {
            throw new StartException($"Port {port} is in use by another program, and {Name} needs it. Stop that program, or choose another port with --port (--port 0 uses a free one).");
        }
    }

    private async Task RunToItsEndAsync(CancellationToken cancellationToken)
    {
        var log = host.Logs.For(Name);
        var code = await SupervisedProcess.RunAsync(await LaunchAsync(replica: null, cancellationToken), log.Write, cancellationToken);
        if (code != 0)
        {
            var where = log.FilePath is { } file ? $" Its log is {file}." : "";
            throw new StartException($"{Name} failed: {ExitCodes.Describe(code)}.{where} It ended with:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", log.Tail)}");
        }
    }

    private Replica Create(int index)
    {
        var replicaName = replicaCount == 1 ? Name : $"{Name}-{index}";
        var port = fixedPort ?? (hasHttp ? FreePort.Take() : null);
        Replica? replica = null;
        replica = new Replica(
            replicaName,
            port,
            host.Logs.For(replicaName),
            host.Time,
            cancellationToken => LaunchAsync(replica, cancellationToken),
            cancellationToken => healthPath is null ? Task.FromResult<string?>(null) : HealthProbe.AskAsync(new Uri(replica!.Url, healthPath), cancellationToken));
        return replica;
    }

    private async Task<Launch> LaunchAsync(Replica? replica, CancellationToken cancellationToken)
    {
        var launch = await prepare(cancellationToken);
        var variables = new Dictionary<string, string?>(launch.Environment, StringComparer.Ordinal);
        foreach (var (variable, value) in environment)
        {
            variables[variable] = value(replica);
        }

        return launch with { Arguments = [.. launch.Arguments, .. arguments], Environment = variables };
    }
}
