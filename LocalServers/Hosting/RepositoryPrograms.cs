using System.Reflection;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.LocalServers.Hosting;

/// <summary>How the programs of this repository are started.</summary>
internal static class RepositoryPrograms
{
    private static readonly Dictionary<string, string?> Built = typeof(RepositoryPrograms).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Value, StringComparer.Ordinal);

    private const string Loopback = "localhost,127.0.0.1,::1";

    /// <summary>The folder this AppHost was built in.</summary>
    public static string Root => Built["RepositoryRoot"]!;

    /// <summary>The configuration it was built in: Debug or Release.</summary>
    public static string Configuration => Built["Configuration"]!;

    /// <summary>The .NET host that runs this process.</summary>
    public static string DotNet { get; } = FindDotNet();

    public static Launch Project(string folder)
    {
        var output = Path.Combine(Root, folder, Built["BuildOutput"]!);
        var assembly = Path.Combine(output, $"OrleansLedger.{folder}.dll");
        return File.Exists(assembly)
            ? new Launch(DotNet, assembly) { WorkingDirectory = output, Environment = ForDotNet }
            : throw new StartException($"{assembly} is missing: {folder} is not built. Run: dotnet build {Path.Combine(Root, "AppHost")}");
    }

    public static async Task<Launch> NpmScriptAsync(string folder, string script, CancellationToken cancellationToken)
    {
        var npm = Npm.Path;
        var package = Path.Combine(Root, folder);
        if (!Directory.Exists(Path.Combine(package, "node_modules")))
        {
            await Npm.InstallAsync(package, cancellationToken);
        }

        return new Launch(npm, "run", script) { WorkingDirectory = package };
    }

    /// <summary>
    /// Variables for every .NET program: one heap instead of one for each core, because several programs share the machine; no proxy for loopback; warnings and errors only from the
    /// frameworks.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> ForDotNet { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["DOTNET_gcServer"] = Given("DOTNET_gcServer") ?? "0",
        ["DOTNET_TieredPGO"] = Given("DOTNET_TieredPGO") ?? "0",
        ["NO_PROXY"] = Given("NO_PROXY") is { } hosts ? $"{hosts},{Loopback}" : Loopback,
        ["Logging__LogLevel__Microsoft.AspNetCore"] = Given("Logging__LogLevel__Microsoft.AspNetCore") ?? "Warning",
        ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = Given("Logging__LogLevel__Microsoft.Hosting.Lifetime") ?? "Warning",
        ["Logging__LogLevel__System.Net.Http.HttpClient"] = Given("Logging__LogLevel__System.Net.Http.HttpClient") ?? "Warning",
        ["Logging__LogLevel__Orleans."] = Given("Logging__LogLevel__Orleans.") ?? "Warning",
    };

    private static string? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static string FindDotNet()
    {
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            return Environment.ProcessPath!;
        }

        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
            ?? (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? Path.Combine(root, name) : Programs.Find("dotnet"))
            ?? throw new StartException("No dotnet on PATH. Install the .NET 10 SDK (https://dotnet.microsoft.com/download), or set DOTNET_ROOT to where it is.");
    }
}
