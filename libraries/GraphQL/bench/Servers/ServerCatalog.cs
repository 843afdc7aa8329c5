namespace OrleansLedger.GraphQL.Bench.Servers;

/// <summary>The servers there are. What each is, and with which options, its script says.</summary>
internal static class ServerCatalog
{
    /// <summary>The server that the others are compared with.</summary>
    public const string Yardstick = "yoga";

    private static readonly IReadOnlyList<BenchedServer> s_all =
    [
        new("ours", "dotnet", BenchFolder.ServerAssembly, Path.GetDirectoryName(BenchFolder.ServerAssembly)!),
        Node(Yardstick),
        Node("yoga-limited"),
        Node("mercurius-jit"),
        Node("mercurius"),
        Node("apollo"),
        Node("graphql-http"),
    ];

    public static IReadOnlyCollection<string> Names { get; } = [.. s_all.Select(server => server.Name)];

    public static BenchedServer Find(string name) => s_all.Single(server => server.Name == name);

    private static BenchedServer Node(string name) => new(name, "node", $"server-{name}.mjs", BenchFolder.Node);
}
