using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OrleansLedger.Providers.Xero;

/// <summary>The app registered with Xero and where Xero is: the real one, or the sandbox while no client id is configured.</summary>
internal sealed class XeroOptions
{
    public const string Key = "xero";

    private readonly ProviderOptions _app;

    public XeroOptions(ProviderOptions app)
    {
        _app = app;
        var sandbox = app.Live ? null : app.SandboxUrl!.ToString().TrimEnd('/');
        Authorize = new Uri(sandbox is null ? "https://login.xero.com/identity/connect/authorize" : $"{sandbox}/identity/connect/authorize");
        Token = new Uri(sandbox is null ? "https://identity.xero.com/connect/token" : $"{sandbox}/connect/token");
        Connections = new Uri(sandbox is null ? "https://api.xero.com/connections" : $"{sandbox}/connections");
        ApiRoot = new Uri(sandbox is null ? "https://api.xero.com/api.xro/2.0/" : $"{sandbox}/api.xro/2.0/");
    }

    /// <summary>Reads <c>Providers:xero</c> and the <c>XERO_*</c> variables.</summary>
    /// <exception cref="OptionsValidationException">A setting is missing; the message names it.</exception>
    public static XeroOptions Read(IConfiguration configuration) => new(ProviderOptions.Read(configuration, Key));

    public bool Live => _app.Live;

    public string ClientId => _app.ClientId;

    public string ClientSecret => _app.ClientSecret;

    public string RedirectUri => _app.RedirectUri;

    public Uri Authorize { get; }

    public Uri Token { get; }

    public Uri Connections { get; }

    /// <summary>Ends with a slash: paths are relative to it.</summary>
    public Uri ApiRoot { get; }

    public TimeSpan Scaled(TimeSpan window) => _app.Scaled(window);
}
