using System.Net.Sockets;
using System.Text;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Redis;

/// <summary>A Redis server: one the user configured, or a Garnet of the application's own. It keeps nothing that matters, so nothing of it is stored.</summary>
/// <param name="configured">The connection string of a server that runs elsewhere, or null.</param>
internal sealed class RedisResource(string name, HostContext host, string? configured) : Resource(name), IResourceWithConnectionString
{
    private IReadOnlyList<Replica>? replicas;
    private Launch? garnet;

    public override IReadOnlyList<Replica> Replicas => replicas ??= configured is null ? [CreateServer()] : [];

    public string ConnectionName => Name;

    public string ConnectionString => configured ?? $"127.0.0.1:{Replicas[0].Port}";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // A configured server is not waited for: the application does without one, and says so itself.
        if (configured is null)
        {
            garnet = await GarnetTool.GetAsync(Replicas[0].Port!.Value, cancellationToken);
            await Replicas[0].StartAsync(cancellationToken);
        }
    }

    private Replica CreateServer()
    {
        var port = FreePort.Take();
        return new Replica(Name, port, host.Logs.For(Name), host.Time, _ => Task.FromResult(garnet!), cancellationToken => ProbeAsync(port, cancellationToken));
    }

    private static async Task<string?> ProbeAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("*1\r\n$4\r\nPING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[64];
            var length = await stream.ReadAsync(answer, cancellationToken);
            var text = Encoding.ASCII.GetString(answer, 0, length).Trim();
            return text == "+PONG" ? null : $"it answers PING with '{text}'";
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return failure.Message;
        }
    }
}
