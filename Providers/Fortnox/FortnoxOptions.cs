namespace OrleansLedger.Providers.Fortnox;

/// <summary>Where Fortnox is: the real one, or the sandbox's copy of the same paths under one root.</summary>
internal sealed record FortnoxOptions(ProviderOptions App)
{
    public const string Key = "fortnox";

    /// <summary>
    /// What exports need: vouchers and accounts, the company's number, receipts (inbox, archive, connecting them) and the locked period.
    /// A customer without the licence behind one of them cannot consent; changing the list needs a new consent.
    /// </summary>
    public const string Scopes = "bookkeeping companyinformation archive connectfile inbox settings";

    private string AuthorizationRoot => App.Live ? "https://apps.fortnox.se" : SandboxRoot;

    private string SandboxRoot => App.SandboxUrl!.AbsoluteUri.TrimEnd('/');

    public Uri Authorize => new($"{AuthorizationRoot}/oauth-v1/auth");

    public Uri Token => new($"{AuthorizationRoot}/oauth-v1/token");

    public Uri Revoke => new($"{AuthorizationRoot}/oauth-v1/revoke");

    public Uri Api => new($"{(App.Live ? "https://api.fortnox.se" : SandboxRoot)}/3/");

    /// <summary>The length of the one quota window: 25 calls in 5 seconds, sliding.</summary>
    public TimeSpan Window => App.Scaled(TimeSpan.FromSeconds(5));

    public static FortnoxOptions From(ProviderOptions app) => new(app);
}
