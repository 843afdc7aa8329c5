using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Access;

/// <summary>How client libraries send a key over a WebSocket.</summary>
public sealed class SocketKeyTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"authorization":"KEY"}""")]
    [InlineData("""{"Authorization":"KEY"}""")]
    [InlineData("""{"headers":{"Authorization":"KEY"}}""")]
    public async Task A_key_in_connection_init_is_taken_however_it_is_spelt(string payload)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());

        (await ViewerAsync(api, payload.Replace("KEY", $"Bearer {key.Reveal()}", StringComparison.Ordinal)))["payload"]!["data"]!["viewer"]!["name"]!.GetValue<string>().ShouldBe("office");
    }

    [Fact]
    public async Task Without_a_key_the_answer_says_where_to_put_it()
    {
        await using var api = await RunningApi.StartAsync(fixture);

        (await ViewerAsync(api, """{"token":"olk_"}""")).ToJsonString().ShouldSatisfyAllConditions(t => t.ShouldContain("AUTH_NOT_AUTHENTICATED"), t => t.ShouldContain("connection_init"));
    }

    [Fact]
    public async Task Operations_over_a_socket_count_as_requests_of_the_key()
    {
        await using var api = await RunningApi.StartAsync(fixture, ("Api:RateLimit:RequestsPerMinute", "1"), ("Api:RateLimit:Burst", "3"));
        var key = await api.CreateKeyAsync(await api.CreateTenantAsync());
        using var socket = await ConnectAsync(api, $$"""{"authorization":"Bearer {{key.Reveal()}}"}""");

        for (var allowed = 1; allowed <= 3; allowed++)
        {
            await SendAsync(socket, $$$"""{"type":"subscribe","id":"{{{allowed}}}","payload":{"query":"{ viewer { name } }"}}""");
            (await ReceiveAsync(socket))["type"]!.GetValue<string>().ShouldBe("next");
            (await ReceiveAsync(socket))["type"]!.GetValue<string>().ShouldBe("complete");
        }

        await SendAsync(socket, """{"type":"subscribe","id":"4","payload":{"query":"{ viewer { name } }"}}""");

        var refused = (await ReceiveAsync(socket)).ToJsonString();
        refused.ShouldContain("\"type\":\"error\"");
        refused.ShouldContain("RATE_LIMITED");
        refused.ShouldContain("send this operation again");
    }

    private static async Task<JsonNode> ViewerAsync(RunningApi api, string payload)
    {
        using var socket = await ConnectAsync(api, payload);
        await SendAsync(socket, """{"type":"subscribe","id":"1","payload":{"query":"{ viewer { name } }"}}""");
        return await ReceiveAsync(socket);
    }

    private static async Task<ClientWebSocket> ConnectAsync(RunningApi api, string payload)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        socket.Options.Proxy = null;
        await socket.ConnectAsync(new UriBuilder(api.Browser.BaseAddress!) { Scheme = "ws", Path = "/graphql" }.Uri, Cancelled);
        await SendAsync(socket, $$"""{"type":"connection_init","payload":{{payload}}}""");
        (await ReceiveAsync(socket))["type"]!.GetValue<string>().ShouldBe("connection_ack");
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string message) => socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, Cancelled);

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), Cancelled);
            length += part.Count;
            if (part.EndOfMessage)
            {
                return JsonSerializer.Deserialize<JsonNode>(buffer.AsSpan(0, length))!;
            }
        }
    }
}
