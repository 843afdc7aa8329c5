using System.Reflection;
using Microsoft.Extensions.Configuration;
using OrleansLedger.LocalServers;

namespace OrleansLedger.AppHost;

/// <summary>What the console says once everything runs.</summary>
internal static class ReadyBanner
{
    /// <summary>From Directory.Build.props.</summary>
    private static string Version { get; } = typeof(ReadyBanner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static string Text(LedgerApplication application, IConfiguration? configuration, TimeSpan took)
    {
        var real = ProviderApp.All.Where(provider => provider.IsReal(configuration)).Select(provider => provider.Name).ToList();
        var simulated = ProviderApp.All.Select(provider => provider.Name).Except(real, StringComparer.Ordinal).ToList();
        return $"""

            OrleansLedger {Version}: ready in {took.TotalSeconds:0.0} s

              Application   {application.ApiUrl}
              GraphQL       {application.GraphQLUrl}
              Platform key  {PlatformKey(application)}
              Sandbox       {new Uri(application.SandboxUrl, "/_sandbox")}   the simulated companies' books
              Data, logs    {application.DataFolder}

              Providers     {Named("real: ", real)}{(real.Count > 0 && simulated.Count > 0 ? "; " : "")}{Named("simulated: ", simulated)}
              Next          `dotnet run --project AppHost -- demo` shows the main job; the README says how to use real providers
              Stop          Ctrl-C

            """;
    }

    /// <summary>The key itself only when it was made, because consoles are logged and shared.</summary>
    private static string PlatformKey(LedgerApplication application) => application switch
    {
        { PlatformKeyFile: null } => "the one that you configured (Access__PlatformKey)",
        { PlatformKeyIsNew: true } => $"{application.PlatformKey}   send it as 'Authorization: Bearer ...'; it makes tenants and their keys. Shown once; kept in {application.PlatformKeyFile}",
        _ => $"in {application.PlatformKeyFile}",
    };

    private static string Named(string kind, IReadOnlyCollection<string> providers) =>
        providers.Count == 0 ? "" : kind + string.Join(", ", providers);
}
