using OrleansLedger.AppHost.Parts;
using FreePort = OrleansLedger.LocalServers.Hosting.FreePort;
using GarnetTool = OrleansLedger.LocalServers.Redis.GarnetTool;

namespace OrleansLedger.AppHost.Servers;

/// <summary>Garnet, a Redis-compatible server that needs no container, in place of Redis.</summary>
internal static class Garnet
{
    /// <summary>Runs Garnet as a process that keeps nothing on disk. Leaves Redis a container where containers were asked for.</summary>
    public static IResourceBuilder<RedisResource> RunAsGarnet(this IResourceBuilder<RedisResource> builder)
    {
        var options = builder.ApplicationBuilder.Options();
        if (options.Containers || builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return builder;
        }

        var port = FreePort.Take();

        // It listens on the loopback interface only and holds nothing that must be protected from this machine's user.
        return builder.WithPassword(null).WithoutHttpsCertificate()
            .RunAsProcess(port, options.Data.FullPath, cancellationToken => GarnetTool.GetAsync(port, cancellationToken));
    }
}
