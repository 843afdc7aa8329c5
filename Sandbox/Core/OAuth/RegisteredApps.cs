using Microsoft.Extensions.Options;
using OrleansLedger.Sandbox.Core.State;

namespace OrleansLedger.Sandbox.Core.OAuth;

/// <summary>An application registered with a provider.</summary>
/// <param name="RedirectUris">Exact matches only. Empty (nobody configured any): every URI on the loopback interface is taken.</param>
internal sealed record RegisteredApp(string Provider, string ClientId, string ClientSecret, IReadOnlyList<string> RedirectUris)
{
    public bool Redirects(string? uri) => uri is not null && (RedirectUris.Count == 0
        ? Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.IsLoopback
        : RedirectUris.Contains(uri, StringComparer.Ordinal));
}

/// <summary>Applications from configuration, plus those registered over the control API.</summary>
internal sealed class RegisteredApps
{
    private const string Section = "apps";
    private readonly SandboxOptions _options;
    private readonly StateStore _store;
    private readonly Lock _gate = new();
    private List<RegisteredApp> _added;

    public RegisteredApps(IOptions<SandboxOptions> options, StateStore store)
    {
        _options = options.Value;
        _store = store;
        _added = store.Load<List<RegisteredApp>>(Section) ?? [];
        store.Register(Section, () => { lock (_gate) return _added.ToArray(); });
    }

    /// <summary>Every provider has a configured app: <c>Sandbox:Apps:{provider}</c>, or client id <c>sandbox-{provider}</c> with secret <c>sandbox-secret-{provider}</c>.</summary>
    public IReadOnlyList<RegisteredApp> Of(string provider)
    {
        var configured = _options.Apps.GetValueOrDefault(provider);
        var app = new RegisteredApp(provider, configured?.ClientId ?? $"sandbox-{provider}", configured?.ClientSecret ?? $"sandbox-secret-{provider}", configured?.RedirectUris ?? []);
        lock (_gate) return [.. _added.Where(added => string.Equals(added.Provider, provider, StringComparison.Ordinal)), app];
    }

    public RegisteredApp? Find(string provider, string? clientId) => Of(provider).FirstOrDefault(app => string.Equals(app.ClientId, clientId, StringComparison.Ordinal));

    /// <summary>Adds an app or replaces the added one of the same client id.</summary>
    public void Add(RegisteredApp app)
    {
        lock (_gate)
        {
            _added.RemoveAll(added => string.Equals(added.Provider, app.Provider, StringComparison.Ordinal) && string.Equals(added.ClientId, app.ClientId, StringComparison.Ordinal));
            _added.Add(app);
        }

        _store.Changed(Section);
    }

    public void Reset()
    {
        lock (_gate) _added = [];
        _store.Changed(Section);
    }
}
