using System.Text.Json;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Redis;

/// <summary>Garnet, the Redis-compatible server that the repository's tool manifest (.config/dotnet-tools.json) pins.</summary>
internal static class GarnetTool
{
    private const string Package = "garnet-server";

    /// <summary>How to start it on a port of the loopback interface; the tool is restored if it is not on the machine yet.</summary>
    public static async Task<Launch> GetAsync(int port, CancellationToken cancellationToken)
    {
        var assembly = Find() ?? await RestoreAsync(cancellationToken);

        // The assembly itself rather than `dotnet tool run`, which would stand in between and take its time.
        return new Launch(RepositoryPrograms.DotNet, assembly, "--lua", "--bind", "127.0.0.1", "--port", port.ToString(), "--memory", "256m", "--index", "16m", "--logger-level", "Warning", "-q")
        {
            Environment = RepositoryPrograms.ForDotNet,
        };
    }

    private static async Task<string> RestoreAsync(CancellationToken cancellationToken)
    {
        List<string> output = [];
        var restore = new Launch(RepositoryPrograms.DotNet, "tool", "restore") { WorkingDirectory = RepositoryPrograms.Root };
        var code = await SupervisedProcess.RunAsync(restore, output.Add, cancellationToken);
        return Find() ?? throw new StartException(
            $"Garnet ({Package}) could not be restored: {ExitCodes.Describe(code)}. Run `dotnet tool restore` in {RepositoryPrograms.Root} to see why, or set ConnectionStrings:redis to a Redis of yours.{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", output)}");
    }

    private static string? Find()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryPrograms.Root, ".config", "dotnet-tools.json")));
        var version = manifest.RootElement.GetProperty("tools").GetProperty(Package).GetProperty("version").GetString()!;
        return PackagesFolders
            .Select(folder => Path.Combine(folder, Package, version, "tools"))
            .Where(Directory.Exists)
            .SelectMany(tools => Directory.EnumerateFiles(tools, "GarnetServer.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .FirstOrDefault(assembly => File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json")) && Path.GetFileName(Path.GetDirectoryName(assembly)) == "any");
    }

    /// <summary>The folder in force, and the usual one: a tool restored there before counts as restored, whatever folder is in force now.</summary>
    private static IEnumerable<string> PackagesFolders
    {
        get
        {
            if (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder)
            {
                yield return folder;
            }

            yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".nuget", "packages");
        }
    }
}
