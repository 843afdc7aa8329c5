using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OrleansLedger.Providers;

/// <summary>
/// The app registered at one provider. Configuration section <c>Providers:{key}</c>; the environment variables
/// <c>{KEY}_CLIENT_ID</c>, <c>{KEY}_CLIENT_SECRET</c>, <c>{KEY}_REDIRECT_URI</c> and <c>{KEY}_ENVIRONMENT</c> win over it.
/// With <c>{KEY}_CLIENT_ID</c> set the real provider is used; without it, the sandbox at <see cref="SandboxUrl"/>.
/// </summary>
public sealed class ProviderOptions
{
    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    public string RedirectUri { get; set; } = "";

    /// <summary>Root of the simulated provider; used while no real client id is configured.</summary>
    public Uri? SandboxUrl { get; set; }

    /// <summary>For providers with a test environment of their own: <c>sandbox</c> or <c>production</c>.</summary>
    public string? Environment { get; set; }

    /// <summary>Quota windows of the sandbox last this many times less than the provider's. Always 1 for a real provider.</summary>
    public decimal TimeScale { get; set; } = 1;

    /// <summary>True where the real provider is used.</summary>
    public bool Live { get; set; }

    public TimeSpan Scaled(TimeSpan window) => Live ? window : window / (double)TimeScale;

    /// <summary>Reads and checks the options of one provider.</summary>
    /// <exception cref="OptionsValidationException">A setting is missing; the message names its key.</exception>
    public static ProviderOptions Read(IConfiguration configuration, string key)
    {
        var section = configuration.GetSection($"Providers:{key}");
        var options = section.Get<ProviderOptions>() ?? new ProviderOptions();
        options.TimeScale = section.GetValue<decimal?>("TimeScale") ?? configuration.GetValue<decimal?>("Providers:TimeScale") ?? 1;
        var prefix = key.ToUpperInvariant();
        if (configuration[$"{prefix}_CLIENT_ID"] is { Length: > 0 } clientId)
        {
            options.Live = true;
            options.ClientId = clientId;
            options.ClientSecret = configuration[$"{prefix}_CLIENT_SECRET"] ?? "";
            options.RedirectUri = configuration[$"{prefix}_REDIRECT_URI"] ?? "";
            options.Environment = configuration[$"{prefix}_ENVIRONMENT"] ?? options.Environment;
            Require(options.ClientSecret, $"{prefix}_CLIENT_SECRET", $"{prefix}_CLIENT_ID is set");
            Require(options.RedirectUri, $"{prefix}_REDIRECT_URI", $"{prefix}_CLIENT_ID is set");
            return options;
        }

        Require(options.SandboxUrl?.ToString(), $"Providers:{key}:SandboxUrl", $"{prefix}_CLIENT_ID is not set");
        Require(options.ClientId, $"Providers:{key}:ClientId", "the sandbox is used");
        Require(options.ClientSecret, $"Providers:{key}:ClientSecret", "the sandbox is used");
        Require(options.RedirectUri, $"Providers:{key}:RedirectUri", "the sandbox is used");
        return options;
    }

    private static void Require(string? value, string setting, string because)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new OptionsValidationException(
                setting, typeof(ProviderOptions), [$"The setting {setting} is missing (needed because {because}). Set it in the environment or in appsettings.json."]);
        }
    }
}
