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
        foreach (var (variable, value) in SandboxVariables(api, data))
        {
            sandbox.WithEnvironment(variable, value);
        }

        if (IsReal(configuration))
        {
            // The parts inherit the user's variables.
            return;
        }

        foreach (var part in parts)
        {
            part.WithEnvironment($"Providers__{Name}__SandboxUrl", () => new Uri(sandbox.Url, Name).AbsoluteUri);
            foreach (var (variable, value) in PartVariables(api, data))
            {
                part.WithEnvironment(variable, value);
            }

            foreach (var variable in UserVariables)
            {
                part.WithoutEnvironment(variable);
            }
        }
    }

    /// <summary>The environment variables by which the sandbox knows the app.</summary>
    public IEnumerable<KeyValuePair<string, string>> SandboxVariables(Uri api, DataFolder data) =>
    [
        new($"Sandbox__Apps__{Name}__ClientId", ClientId),
        new($"Sandbox__Apps__{Name}__ClientSecret", data.Password(ClientId)),
        new($"Sandbox__Apps__{Name}__RedirectUris__0", Callback(api)),
    ];

    /// <summary>The environment variables of the product's parts for the sandbox's app, apart from the sandbox's address.</summary>
    public IEnumerable<KeyValuePair<string, string>> PartVariables(Uri api, DataFolder data) =>
    [
        new($"Providers__{Name}__ClientId", ClientId),
        new($"Providers__{Name}__ClientSecret", data.Password(ClientId)),
        new($"Providers__{Name}__RedirectUri", Callback(api)),
    ];

    /// <summary>The variables in which users give the credentials of the provider itself.</summary>
    public IEnumerable<string> UserVariables => Settings.Select(setting => $"{Prefix}_{setting}");

    private string ClientId => $"sandbox-{Name}";

    private string Callback(Uri api) => new Uri(api, $"oauth/{Name}/callback").AbsoluteUri;

    /// <summary>Whether the user gave credentials for the provider itself.</summary>
    public bool IsReal(IConfiguration? configuration) => !string.IsNullOrEmpty(configuration?[$"{Prefix}_CLIENT_ID"]);
}
