using System.Diagnostics;

namespace OrleansLedger.GraphQL.Tests.Reference;

/// <summary>The npm packages of <c>libraries/GraphQL/tests/node</c> and <c>libraries/GraphQL/tests/clients</c>, installed with <c>npm ci</c> beside the tests' binaries at the first use; nothing is fetched after that.</summary>
internal static class NodePackages
{
    private static readonly SemaphoreSlim s_installing = new(1);

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "node");

    public static Task InstallAsync(CancellationToken cancellation) => InstallAsync(Folder, cancellation);

    /// <summary>The installed packages are those of the folder's lock file: a copy of it is left in node_modules.</summary>
    public static async Task InstallAsync(string folder, CancellationToken cancellation)
    {
        await s_installing.WaitAsync(cancellation);
        try
        {
            var wanted = await File.ReadAllTextAsync(Path.Combine(folder, "package-lock.json"), cancellation);
            var marker = Path.Combine(folder, "node_modules", ".installed-lock.json");
            if (File.Exists(marker) && await File.ReadAllTextAsync(marker, cancellation) == wanted) return;
            await RunNpmAsync(folder, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], cancellation);
            await File.WriteAllTextAsync(marker, wanted, cancellation);
        }
        finally
        {
            s_installing.Release();
        }
    }

    private static async Task RunNpmAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("npm", arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("npm could not be started. Install Node.js 20 or later.");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(TimeSpan.FromMinutes(3));
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0) throw new InvalidOperationException($"'npm {string.Join(' ', arguments)}' in {folder} ended with {process.ExitCode}: {await errors}{await output}");
    }
}
