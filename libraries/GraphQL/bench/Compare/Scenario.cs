namespace OrleansLedger.GraphQL.Bench.Compare;

/// <summary>A request, as a file has it: the body of a POST.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Body">JSON with the document and its variables.</param>
/// <param name="LoadsData">Whether the request loads data, by batches of three kinds.</param>
internal sealed record Scenario(string Name, byte[] Body, bool LoadsData)
{
    private const string WithDataLoading = "nested";

    public static IReadOnlyCollection<string> Names { get; } = ["small", "list", WithDataLoading, "large"];

    public static Scenario Load(string name) => new(name, File.ReadAllBytes(Path.Combine(BenchFolder.Scenarios, name + ".json")), name == WithDataLoading);
}
