using System.Net.Http;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.LocalServers.Processes;

namespace OrleansLedger.AppHost.Tests.Guide;

/// <summary>
/// Does what the guide says, block by block, and compares what comes of it with what the guide shows. A <c>graphql</c> block is a request, with variables in a
/// <c>json</c> block and the answer in the next; <c>sh</c> is run by a shell; <c>websocket</c> is a conversation.
/// </summary>
/// <param name="folder">Where the shell finds the guide's files.</param>
internal sealed class GuideRun(HttpClient http, Uri url, SandboxControl control, Placeholders placeholders, string folder)
{
    private const string DocumentedUrl = "http://localhost:5080";

    private static readonly TimeSpan s_longestBlock = TimeSpan.FromSeconds(60);

    private readonly Shape shape = new(placeholders);
    private readonly List<string> wrong = [];
    private Queue<FencedBlock> blocks = new();

    /// <summary>Gives the answers that are not as the guide shows them, each with its line.</summary>
    /// <exception cref="InvalidOperationException">It cannot go on; the message names the line.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<FencedBlock> guide)
    {
        blocks = new Queue<FencedBlock>(guide);
        while (blocks.TryDequeue(out var block))
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(s_longestBlock);
            try
            {
                await DoAsync(block, patience.Token);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{block}: {failure.Message}{Environment.NewLine}Before that:{Environment.NewLine}{string.Join(Environment.NewLine, wrong)}", failure);
            }
        }

        return wrong;
    }

    private Task DoAsync(FencedBlock block, CancellationToken cancellationToken) => block.Language switch
    {
        "graphql" => AskAsync(block, cancellationToken),
        "sh" => RunShellAsync(block, cancellationToken),
        "websocket" => ConverseAsync(block, cancellationToken),
        "test" when block.Text == "hold" => control.ArmFaultAsync(new JsonObject { ["kind"] = "hold-before", ["path"] = "BankTransactions" }, cancellationToken),
        "test" when block.Text == "release" => control.DisarmFaultsAsync(cancellationToken),
        "test" => ConsentAsync(block, cancellationToken),
        _ => throw new InvalidOperationException("Nothing before this block makes it, so that nobody checks it."),
    };

    private async Task AskAsync(FencedBlock block, CancellationToken cancellationToken)
    {
        var variables = blocks.TryPeek(out var next) && next.Language == "json" && !IsAnswer(next) ? JsonNode.Parse(placeholders.Fill(blocks.Dequeue().Text)) : null;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/graphql"))
        {
            Content = JsonContent.Create(new JsonObject { ["query"] = placeholders.Fill(block.Text), ["variables"] = variables }),
        };
        if (block.By != "nobody")
        {
            request.Headers.Add("Authorization", $"Bearer {KeyOf(block)}");
        }

        using var response = await http.SendAsync(request, cancellationToken);
        Same(Shown("json", block), await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private async Task RunShellAsync(FencedBlock block, CancellationToken cancellationToken)
    {
        var lines = Channel.CreateUnbounded<string>();
        var launch = new Launch("sh", "-c", placeholders.Fill(block.Text).Replace(DocumentedUrl, url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal))
        {
            WorkingDirectory = folder,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LEDGER_KEY"] = KeyOf(block) },
        };
        await using var shell = await SupervisedProcess.StartAsync(launch, line => lines.Writer.TryWrite(line));
        _ = EndAsync(shell.Exited, lines.Writer);
        var shown = blocks.TryPeek(out var next) && next.Language == "text" ? blocks.Dequeue() : Shown("json", block);
        if (shown.Language == "json")
        {
            await shell.Exited.WaitAsync(cancellationToken);
            Same(shown, string.Concat(await lines.Reader.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken)));
        }
        else
        {
            await ComesAsync(shown, shown.Text.Split('\n').Where(line => line.Length > 0), token => NextAsync(lines.Reader, token), cancellationToken);
            await shell.StopAsync();
        }
    }

    /// <summary>Lines that begin with <c>&gt;</c> are sent; those with <c>&lt;</c> come, others perhaps before them.</summary>
    private async Task ConverseAsync(FencedBlock block, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        socket.Options.Proxy = null;
        await socket.ConnectAsync(new UriBuilder(url) { Scheme = "ws", Path = "/graphql" }.Uri, cancellationToken);
        foreach (var line in block.Text.Split('\n'))
        {
            if (line.StartsWith("> ", StringComparison.Ordinal))
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(placeholders.Fill(line[2..])), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            }
            else
            {
                await ComesAsync(block, [line[2..]], token => ReceiveAsync(socket, token), cancellationToken);
            }
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }

    /// <summary>The person at the browser: "consent {authorizationUrl} to {company}", and "follow" where the browser follows the redirect. Else the next block shows where it leads.</summary>
    private async Task ConsentAsync(FencedBlock block, CancellationToken cancellationToken)
    {
        var words = placeholders.Fill(block.Text).Split(' ');
        var browser = new ConsentBrowser(http);
        var redirect = await browser.AllowAsync(new Uri(words[1]), words[3], cancellationToken);
        if (words[^1] == "follow")
        {
            await browser.ReturnAsync(redirect, cancellationToken);
            return;
        }

        var shown = Shown("text", block);
        placeholders.Matches(shown.Text.Replace(DocumentedUrl, url.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal), redirect.OriginalString)
            .ShouldBeTrue($"{shown}: the redirect is {redirect}");
    }

    /// <summary>Each line comes, in this order; others may come between.</summary>
    private async Task ComesAsync(FencedBlock shown, IEnumerable<string> lines, Func<CancellationToken, Task<string?>> next, CancellationToken cancellationToken)
    {
        List<string> came = [];
        foreach (var line in lines)
        {
            try
            {
                do
                {
                    came.Add(await next(cancellationToken) ?? throw new InvalidOperationException("It ended."));
                }
                while (!IsSame(line, came[^1]));
            }
            catch (Exception failure) when (failure is OperationCanceledException or InvalidOperationException or WebSocketException)
            {
                throw new InvalidOperationException($"{shown} shows this, which did not come: {line}{Environment.NewLine}{failure.Message} What came:{Environment.NewLine}{string.Join(Environment.NewLine, came)}", failure);
            }
        }
    }

    private bool IsSame(string shown, string came)
    {
        var (expected, given) = (shown.IndexOf('{'), came.IndexOf('{'));
        return expected < 0 || given < 0
            ? placeholders.Matches(shown, came)
            : shown[..expected] == came[..given] && IsSameJson(shown[expected..], came[given..]);
    }

    /// <summary>Names take values only where all is as shown: another may be meant.</summary>
    private bool IsSameJson(string shown, string came)
    {
        using var taking = placeholders.Take();
        var same = shape.Differences(JsonNode.Parse(shown), JsonNode.Parse(came)).Count == 0;
        if (same)
        {
            taking.Keep();
        }

        return same;
    }

    private void Same(FencedBlock shown, string actual)
    {
        var differences = shape.Differences(JsonNode.Parse(shown.Text), Json(actual));
        if (differences.Count > 0)
        {
            wrong.Add($"{shown}:{Environment.NewLine}{string.Join(Environment.NewLine, differences)}{Environment.NewLine}The whole answer: {Pretty(actual)}");
        }
    }

    private FencedBlock Shown(string language, FencedBlock of) =>
        blocks.TryDequeue(out var shown) && shown.Language == language ? shown : throw new InvalidOperationException($"{of} is not followed by a block '{language}' with its answer.");

    private string KeyOf(FencedBlock block) => placeholders[$"{(block.By.Length == 0 ? "operator" : block.By)}Key"];

    /// <summary>Variables are an object of their own; answers have one of these.</summary>
    private static bool IsAnswer(FencedBlock block) => JsonNode.Parse(block.Text) is JsonObject json && (json.ContainsKey("data") || json.ContainsKey("errors") || json.ContainsKey("error"));

    private static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static string Pretty(string text) => Json(text)?.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? text;

    private static async Task EndAsync(Task exited, ChannelWriter<string> lines)
    {
        await exited;
        lines.Complete();
    }

    private static async Task<string?> NextAsync(ChannelReader<string> lines, CancellationToken cancellationToken) =>
        await lines.WaitToReadAsync(cancellationToken) && lines.TryRead(out var line) ? line : null;

    private static async Task<string?> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return part.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(message.ToArray());
    }
}
