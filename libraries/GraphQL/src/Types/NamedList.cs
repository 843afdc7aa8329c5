using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace OrleansLedger.GraphQL.Types;

/// <summary>Things with names, in order, found by name. Where a name occurs twice (a schema error), the last one is found.</summary>
public sealed class NamedList<T> : IReadOnlyList<T>
    where T : class, INamed
{
    private readonly T[] items;
    private readonly FrozenDictionary<string, T> byName;

    /// <summary>A list of these.</summary>
    public NamedList(IEnumerable<T> items)
    {
        this.items = [.. items];
        var names = new Dictionary<string, T>(this.items.Length, StringComparer.Ordinal);
        foreach (var item in this.items)
        {
            names[item.Name] = item;
        }

        byName = names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>None.</summary>
    public static NamedList<T> Empty { get; } = new([]);

    /// <inheritdoc />
    public int Count => items.Length;

    /// <inheritdoc />
    public T this[int index] => items[index];

    /// <summary>The one with this name, or null.</summary>
    public T? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Whether there is one with this name, and which.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out T? item) => byName.TryGetValue(name, out item);

    /// <inheritdoc />
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}
