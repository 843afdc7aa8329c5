namespace OrleansLedger.Sandbox.Core.Companies;

/// <summary>The providers this host simulates.</summary>
internal sealed class ProviderCatalog(IEnumerable<ISimulatedProvider> providers)
{
    public IReadOnlyList<ISimulatedProvider> All { get; } = [.. providers];

    public ISimulatedProvider? Find(string? name) => All.FirstOrDefault(provider => string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The provider whose prefix <paramref name="path"/> begins with.</summary>
    public ISimulatedProvider? Of(PathString path) => All.FirstOrDefault(provider => path.StartsWithSegments("/" + provider.Name, StringComparison.OrdinalIgnoreCase));
}
