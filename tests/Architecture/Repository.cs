using System.Xml.Linq;

namespace OrleansLedger.Architecture.Tests;

/// <summary>The sources these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The parts that ship, the frozen libraries included; tests and benchmarks are not among them.</summary>
    public static IReadOnlyList<string> Parts { get; } =
        [.. Directory.EnumerateFiles(Root, "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Concat(Directory.EnumerateDirectories(Path.Combine(Root, "libraries")).SelectMany(library => Directory.EnumerateFiles(Path.Combine(library, "src"), "*.csproj")))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(part => part is not "bench" && !part.EndsWith(".Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "OrleansLedger.sln")))
            {
                folder = folder.Parent ?? throw new InvalidOperationException("The repository's root was not found above the test's folder.");
            }

            return folder.FullName;
        }
    }

    /// <summary>The parts a project file references, the ones it only builds along left out.</summary>
    public static IReadOnlyList<string> ReferencesOf(string part) =>
        [.. Project(part).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))
            .Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> PackagesOf(string part) =>
        [.. Project(part).Descendants("PackageReference").Select(reference => (string)reference.Attribute("Include")!).Order(StringComparer.Ordinal)];

    public static bool UsesFrameworkOfTheWeb(string part) =>
        Project(part).Descendants("FrameworkReference").Any() || (string?)Project(part).Attribute("Sdk") == "Microsoft.NET.Sdk.Web";

    /// <summary>The part's C# files: path from the root with forward slashes, and text.</summary>
    public static IEnumerable<(string Path, string Text)> SourcesOf(string part) =>
        Directory.EnumerateFiles(FolderOf(part), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(Root, file).Replace('\\', '/'), File: file))
            .Where(source => !source.Path.Contains("/obj/", StringComparison.Ordinal) && !source.Path.Contains("/bin/", StringComparison.Ordinal))
            .Select(source => (source.Path, File.ReadAllText(source.File)));

    private static string FolderOf(string part)
    {
        var library = Path.Combine(Root, "libraries", part, "src");
        return Directory.Exists(library) ? library : Path.Combine(Root, part);
    }

    private static XElement Project(string part) => XDocument.Load(Path.Combine(FolderOf(part), $"{part}.csproj")).Root!;
}
