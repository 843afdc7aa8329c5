using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

/// <summary>A connection to the simulated ws.fortnox.se/topics-v1.</summary>
internal sealed class TopicClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ClientWebSocket _socket = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TopicClient> ConnectAsync(SandboxServer sandbox)
    {
        var client = new TopicClient();
        await client._socket.ConnectAsync(new Uri($"ws://{sandbox.Address.Authority}/fortnox/topics-v1"), Cancellation);
        return client;
    }

    /// <summary>Connected, with the sessions' tenants and one topic, and subscribed.</summary>
    public static async Task<TopicClient> SubscribeAsync(SandboxServer sandbox, string topic, string? offset, params FortnoxSession[] sessions)
    {
        var client = await ConnectAsync(sandbox);
        (await client.AddTenantsAsync(sessions))["result"]!.GetValue<string>().ShouldBe("ok");
        (await client.AddTopicAsync(topic, offset))["result"]!.GetValue<string>().ShouldBe("ok");
        (await client.CommandAsync(new JsonObject { ["command"] = "subscribe-v1" })).ToJsonString().ShouldBe("{\"response\":\"subscribe-v1\",\"result\":\"ok\"}");
        return client;
    }

    public Task<JsonNode> AddTenantsAsync(params FortnoxSession[] sessions) => CommandAsync(new JsonObject
    {
        ["command"] = "add-tenants-v1",
        ["clientSecret"] = "sandbox-secret-fortnox",
        ["accessTokens"] = new JsonArray([.. sessions.Select(session => (JsonNode)$"Bearer {session.AccessToken}")]),
    });

    public Task<JsonNode> AddTopicAsync(string topic, string? offset = null)
    {
        var wanted = new JsonObject { ["topic"] = topic };
        if (offset is not null) wanted["offset"] = offset;
        return CommandAsync(new JsonObject { ["command"] = "add-topics-v1", ["topics"] = new JsonArray(wanted) });
    }

    /// <summary>Sends a command and gives what comes next.</summary>
    public Task<JsonNode> CommandAsync(JsonObject command) => SendAsync(command.ToJsonString());

    public async Task<JsonNode> SendAsync(string text)
    {
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        return await NextAsync();
    }

    /// <summary>The next message, be it an answer or an event.</summary>
    public async Task<JsonNode> NextAsync()
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(length), Cancellation).AsTask().WaitAsync(Patience, Cancellation);
            part.MessageType.ShouldBe(WebSocketMessageType.Text);
            length += part.Count;
            if (part.EndOfMessage) return JsonNode.Parse(buffer.AsSpan(0, length))!;
        }
    }

    /// <summary>The types of the next events with their entities.</summary>
    public async Task<IReadOnlyList<string>> NextAsync(int count)
    {
        var events = new List<string>();
        while (events.Count < count)
        {
            var happened = await NextAsync();
            events.Add($"{happened["type"]} {happened["entityId"]}");
        }

        return events;
    }

    /// <summary>Ends the connection as a client that is done does.</summary>
    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
