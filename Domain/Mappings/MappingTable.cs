using OrleansLedger.Domain.Text;

namespace OrleansLedger.Domain.Mappings;

/// <summary>
/// A connection's mapping rules, looked up by keys that may differ in case, spacing, composition and invisible characters.
/// </summary>
public sealed class MappingTable
{
    private readonly Dictionary<(MappingKind Kind, string Key), string> _exact;
    private readonly Dictionary<(MappingKind Kind, string Key), string> _canonical;

    public MappingTable(IReadOnlyList<MappingRule> rules)
    {
        _exact = rules.ToDictionary(r => (r.Kind, r.Key), r => r.RemoteId);
        _canonical = rules.OrderBy(r => r.Key, StringComparer.Ordinal)
            .DistinctBy(r => (r.Kind, CanonicalText.Key(r.Key)))
            .ToDictionary(r => (r.Kind, CanonicalText.Key(r.Key)), r => r.RemoteId);
    }

    /// <summary>The remote id that a key is mapped to; null where it is not mapped. A rule in the key's own spelling goes first.</summary>
    public string? Find(MappingKind kind, string key) =>
        _exact.GetValueOrDefault((kind, key)) ?? _canonical.GetValueOrDefault((kind, CanonicalText.Key(key)));
}
