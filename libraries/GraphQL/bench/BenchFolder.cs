using System.Reflection;

namespace OrleansLedger.GraphQL.Bench;

/// <summary>Where the benchmark's files are: they are run and read from the sources, as the build left word of them.</summary>
internal static class BenchFolder
{
    public static string Scenarios => Path.Combine(Metadata("BenchFolder"), "Scenarios");

    public static string Node => Path.Combine(Metadata("BenchFolder"), "node");

    public static string ServerAssembly => Metadata("ServerAssembly");

    private static string Metadata(string key) =>
        typeof(BenchFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
