using System.Buffers;
using System.IO.Pipelines;

namespace OrleansLedger.GraphQL.Transports.Http;

/// <summary>A request's body. It stays in the server's own buffer where it can, and is given back on disposal.</summary>
internal readonly struct RequestBody : IDisposable
{
    private readonly PipeReader? reader;
    private readonly SequencePosition end;
    private readonly byte[]? pooled;

    private RequestBody(ReadOnlyMemory<byte> text, PipeReader? reader, SequencePosition end, byte[]? pooled) => (Text, this.reader, this.end, this.pooled) = (text, reader, end, pooled);

    /// <summary>The whole of it.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>Reads to the end, or until there is more than allowed.</summary>
    /// <param name="reader">The connection.</param>
    /// <param name="limit">Bytes.</param>
    /// <param name="keep">Whether the body is needed for long: it gets memory of its own then, and the server's buffer is free for others.</param>
    /// <param name="cancellationToken">Ends when the client has gone.</param>
    /// <returns>The body, or null when it is too large.</returns>
    public static async ValueTask<RequestBody?> ReadAsync(PipeReader reader, int limit, bool keep, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (buffer.Length > limit)
            {
                reader.AdvanceTo(buffer.End);
                return null;
            }

            if (!read.IsCompleted)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            if (buffer.IsSingleSegment && !keep)
            {
                return new RequestBody(buffer.First, reader, buffer.End, pooled: null);
            }

            var length = (int)buffer.Length;
            var copy = keep ? new byte[length] : ArrayPool<byte>.Shared.Rent(length);
            buffer.CopyTo(copy);
            reader.AdvanceTo(buffer.End);
            return new RequestBody(copy.AsMemory(0, length), reader: null, end: default, keep ? null : copy);
        }
    }

    public void Dispose()
    {
        reader?.AdvanceTo(end);
        if (pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }
}
