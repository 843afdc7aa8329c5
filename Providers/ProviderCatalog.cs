using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers;

/// <summary>Every accounting system this process knows, by key.</summary>
public sealed class ProviderCatalog(IEnumerable<IProvider> providers)
{
    private readonly Dictionary<string, IProvider> _byKey = providers.ToDictionary(p => p.Manifest.Key, StringComparer.Ordinal);

    public IReadOnlyCollection<IProvider> All => _byKey.Values;

    public IProvider? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <exception cref="KeyNotFoundException">No such provider; the message lists those there are.</exception>
    public IProvider this[string key] => Find(key)
        ?? throw new KeyNotFoundException($"There is no provider '{key}'. Use one of: {string.Join(", ", _byKey.Keys.Order(StringComparer.Ordinal))}.");
}
