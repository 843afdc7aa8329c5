using System.Buffers.Text;
using System.Net.WebSockets;
using System.Text;

namespace OrleansLedger.Bench.Subscriptions;

/// <summary>Subscriptions over one WebSocket (graphql-transport-ws), with the key in <c>connection_init</c> as browsers send it. Their ids are their places in the list.</summary>
internal sealed class SocketSubscriber(Uri address, IReadOnlyList<Listener> listeners) : ISubscriber
{
    private static readonly byte[] s_ping = """{"type":"ping"}"""u8.ToArray();
    private static readonly byte[] s_pong = """{"type":"pong"}"""u8.ToArray();

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _buffer = new byte[1024];
    private Task _reading = Task.CompletedTask;

    public IReadOnlyList<Listener> Listeners => listeners;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _socket.Options.AddSubProtocol("graphql-transport-ws");
        _socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        _socket.Options.Proxy = null;
        await _socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, cancellationToken);
        await SendAsync(Encoding.UTF8.GetBytes($$$"""{"type":"connection_init","payload":{"authorization":"Bearer {{{listeners[0].Key}}}"}}"""), cancellationToken);
        var answer = await ReceiveAsync(cancellationToken);
        if (answer.Span.IndexOf("\"connection_ack\""u8) < 0)
        {
            throw new IOException($"The API did not acknowledge a socket but said {Encoding.UTF8.GetString(answer.Span)}");
        }

        for (var id = 0; id < listeners.Count; id++)
        {
            await SendAsync(Encoding.UTF8.GetBytes($$"""{"type":"subscribe","id":"{{id}}","payload":{{listeners[id].Request}}}"""), cancellationToken);
        }

        // Messages are taken in order: with this one's answer, those before it have been.
        await SendAsync(s_ping, cancellationToken);
        _reading = ReadAsync();
        await _taken.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _reading;
        _socket.Dispose();
        _leaving.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var message = await ReceiveAsync(_leaving.Token);
                if (Of(message.Span, "next") is { } hearing)
                {
                    hearing.Hear(message.Span);
                }
                else if (Of(message.Span, "complete") is { } completed)
                {
                    completed.Complete();
                }
                else if (Of(message.Span, "error") is { } refused)
                {
                    refused.Fail(Encoding.UTF8.GetString(message.Span));
                }
                else if (message.Span.StartsWith("{\"type\":\"ping\""u8))
                {
                    await SendAsync(s_pong, _leaving.Token);
                }
                else if (message.Span.StartsWith("{\"type\":\"pong\""u8))
                {
                    _taken.TrySetResult();
                }
                else
                {
                    throw new IOException($"the API said {Encoding.UTF8.GetString(message.Span)}");
                }
            }
        }
        catch (Exception e) when (_leaving.IsCancellationRequested && e is OperationCanceledException or WebSocketException)
        {
            // The client has had enough.
        }
        catch (Exception e) when (e is IOException or WebSocketException)
        {
            _taken.TrySetException(e);
            foreach (var listener in listeners)
            {
                listener.Fail(e.Message);
            }
        }
    }

    /// <summary>Whose message it is, where it is one of that type.</summary>
    private Listener? Of(ReadOnlySpan<byte> message, string type)
    {
        var start = Encoding.ASCII.GetBytes($"{{\"type\":\"{type}\",\"id\":\"");
        return message.StartsWith(start) && Utf8Parser.TryParse(message[start.Length..], out int id, out _) ? listeners[id] : null;
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
                throw new IOException($"the API closed the socket: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
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
