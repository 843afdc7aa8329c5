using System.Collections.Concurrent;

namespace OrleansLedger.GraphQL.Tests.Corpus;

/// <summary>All cases beside the tests' binaries: those of the files, and the families that are made by code.</summary>
internal static class CaseCorpus
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Cases");
    private static readonly ConcurrentDictionary<string, string> s_schemas = new(StringComparer.Ordinal);
    private static readonly Lazy<IReadOnlyList<TestCase>> s_all = new(Read);
    private static readonly Lazy<Dictionary<string, TestCase>> s_byId = new(() => s_all.Value.ToDictionary(one => one.Id));

    public static IReadOnlyList<TestCase> All => s_all.Value;

    public static TestCase Find(string id) => s_byId.Value[id];

    /// <summary>SDL of <c>Cases/Schemas/{name}.graphql</c>.</summary>
    public static string Schema(string name) => s_schemas.GetOrAdd(name, _ => File.ReadAllText(Path.Combine(s_folder, "Schemas", name + ".graphql")));

    private static List<TestCase> Read() =>
    [
        .. from path in Directory.EnumerateFiles(s_folder, "*.cases", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
           let name = Path.GetRelativePath(s_folder, path).Replace('\\', '/')
           from one in CaseFile.Read(name, File.ReadAllText(path), Schema)
           select one,
        .. Families.All,
    ];
}
