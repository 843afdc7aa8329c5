using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Tests.Differential;

namespace OrleansLedger.GraphQL.Tests.Reference;

/// <summary>graphql-js in a Node process: one JSON request a line to its input, one answer a line from its output. Calls run one after the other.</summary>
internal sealed class ReferenceProcess : IEngine, IAsyncDisposable
{
    private const int Deepest = 1000;

    private static readonly JsonSerializerOptions s_written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = Deepest };
    private static readonly JsonDocumentOptions s_read = new() { MaxDepth = Deepest };
    private static readonly TimeSpan s_longestAnswer = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _calling = new(1);
    private readonly Process _process;
    private string? _schema;
    private string? _schemaAnswer;

    private ReferenceProcess(Process process) => _process = process;

    public static async Task<ReferenceProcess> StartAsync(CancellationToken cancellation)
    {
        await NodePackages.InstallAsync(cancellation);
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo("node", ["reference.mjs"])
        {
            WorkingDirectory = NodePackages.Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
        };
        return new ReferenceProcess(Process.Start(start) ?? throw new InvalidOperationException("node could not be started. Install Node.js 20 or later."));
    }

    /// <summary>Schemas repeat from case to case; the one that is set is not sent again.</summary>
    public async Task<JsonObject> SetSchemaAsync(string sdl, CancellationToken cancellation)
    {
        if (sdl != _schema)
        {
            _schemaAnswer = (await AskAsync(new JsonObject { ["schema"] = sdl }, cancellation)).ToJsonString(s_written);
            _schema = sdl;
        }

        return JsonNode.Parse(_schemaAnswer!)!.AsObject();
    }

    public Task<JsonObject> ParseAsync(string document, CancellationToken cancellation) =>
        AskAsync(new JsonObject { ["op"] = "parse", ["document"] = document }, cancellation);

    public Task<JsonObject> ValidateAsync(string document, CancellationToken cancellation) =>
        AskAsync(new JsonObject { ["op"] = "validate", ["document"] = document }, cancellation);

    /// <param name="rule">A rule's name without "Rule" at its end: only its errors are answered.</param>
    public Task<JsonObject> ValidateAsync(string document, string rule, CancellationToken cancellation) =>
        AskAsync(new JsonObject { ["op"] = "validate", ["document"] = document, ["rule"] = rule + "Rule" }, cancellation);

    public Task<JsonObject> ExecuteAsync(ExecuteRequest request, CancellationToken cancellation) => AskAsync(
        new JsonObject
        {
            ["op"] = "execute",
            ["document"] = request.Document,
            ["variables"] = request.Variables?.DeepClone(),
            ["operationName"] = request.OperationName,
            ["root"] = request.Root?.DeepClone(),
        },
        cancellation);

    public Task<JsonObject> IntrospectAsync(CancellationToken cancellation) => AskAsync(new JsonObject { ["op"] = "introspect" }, cancellation);

    public Task<JsonObject> PrintSchemaAsync(CancellationToken cancellation) => AskAsync(new JsonObject { ["op"] = "printSchema" }, cancellation);

    /// <summary>The process ends by itself at the end of its input.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _calling.Dispose();
    }

    private async Task<JsonObject> AskAsync(JsonObject request, CancellationToken cancellation)
    {
        var line = request.ToJsonString(s_written);
        await _calling.WaitAsync(cancellation);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(s_longestAnswer);
            await _process.StandardInput.WriteLineAsync(line.AsMemory(), deadline.Token);
            await _process.StandardInput.FlushAsync(deadline.Token);
            var answer = await _process.StandardOutput.ReadLineAsync(deadline.Token)
                ?? throw new InvalidOperationException($"The reference process ended at this request: {line}");
            var json = JsonNode.Parse(answer, documentOptions: s_read)!.AsObject();
            return json["crash"] is { } crash ? throw new InvalidOperationException($"The reference failed: {crash}{Environment.NewLine}at this request: {line}") : json;
        }
        finally
        {
            _calling.Release();
        }
    }
}
