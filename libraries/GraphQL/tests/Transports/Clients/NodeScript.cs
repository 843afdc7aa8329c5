using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Tests.Reference;

namespace OrleansLedger.GraphQL.Tests.Transports.Clients;

/// <summary>A script of <c>libraries/GraphQL/tests/clients</c> in a Node process of its own, talking to one server.</summary>
internal sealed class NodeScript : IAsyncDisposable
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(60);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "clients");

    private readonly Process process;
    private readonly string name;

    private NodeScript(Process process, string name) => (this.process, this.name) = (process, name);

    public static async Task<NodeScript> StartAsync(string name, Uri server)
    {
        await NodePackages.InstallAsync(Folder, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("node", [$"{name}.mjs", server.ToString()])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        return new NodeScript(Process.Start(start) ?? throw new InvalidOperationException("node could not be started. Install Node.js 20 or later."), name);
    }

    /// <summary>The script's next step, which must be this one.</summary>
    public async Task<JsonNode?> StepAsync(string step)
    {
        var (given, value) = await NextAsync();
        given.ShouldBe(step, $"{name}.mjs: {value?.ToJsonString()}");
        return value;
    }

    /// <summary>The script's next step, whichever it is.</summary>
    public async Task<(string Step, JsonNode? Value)> NextAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(LongestStep);
        var line = await process.StandardOutput.ReadLineAsync(deadline.Token) ?? throw new InvalidOperationException($"{name}.mjs ended before its next step.");
        var json = JsonNode.Parse(line)!;
        return (json["step"]!.GetValue<string>(), json["value"]);
    }

    /// <summary>Lets a script that waits go on.</summary>
    public async Task GoOnAsync()
    {
        await process.StandardInput.WriteLineAsync("go on");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }
}
