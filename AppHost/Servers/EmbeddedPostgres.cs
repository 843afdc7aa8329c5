using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.AppHost.Parts;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Postgres;

namespace OrleansLedger.AppHost.Servers;

/// <summary>PostgreSQL without a container: the server installed on this machine, or the one in the npm package.</summary>
internal static class EmbeddedPostgres
{
    /// <summary>Runs the server as a process whose files are in the data folder. Leaves it a container where containers were asked for.</summary>
    public static IResourceBuilder<PostgresServerResource> RunAsEmbedded(this IResourceBuilder<PostgresServerResource> builder)
    {
        var options = builder.ApplicationBuilder.Options();
        if (options.Containers || builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return builder.WithDataBindMount(options.Data.Folder("postgres-container"));
        }

        var port = FreePort.Take();
        var parts = builder.ApplicationBuilder.Parts();
        return builder.RunAsProcess(port, options.Data.Folder(PostgresResource.FolderName), async cancellationToken =>
        {
            var log = parts.LogOf("postgres-server");
            var cluster = await PostgresCluster.OpenAsync(options.Data, options.Configuration["Postgres:Server"], options.Durable, log, cancellationToken);
            return await cluster.PrepareAsync(port, Passwords.PostgresOwner, options.Data.Password("postgres-owner"), cancellationToken);
        });
    }
}
