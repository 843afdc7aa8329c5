using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace OrleansLedger.GraphQL.Bench.Load;

/// <summary>
/// One keep-alive connection that sends the same bytes over and over. It knows as much of HTTP/1.1 as the answers of the measured servers need
/// (a length or chunks), so that the load costs little of the CPU that the server needs. Not for two exchanges at a time.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;

    private HttpConnection(Socket socket) => _socket = socket;

    public static async Task<HttpConnection> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address.Host), address.Port), cancellationToken);
            return new HttpConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of a GraphQL request by POST.</summary>
    public static byte[] Request(Uri address, ReadOnlySpan<byte> body) =>
    [
        .. Encoding.ASCII.GetBytes(
            $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <param name="request">From <see cref="Request"/>.</param>
    /// <param name="body">Takes the answer's body; null drops it.</param>
    /// <param name="cancellationToken">Leaves the connection unusable.</param>
    /// <exception cref="IOException">The connection ended, or what came is no HTTP answer of the kind known here.</exception>
    public async ValueTask<HttpAnswer> ExchangeAsync(ReadOnlyMemory<byte> request, IBufferWriter<byte>? body, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(request, cancellationToken);
        var head = await ReadHeadAsync(cancellationToken);
        if (head.Length is { } length)
        {
            await ReadBodyAsync(length, body, cancellationToken);
            return new HttpAnswer(head.Status, length);
        }

        return new HttpAnswer(head.Status, await ReadChunksAsync(body, cancellationToken));
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<Head> ReadHeadAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = Unread.IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync(cancellationToken);
        }

        var head = Head.Parse(Unread[..end]);
        _start += end + 4;
        return head;
    }

    private async ValueTask ReadBodyAsync(int length, IBufferWriter<byte>? body, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            if (_start == _end)
            {
                await ReceiveAsync(cancellationToken);
            }

            var part = Math.Min(length, _end - _start);
            body?.Write(_buffer.AsSpan(_start, part));
            _start += part;
            length -= part;
        }
    }

    private async ValueTask<int> ReadChunksAsync(IBufferWriter<byte>? body, CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            int end;
            while ((end = Unread.IndexOf("\r\n"u8)) < 0)
            {
                await ReceiveAsync(cancellationToken);
            }

            if (!Utf8Parser.TryParse(Unread[..end], out int size, out _, 'x'))
            {
                throw new IOException("A chunk came without its size.");
            }

            _start += end + 2;
            await ReadBodyAsync(size, body, cancellationToken);
            await ReadBodyAsync("\r\n".Length, body: null, cancellationToken);
            if (size == 0)
            {
                return total;
            }

            total += size;
        }
    }

    private ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            Unread.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            throw new IOException("The head of an answer is longer than the buffer.");
        }

        var received = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
        if (received == 0)
        {
            throw new IOException("The server closed the connection.");
        }

        _end += received;
    }

    /// <summary>What is needed of a status line and headers. The body comes in chunks where there is no length.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Head(int Status, int? Length)
    {
        public static Head Parse(ReadOnlySpan<byte> head)
        {
            if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _))
            {
                throw new IOException("What came does not begin like an answer of HTTP/1.1.");
            }

            foreach (var range in head.Split("\r\n"u8))
            {
                var line = head[range];
                var colon = line.IndexOf((byte)':');
                if (colon < 0)
                {
                    continue;
                }

                var value = line[(colon + 1)..].TrimStart((byte)' ');
                if (Ascii.EqualsIgnoreCase(line[..colon], "content-length"u8) && Utf8Parser.TryParse(value, out int length, out _))
                {
                    return new Head(status, length);
                }

                if (Ascii.EqualsIgnoreCase(line[..colon], "transfer-encoding"u8) && Ascii.EqualsIgnoreCase(value, "chunked"u8))
                {
                    return new Head(status, Length: null);
                }
            }

            throw new IOException($"An answer with status {status} says neither how long it is nor that it comes in chunks.");
        }
    }
}
