using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.LocalServers;
using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.AppHost.Parts;

/// <summary>How the product's projects are started, and their settings.</summary>
internal static class PartSettings
{
    public static LedgerHostOptions Options(this IDistributedApplicationBuilder builder) => Registered<LedgerHostOptions>(builder);

    public static PartMonitor Parts(this IDistributedApplicationBuilder builder) => Registered<PartMonitor>(builder);

    /// <summary>
    /// Starts the built program itself. Aspire's default, <c>dotnet run</c>, stays beside each program as a process of 75 MB, takes seconds of processor time, and hides the program's process id.
    /// </summary>
    /// <exception cref="StartException">The project has not been built.</exception>
    public static IResourceBuilder<ProjectResource> RunAsProgram(this IResourceBuilder<ProjectResource> builder, params string[] arguments)
    {
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return builder.WithArgs(arguments);
        }

        var folder = Path.GetFileName(Path.GetDirectoryName(builder.Resource.GetProjectMetadata().ProjectPath))!;
        var launch = RepositoryPrograms.Project(folder);
        var options = builder.ApplicationBuilder.Options();
        return builder
            .WithAnnotation(new ExecutableAnnotation { Command = launch.Program, WorkingDirectory = launch.WorkingDirectory })
            .WithArgs([.. launch.Arguments, .. arguments])
            .WithVariables(launch.Environment.Select(variable => KeyValuePair.Create(variable.Key, variable.Value ?? "")))
            .WithEnvironment("LOGGING__CONSOLE__FORMATTERNAME", options.Configuration["Logging:Console:FormatterName"] ?? "ledger")
            .WithoutExporterWhereNothingListens();
    }

    /// <summary>The apps that the simulated providers know, and where they keep their books.</summary>
    public static IResourceBuilder<ProjectResource> WithSandboxApps(this IResourceBuilder<ProjectResource> builder, LedgerHostOptions options) => builder
        .WithEnvironment("Sandbox__DataFolder", options.Data.Folder("sandbox"))
        .WithEnvironment("Sandbox__TimeScale", options.TimeScale.ToString(CultureInfo.InvariantCulture))
        .WithVariables(ProviderApp.All.SelectMany(provider => provider.SandboxVariables(options.ApiUrl, options.Data)));

    /// <summary>What the silos, the API and the migrations have in common.</summary>
    public static IResourceBuilder<ProjectResource> WithProductSettings(this IResourceBuilder<ProjectResource> builder, LedgerHostOptions options)
    {
        builder
            .WithEnvironment("Orleans__ClusterId", options.Cluster)
            .WithEnvironment("Providers__TimeScale", options.TimeScale.ToString(CultureInfo.InvariantCulture))
            .WithVariables(options.Environment);
        foreach (var provider in ProviderApp.All.Where(provider => !provider.IsReal(options.Configuration)))
        {
            builder
                .WithEnvironment($"Providers__{provider.Name}__SandboxUrl", new Uri(options.SandboxUrl, provider.Name).AbsoluteUri)
                .WithVariables(provider.PartVariables(options.ApiUrl, options.Data));
        }

        return options.Configuration["Encryption:Keys:0"] is null
            ? builder.WithEnvironment("Encryption__Keys__0", LedgerApplication.EncryptionKey(options.Data))
            : builder;
    }

    /// <summary>The ports by which a silo is reached by other silos and by clients, each replica its own.</summary>
    public static IResourceBuilder<ProjectResource> WithOrleansEndpoints(this IResourceBuilder<ProjectResource> builder) => builder
        .WithEnvironment("Silo__Address", IPAddress.Loopback.ToString())
        .WithEndpoint(name: "orleans-silo", scheme: "tcp", env: "Orleans__Endpoints__SiloPort")
        .WithEndpoint(name: "orleans-gateway", scheme: "tcp", env: "Orleans__Endpoints__GatewayPort");

    public static IResourceBuilder<ProjectResource> WithPlatformKey(this IResourceBuilder<ProjectResource> builder, LedgerHostOptions options) =>
        builder.WithEnvironment("Access__PlatformKey", PlatformKey(options));

    /// <summary>The platform role's API key: the configured one, else one that is made once and kept.</summary>
    public static string PlatformKey(LedgerHostOptions options) =>
        options.Configuration[LedgerApplication.PlatformKeySetting] is { Length: > 0 } configured ? configured : LedgerApplication.MakePlatformKey(options.Data);

    private static IResourceBuilder<ProjectResource> WithVariables(this IResourceBuilder<ProjectResource> builder, IEnumerable<KeyValuePair<string, string>> variables)
    {
        foreach (var (variable, value) in variables)
        {
            builder.WithEnvironment(variable, value);
        }

        return builder;
    }

    /// <summary>Without the dashboard nothing takes the telemetry that Aspire asks for.</summary>
    private static IResourceBuilder<ProjectResource> WithoutExporterWhereNothingListens(this IResourceBuilder<ProjectResource> builder)
    {
        const string Exporter = "OTEL_EXPORTER_OTLP_ENDPOINT";
        return builder.ApplicationBuilder.Options() is { Dashboard: false } options
            ? builder.WithEnvironment(context => context.EnvironmentVariables[Exporter] = options.Configuration[Exporter] ?? "")
            : builder;
    }

    private static T Registered<T>(IDistributedApplicationBuilder builder)
        where T : class =>
        (T)builder.Services.Single(service => service.ServiceType == typeof(T)).ImplementationInstance!;
}
