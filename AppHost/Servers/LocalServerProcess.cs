using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.AppHost.Servers;

/// <summary>The process of a server that Aspire would run as a container.</summary>
internal sealed class LocalServerProcess(string name, string folder) : ExecutableResource(name, "unknown until it is prepared", folder);

/// <summary>Runs a server of Aspire's model as a process of this machine.</summary>
internal static class LocalServerExtensions
{
    /// <summary>
    /// Replaces the container by a process. The server keeps its name, password, health check and connection string in the model; its state and that of its
    /// databases follow the process, because Aspire passes states on only from containers.
    /// </summary>
    /// <param name="port">The port that the process listens on, on the loopback interface.</param>
    /// <param name="prepare">Prepares the data and says what to start; called before each start of the process.</param>
    public static IResourceBuilder<T> RunAsProcess<T>(
        this IResourceBuilder<T> builder, int port, string folder, Func<CancellationToken, Task<Launch>> prepare)
        where T : ContainerResource, IResourceWithConnectionString
    {
        var app = builder.ApplicationBuilder;
        var server = builder.Resource;
        server.Annotations.Remove(server.Annotations.OfType<ContainerImageAnnotation>().Single());
        var endpoint = server.Annotations.OfType<EndpointAnnotation>().Single(annotation => annotation.Name == "tcp");
        (endpoint.Port, endpoint.TargetPort, endpoint.IsProxied, endpoint.TargetHost) = (port, port, false, IPAddress.Loopback.ToString());
        builder.WithInitialState(new CustomResourceSnapshot { ResourceType = typeof(T).Name, State = KnownResourceStates.NotStarted, Properties = [] });

        Launch? launch = null;
        var process = app.AddResource(new LocalServerProcess($"{server.Name}-server", folder))
            .WithParentRelationship(server)
            .WithArgs(context =>
            {
                foreach (var argument in launch!.Arguments)
                {
                    context.Args.Add(argument);
                }
            })
            .WithEnvironment(context =>
            {
                foreach (var (variable, value) in launch!.Environment)
                {
                    // An empty variable counts as none for the servers; one that is inherited cannot be taken away here.
                    context.EnvironmentVariables[variable] = value ?? "";
                }
            })
            .OnBeforeResourceStarted(async (resource, _, cancellationToken) =>
            {
                launch = await prepare(cancellationToken);
                var command = resource.Annotations.OfType<ExecutableAnnotation>().Last();
                (command.Command, command.WorkingDirectory) = (launch.Program, launch.WorkingDirectory);
            });

        // The same annotation, so that the address of the process is the server's.
        process.Resource.Annotations.Add(endpoint);
        process.OnResourceReady(async (_, started, cancellationToken) =>
        {
            foreach (var resource in (IResource[])[server, .. DatabasesOf(started.Services, server)])
            {
                await app.Eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, started.Services), cancellationToken);
            }

            await PublishAsync(started.Services, KnownResourceStates.Running, server);
        });
        builder.OnResourceReady((_, ready, _) => PublishAsync(ready.Services, KnownResourceStates.Running, [.. DatabasesOf(ready.Services, server)]));
        process.OnResourceStopped((_, stopped, _) => PublishAsync(stopped.Services, KnownResourceStates.Finished, [server, .. DatabasesOf(stopped.Services, server)]));
        return builder;
    }

    private static IEnumerable<IResource> DatabasesOf(IServiceProvider services, IResource server) =>
        services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<IResourceWithParent>().Where(child => child.Parent == server);

    private static async Task PublishAsync(IServiceProvider services, string state, params IResource[] resources)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        foreach (var resource in resources)
        {
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = state });
        }
    }
}
