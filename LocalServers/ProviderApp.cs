using Microsoft.Extensions.Configuration;
using OrleansLedger.LocalServers.Data;
using OrleansLedger.LocalServers.Hosting;

namespace OrleansLedger.LocalServers;

/// <summary>
/// The product's registration as an app of one provider: the user's own where their variables are set (<c>XERO_CLIENT_ID</c>
/// and so on), otherwise one that the sandbox knows.
/// </summary>
/// <param name="Name">The provider's key in configuration and addresses.</param>
internal sealed record ProviderApp(string Name)
{
    public static IReadOnlyList<ProviderApp> All { get; } = [new("xero"), new("quickbooks"), new("fortnox")];

    private static readonly string[] Settings = ["CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URI", "ENVIRONMENT"];

    private string Prefix => Name.ToUpperInvariant();

    /// <param name="configuration">The user's, or null to use the sandbox whatever the environment says.</param>
    public void Connect(ExecutableResource sandbox, IEnumerable<ExecutableResource> parts, Uri api, DataFolder data, IConfiguration? configuration)
    {
        var id = $"sandbox-{Name}";
        var secret = data.Password($"sandbox-{Name}");
        var callback = new Uri(api, $"oauth/{Name}/callback").AbsoluteUri;
        sandbox.WithEnvironment($"Sandbox__Apps__{Name}__ClientId", id)
            .WithEnvironment($"Sandbox__Apps__{Name}__ClientSecret", secret)
            .WithEnvironment($"Sandbox__Apps__{Name}__RedirectUris__0", callback);
        if (IsReal(configuration))
        {
            // The parts inherit the user's variables.
            return;
        }

        foreach (var part in parts)
        {
            part.WithEnvironment($"Providers__{Name}__SandboxUrl", () => new Uri(sandbox.Url, Name).AbsoluteUri)
                .WithEnvironment($"Providers__{Name}__ClientId", id)
                .WithEnvironment($"Providers__{Name}__ClientSecret", secret)
                .WithEnvironment($"Providers__{Name}__RedirectUri", callback);
            foreach (var setting in Settings)
            {
                part.WithoutEnvironment($"{Prefix}_{setting}");
            }
        }
    }

    /// <summary>Whether the user gave credentials for the provider itself.</summary>
    public bool IsReal(IConfiguration? configuration) => !string.IsNullOrEmpty(configuration?[$"{Prefix}_CLIENT_ID"]);
}
