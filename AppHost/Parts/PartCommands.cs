using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.AppHost.Parts;

/// <summary>Commands and links of the parts in the Aspire dashboard.</summary>
internal static class PartCommands
{
    public static IResourceBuilder<ProjectResource> WithApiLinks(this IResourceBuilder<ProjectResource> builder) =>
        builder.WithUrlForEndpoint("http", url => (url.Url, url.DisplayText) = ("/graphql", "GraphiQL"));

    /// <summary>Opens the simulated companies' books.</summary>
    public static IResourceBuilder<ProjectResource> WithBooksLink(this IResourceBuilder<ProjectResource> builder) =>
        builder.WithUrlForEndpoint("http", url => (url.Url, url.DisplayText) = ("/_sandbox", "Books"));

    /// <summary>Makes calls to the simulated providers fail, and stops it.</summary>
    public static IResourceBuilder<ProjectResource> WithFaultCommands(this IResourceBuilder<ProjectResource> builder) => builder
        .WithFault("fail-calls", "Refuse 10 calls", "The next ten calls to a provider are answered with 503 and have no effect.", new JsonObject { ["kind"] = "status", ["status"] = 503, ["count"] = 10 })
        .WithFault("cut-connection", "Cut a connection after the write", "The next call to a provider takes effect, and its answer is lost.", new JsonObject { ["kind"] = "drop-after", ["count"] = 1 })
        .WithHttpCommand("/_sandbox/api/faults", "Remove all faults", endpointName: "http", commandName: "remove-faults", commandOptions: new HttpCommandOptions
        {
            Method = HttpMethod.Delete,
            Description = "The simulated providers work as usual again.",
            IconName = "CheckmarkCircle",
        });

    /// <summary>Kills a silo, as a crash of the machine would.</summary>
    public static IResourceBuilder<ProjectResource> WithKillCommand(this IResourceBuilder<ProjectResource> builder) => builder.WithCommand(
        "kill",
        "Kill (SIGKILL)",
        context =>
        {
            var parts = context.Services.GetRequiredService<PartMonitor>();
            if (parts.All.FirstOrDefault(part => part.ResourceId == context.ResourceName)?.Pid is not { } pid)
            {
                return Task.FromResult(CommandResults.Failure("It is not running."));
            }

            Signals.Send(pid, Signal.Kill);
            return Task.FromResult(CommandResults.Success());
        },
        new CommandOptions
        {
            Description = "Ends the silo at once. Its work goes on in the other one, and it is started again.",
            IconName = "PlugDisconnected",
            UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
        });

    /// <summary>Empties the database and the simulated companies and starts the product again.</summary>
    public static IResourceBuilder<ProjectResource> WithResetCommand(this IResourceBuilder<ProjectResource> builder) => builder.WithCommand(
        "reset-data",
        "Reset data",
        context => ResetAsync(context, context.CancellationToken),
        new CommandOptions
        {
            Description = "Deletes the content of the database and the simulated companies.",
            ConfirmationMessage = "Delete all tenants, connections, documents and simulated companies?",
            IconName = "Delete",
            IsHighlighted = true,
        });

    private static async Task<ExecuteCommandResult> ResetAsync(ExecuteCommandContext context, CancellationToken cancellationToken)
    {
        var model = context.Services.GetRequiredService<DistributedApplicationModel>();
        var commands = context.Services.GetRequiredService<ResourceCommandService>();
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        var options = context.Services.GetRequiredService<LedgerHostOptions>();
        IResource[] product = [Named("silo"), Named("api")];
        foreach (var part in product)
        {
            await commands.ExecuteCommandAsync(part, KnownResourceCommands.StopCommand, cancellationToken);
        }

        var admin = await ((IResourceWithConnectionString)Named("ledger-admin")).GetConnectionStringAsync(cancellationToken);
        await EmptyAsync(admin!, cancellationToken);
        using (var http = new HttpClient { BaseAddress = options.SandboxUrl })
        {
            (await http.PostAsync(new Uri("/_sandbox/api/reset", UriKind.Relative), content: null, cancellationToken)).EnsureSuccessStatusCode();
        }

        await commands.ExecuteCommandAsync(Named("migrations"), KnownResourceCommands.StartCommand, cancellationToken);
        await notifications.WaitForResourceAsync("migrations", change => change.Snapshot is { ExitCode: not null } snapshot && KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text), cancellationToken);
        foreach (var part in product)
        {
            await commands.ExecuteCommandAsync(part, KnownResourceCommands.StartCommand, cancellationToken);
        }

        return CommandResults.Success();

        IResource Named(string name) => model.Resources.Single(resource => resource.Name == name);
    }

    /// <summary>Drops every schema of the database that is not PostgreSQL's own, and makes an empty <c>public</c> one.</summary>
    private static async Task EmptyAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            do $$ declare name text; begin
              for name in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
                execute format('drop schema %I cascade', name);
              end loop;
              create schema public;
            end $$
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static IResourceBuilder<ProjectResource> WithFault(this IResourceBuilder<ProjectResource> builder, string name, string displayName, string description, JsonObject fault) =>
        builder.WithHttpCommand("/_sandbox/api/faults", displayName, endpointName: "http", commandName: name, commandOptions: new HttpCommandOptions
        {
            Method = HttpMethod.Post,
            Description = description,
            IconName = "Warning",
            PrepareRequest = request =>
            {
                request.Request.Content = JsonContent.Create(fault);
                return Task.CompletedTask;
            },
        });
}
