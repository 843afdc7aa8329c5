using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>Writes JSON as UTF-8 into one growing buffer. What was written since a mark can be taken back.</summary>
/// <remarks>It writes values only; commas and keys between them are the executor's. Not for use by two threads at once.</remarks>
public sealed class ResponseWriter : IDisposable
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f" +
        "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private byte[] buffer;
    private int length;

    /// <summary>An empty writer.</summary>
    public ResponseWriter(int capacity = 4096) => buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>What is written so far. Gone with the next write or <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>As <see cref="Written"/>.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => buffer.AsMemory(0, length);

    /// <summary>Bytes written: a mark for <see cref="Truncate"/>.</summary>
    public int Length => length;

    /// <summary>Takes back everything written since the mark.</summary>
    public void Truncate(int mark) => length = mark;

    /// <summary>Overwrites one byte written before.</summary>
    internal void Patch(int position, byte value) => buffer[position] = value;

    internal ReadOnlySpan<byte> Slice(int start, int count) => buffer.AsSpan(start, count);

    /// <summary>Bytes that are JSON already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        length += json.Length;
    }

    /// <summary>One byte of JSON.</summary>
    public void WriteRaw(byte json)
    {
        if (length == buffer.Length)
        {
            Grow(1);
        }

        buffer[length++] = json;
    }

    /// <summary><c>null</c></summary>
    public void WriteNull() => WriteRaw("null"u8);

    /// <summary><c>true</c> or <c>false</c></summary>
    public void WriteBoolean(bool value) => WriteRaw(value ? "true"u8 : "false"u8);

    /// <summary>An integer.</summary>
    public void WriteNumber(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out var written);
        length += written;
    }

    /// <summary>A floating-point number, in the shortest form that reads back the same. Infinities and NaN have no JSON form.</summary>
    /// <exception cref="ArgumentException">The value is not finite.</exception>
    public void WriteNumber(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"{value} has no JSON form.", nameof(value));
        }

        value.TryFormat(Reserve(32), out var written, provider: CultureInfo.InvariantCulture);
        length += written;
    }

    /// <summary>A decimal number.</summary>
    public void WriteNumber(decimal value)
    {
        value.TryFormat(Reserve(32), out var written, provider: CultureInfo.InvariantCulture);
        length += written;
    }

    /// <summary>A value that formats itself as UTF-8 without characters that JSON escapes, in quotes.</summary>
    public void WriteQuoted<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        var size = 66;
        while (true)
        {
            var span = Reserve(size)[..size];
            if (value.TryFormat(span[1..^1], out var written, format, CultureInfo.InvariantCulture))
            {
                span[0] = (byte)'"';
                span[written + 1] = (byte)'"';
                length += written + 2;
                return;
            }

            size *= 2;
        }
    }

    /// <summary>A string, escaped.</summary>
    public void WriteString(ReadOnlySpan<char> value)
    {
        var span = Reserve((value.Length * 3) + 2);
        span[0] = (byte)'"';
        var clean = value.IndexOfAny(Escaped);
        var written = 1;
        if (clean < 0)
        {
            written += Encoding.UTF8.GetBytes(value, span[1..]);
            span[written++] = (byte)'"';
            length += written;
            return;
        }

        length += written;
        while (clean >= 0)
        {
            span = Reserve((value.Length * 3) + 8);
            written = Encoding.UTF8.GetBytes(value[..clean], span);
            written += Escape(value[clean], span[written..]);
            length += written;
            value = value[(clean + 1)..];
            clean = value.IndexOfAny(Escaped);
        }

        span = Reserve((value.Length * 3) + 1);
        written = Encoding.UTF8.GetBytes(value, span);
        span[written++] = (byte)'"';
        length += written;
    }

    /// <summary>Any JSON value, as it was read.</summary>
    public void WriteJson(JsonElement value)
    {
        var sink = new Sink(this);
        using var json = new Utf8JsonWriter(sink, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        value.WriteTo(json);
    }

    /// <summary>Any object, as System.Text.Json writes it.</summary>
    public void WriteObject(object? value, JsonSerializerOptions? options = null)
    {
        var sink = new Sink(this);
        using var json = new Utf8JsonWriter(sink, new JsonWriterOptions { SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        JsonSerializer.Serialize(json, value, options);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
            length = 0;
        }
    }

    private static int Escape(char c, Span<byte> to)
    {
        to[0] = (byte)'\\';
        var letter = c switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', '\b' => 'b', '\f' => 'f', _ => 'u' };
        to[1] = (byte)letter;
        if (letter != 'u')
        {
            return 2;
        }

        ((int)c).TryFormat(to[2..], out _, "x4", CultureInfo.InvariantCulture);
        return 6;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        if (buffer.Length - length < count)
        {
            Grow(count);
        }

        return buffer.AsSpan(length);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + count));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private sealed class Sink(ResponseWriter writer) : IBufferWriter<byte>
    {
        public void Advance(int count) => writer.length += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            writer.Reserve(Math.Max(sizeHint, 256));
            return writer.buffer.AsMemory(writer.length);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => writer.Reserve(Math.Max(sizeHint, 256));
    }
}
