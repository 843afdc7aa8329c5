using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace OrleansLedger.GraphQL.Bench.Subscriptions;

/// <summary>A WebSocket that speaks graphql-transport-ws.</summary>
/// <param name="address">The server's.</param>
/// <param name="first">Its first subscription's number.</param>
/// <param name="count">Subscriptions on it.</param>
/// <param name="deliveries">Where events go.</param>
internal sealed class SocketSubscriber(Uri address, int first, int count, Deliveries deliveries) : ISubscriber
{
    private static readonly byte[] s_init = """{"type":"connection_init"}"""u8.ToArray();
    private static readonly byte[] s_pong = """{"type":"pong"}"""u8.ToArray();

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _ended = new();
    private byte[] _buffer = new byte[512];
    private Task _reading = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _socket.Options.AddSubProtocol("graphql-transport-ws");
        _socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        await _socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, cancellationToken);
        await SendAsync(s_init, cancellationToken);
        if (await ReceiveAsync(cancellationToken) is var ack && !Encoding.UTF8.GetString(ack.Span).Contains("connection_ack", StringComparison.Ordinal))
        {
            throw new BenchException($"The server did not acknowledge the connection but said {Encoding.UTF8.GetString(ack.Span)}");
        }

        for (var id = first; id < first + count; id++)
        {
            await SendAsync(Encoding.UTF8.GetBytes($$$"""{"type":"subscribe","id":"{{{id}}}","payload":{"query":"{{{SubscriptionBench.Document}}}"}}"""), cancellationToken);
        }

        _reading = ReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _reading;
        _socket.Dispose();
        _ended.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var message = await ReceiveAsync(_ended.Token);
                if (!TryTake(message.Span))
                {
                    await SendAsync(s_pong, _ended.Token);
                }
            }
        }
        catch (Exception e) when (_ended.IsCancellationRequested && e is OperationCanceledException or WebSocketException)
        {
            // The client has had enough.
        }
        catch (Exception e)
        {
            deliveries.Fail(new BenchException($"The socket of subscriptions {first} to {first + count - 1} broke: {e.Message}"));
        }
    }

    /// <returns>False for a ping.</returns>
    private bool TryTake(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        var json = JsonElement.ParseValue(ref reader);
        switch (json.GetProperty("type").GetString())
        {
            case "next":
                var number = json.GetProperty("payload").GetProperty("data").GetProperty("ticks").GetProperty("number").GetInt32();
                deliveries.Add(int.Parse(json.GetProperty("id").GetString()!), number);
                return true;
            case "ping":
                return false;
            default:
                throw new BenchException($"the server said {json.GetRawText()}");
        }
    }

    private ValueTask SendAsync(byte[] message, CancellationToken cancellationToken) => _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new BenchException($"the server closed it: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            }

            if (part.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, length * 2);
            }
        }
    }
}
