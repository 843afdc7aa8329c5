using Microsoft.Extensions.Options;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>Where QuickBooks Online is and who we are to it.</summary>
internal sealed class QuickBooksOptions
{
    public const string Key = "quickbooks";

    /// <summary>Below this number minor versions are ignored since August 2025; above it nothing is known.</summary>
    private const string MinorVersion = "minorversion=75";

    /// <exception cref="OptionsValidationException">QUICKBOOKS_ENVIRONMENT is neither of its two values.</exception>
    public QuickBooksOptions(ProviderOptions app)
    {
        App = app;
        if (!app.Live)
        {
            var root = app.SandboxUrl!.AbsoluteUri.TrimEnd('/');
            AuthorizeUri = new Uri($"{root}/connect/oauth2");
            TokenUri = new Uri($"{root}/oauth2/v1/tokens/bearer");
            RevokeUri = new Uri($"{root}/v2/oauth2/tokens/revoke");
            ApiRoot = $"{root}/v3/company/";
            return;
        }

        AuthorizeUri = new Uri("https://appcenter.intuit.com/connect/oauth2");
        TokenUri = new Uri("https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer");
        RevokeUri = new Uri("https://developer.api.intuit.com/v2/oauth2/tokens/revoke");
        ApiRoot = app.Environment switch
        {
            "production" => "https://quickbooks.api.intuit.com/v3/company/",
            "sandbox" => "https://sandbox-quickbooks.api.intuit.com/v3/company/",
            // No default: the wrong one sends test data to real books, or fails every call with code 3100.
            _ => throw new OptionsValidationException(
                "QUICKBOOKS_ENVIRONMENT",
                typeof(QuickBooksOptions),
                [$"The setting QUICKBOOKS_ENVIRONMENT is '{app.Environment}'. Set it to sandbox (development keys) or production (production keys)."]),
        };
    }

    public ProviderOptions App { get; }

    public Uri AuthorizeUri { get; }

    public Uri TokenUri { get; }

    public Uri RevokeUri { get; }

    /// <summary>How long a throttled realm is left alone: Intuit sends no Retry-After and asks for 60 seconds.</summary>
    public TimeSpan ThrottlePause => App.Scaled(TimeSpan.FromSeconds(60));

    private string ApiRoot { get; }

    /// <summary>The path with the minor version every call names.</summary>
    public static string Versioned(string path) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{MinorVersion}";

    /// <summary><paramref name="path"/> is relative to the company's API and comes from <see cref="Versioned"/>.</summary>
    public Uri CompanyUri(string realmId, string path) => new($"{ApiRoot}{Uri.EscapeDataString(realmId)}/{path}");
}
