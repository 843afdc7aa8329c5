using System.Diagnostics;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests;

/// <summary>
/// Runs a script of <c>tests/clients/{name}</c>, which uses a provider's public npm library, and gives the JSON it prints. The pinned packages are installed
/// with <c>npm ci</c> into a folder beside the tests' binaries at the first use.
/// </summary>
internal static class NodeClient
{
    private static readonly SemaphoreSlim Installing = new(1);

    public static async Task<JsonNode> RunAsync(string name, params string[] arguments)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "clients", name);
        await InstallAsync(folder);
        return JsonNode.Parse(await ExecuteAsync(folder, "node", ["run.cjs", .. arguments]))!;
    }

    /// <summary>The installed packages are those of this lock file: npm leaves its copy of it in node_modules.</summary>
    private static async Task InstallAsync(string folder)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await Installing.WaitAsync(cancellation);
        try
        {
            var wanted = await File.ReadAllTextAsync(Path.Combine(folder, "package-lock.json"), cancellation);
            var marker = Path.Combine(folder, "node_modules", ".installed-lock.json");
            if (File.Exists(marker) && await File.ReadAllTextAsync(marker, cancellation) == wanted) return;
            await ExecuteAsync(folder, "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
            await File.WriteAllTextAsync(marker, wanted, cancellation);
        }
        finally
        {
            Installing.Release();
        }
    }

    private static async Task<string> ExecuteAsync(string folder, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started. Install Node.js 20 or later.");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
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

        if (process.ExitCode != 0) throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' in {folder} ended with {process.ExitCode}: {await errors}{await output}");
        return await output;
    }
}
