using System.Reflection;
using OrleansLedger.AppHost.Parts;
using OrleansLedger.LocalServers;

namespace OrleansLedger.AppHost;

/// <summary>What the console says once everything runs.</summary>
internal static class ReadyBanner
{
    /// <summary>From Directory.Build.props.</summary>
    private static string Version { get; } = typeof(ReadyBanner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static string Text(LedgerHostOptions options, string dashboardToken, TimeSpan took)
    {
        var real = ProviderApp.All.Where(provider => provider.IsReal(options.Configuration)).Select(provider => provider.Name).ToList();
        var simulated = ProviderApp.All.Select(provider => provider.Name).Except(real, StringComparer.Ordinal).ToList();
        var dashboard = options.Dashboard
            ? $"http://localhost:{options.DashboardPort}/login?t={dashboardToken}   logs, traces and metrics of every part"
            : "none; start without --no-dashboard to have it";
        return $"""

            OrleansLedger {Version}: ready in {took.TotalSeconds:0.0} s

              Application   {options.ApiUrl}
              GraphQL       {options.GraphQLUrl}   GraphiQL in a browser
              Platform key  {PlatformKey(options)}
              Sandbox       {new Uri(options.SandboxUrl, "/_sandbox")}   the simulated companies' books
              Dashboard     {dashboard}
              Data, logs    {options.Data.FullPath}

              Providers     {Named("real: ", real)}{(real.Count > 0 && simulated.Count > 0 ? "; " : "")}{Named("simulated: ", simulated)}
              Next          `dotnet run --project AppHost -- demo` shows the main job; the README says how to use real providers
              Stop          Ctrl-C

            """;
    }

    /// <summary>The key itself only when it was made, because consoles are logged and shared.</summary>
    private static string PlatformKey(LedgerHostOptions options) => options switch
    {
        { PlatformKeyFile: null } => "the one that you configured (Access__PlatformKey)",
        { PlatformKeyIsNew: true } => $"{PartSettings.PlatformKey(options)}   send it as 'Authorization: Bearer ...'; it makes tenants and their keys. Shown once; kept in {options.PlatformKeyFile}",
        _ => $"in {options.PlatformKeyFile}",
    };

    private static string Named(string kind, IReadOnlyCollection<string> providers) =>
        providers.Count == 0 ? "" : kind + string.Join(", ", providers);
}
