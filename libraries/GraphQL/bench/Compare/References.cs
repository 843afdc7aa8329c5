using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace OrleansLedger.GraphQL.Bench.Compare;

/// <summary>The right answers: those of graphql-js itself, normalised.</summary>
internal sealed class References
{
    private readonly Dictionary<string, string> _answers = [];

    private References(string nodeVersion) => NodeVersion = nodeVersion;

    /// <summary>As Node.js says it: v20.20.2.</summary>
    public string NodeVersion { get; }

    /// <exception cref="BenchException">Node.js or its packages are missing.</exception>
    public static async Task<References> FromGraphQLJsAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(BenchFolder.Node, "node_modules")))
        {
            throw new BenchException($"The Node servers' packages are not installed. Run \"npm ci --ignore-scripts\" in {BenchFolder.Node}.");
        }

        var references = new References((await RunNodeAsync("--version", cancellationToken)).Trim());
        foreach (var line in (await RunNodeAsync("reference.mjs", cancellationToken)).Split('\n'))
        {
            if (line.Split('\t') is [var scenario, var answer])
            {
                references._answers.Add(scenario, NormalJson.Of(Encoding.UTF8.GetBytes(answer)));
            }
        }

        return references;
    }

    public string For(Scenario scenario) => _answers.GetValueOrDefault(scenario.Name)
        ?? throw new BenchException($"reference.mjs printed no answer for {scenario.Name}. Is {scenario.Name}.json in {BenchFolder.Scenarios}?");

    private static async Task<string> RunNodeAsync(string argument, CancellationToken cancellationToken)
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", [argument]) { WorkingDirectory = BenchFolder.Node, RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = await node.StandardOutput.ReadToEndAsync(cancellationToken);
            await node.WaitForExitAsync(cancellationToken);
            return node.ExitCode == 0 ? output : throw new BenchException($"node {argument} ended with exit code {node.ExitCode}; its error is above.");
        }
        catch (Win32Exception failure)
        {
            throw new BenchException($"node could not be started: {failure.Message}. Install Node.js 20 or later (https://nodejs.org).");
        }
    }
}
