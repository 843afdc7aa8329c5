using System.Collections.Frozen;
using System.Reflection;

namespace OrleansLedger.Storage.Database;

/// <summary>The named queries: every <c>-- name: x</c> section of the .sql files beside the code that uses them.</summary>
public static class Sql
{
    private const string Marker = "-- name:";

    private static readonly FrozenDictionary<string, string> s_queries = Load();

    /// <exception cref="KeyNotFoundException">No .sql file has a section of that name.</exception>
    public static string Named(string name) => s_queries.TryGetValue(name, out var sql)
        ? sql
        : throw new KeyNotFoundException($"No query is named '{name}'. Add a section '{Marker} {name}' to a .sql file of Storage.");

    public static IReadOnlyCollection<string> Names => s_queries.Keys;

    private static FrozenDictionary<string, string> Load()
    {
        var queries = new Dictionary<string, string>(StringComparer.Ordinal);
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal) && !n.StartsWith("Migrations", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            foreach (var section in reader.ReadToEnd().Split(Marker).Skip(1))
            {
                var end = section.IndexOf('\n');
                queries.Add(section[..end].Trim(), section[(end + 1)..].Trim());
            }
        }

        return queries.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
