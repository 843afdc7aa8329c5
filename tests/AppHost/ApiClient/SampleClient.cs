using System.Text.Json.Nodes;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.AppHost.Tests.ApiClient;

/// <summary><c>samples/api-client</c> as a user runs it: packages from its lock file, and Node.</summary>
internal static class SampleClient
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "api-client");
    private static readonly SemaphoreSlim s_installing = new(1);

    /// <summary>What it says at its end. A failure fails the test with its words.</summary>
    public static Task<JsonNode> RunAsync(Uri url, string platformKey, string company, params string[] arguments) =>
        RunAsync(new Launch(Node, ["main.mjs", "--json", "--url", url.AbsoluteUri, "--company", company, .. arguments])
        {
            WorkingDirectory = s_folder,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ORLEANSLEDGER_PLATFORM_KEY"] = platformKey },
        });

    /// <summary>The SHA-256 of the receipt that it makes for each of its transactions, by source reference.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ReceiptsAsync(JsonNode transactions)
    {
        const string Script = """
            const { makeReceipt } = await import('./transactions.mjs');
            const { createHash } = await import('node:crypto');
            const hashes = {};
            for (const one of JSON.parse(process.env.TRANSACTIONS)) {
              hashes[one.sourceReference] = createHash('sha256').update(Buffer.from(await makeReceipt(one).arrayBuffer())).digest('hex');
            }
            console.log(JSON.stringify(hashes));
            """;
        var hashes = await RunAsync(new Launch(Node, ["--input-type=module", "--eval", Script])
        {
            WorkingDirectory = s_folder,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["TRANSACTIONS"] = transactions.ToJsonString() },
        });
        return hashes.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal);
    }

    private static string Node => Programs.Find(OperatingSystem.IsWindows() ? "node.exe" : "node") ?? throw new InvalidOperationException("No node on PATH. Install Node.js 20 or later.");

    private static async Task<JsonNode> RunAsync(Launch launch)
    {
        await InstallAsync();
        List<string> lines = [];
        var code = await SupervisedProcess.RunAsync(launch, line => Add(lines, line), TestContext.Current.CancellationToken);
        code.ShouldBe(0, string.Join(Environment.NewLine, lines));
        return JsonNode.Parse(lines.Last(line => line.StartsWith('{')))!;
    }

    /// <summary>Once: npm leaves its copy of the lock file in node_modules, and the installed packages are those of that one.</summary>
    private static async Task InstallAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await s_installing.WaitAsync(cancellation);
        try
        {
            var wanted = await File.ReadAllTextAsync(Path.Combine(s_folder, "package-lock.json"), cancellation);
            var marker = Path.Combine(s_folder, "node_modules", ".installed-lock.json");
            if (!File.Exists(marker) || await File.ReadAllTextAsync(marker, cancellation) != wanted)
            {
                await Npm.InstallAsync(s_folder, cancellation);
                await File.WriteAllTextAsync(marker, wanted, cancellation);
            }
        }
        finally
        {
            s_installing.Release();
        }
    }

    private static void Add(List<string> lines, string line)
    {
        // Both streams of the program are read at once.
        lock (lines)
        {
            lines.Add(line);
        }
    }
}
