using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace OrleansLedger.AppHost.Demo.Receipts;

/// <summary>Writes an 8-bit greyscale PNG of a few lines of text, in a frame.</summary>
/// <remarks>https://www.w3.org/TR/png-3/</remarks>
internal static class PngWriter
{
    private const int Width = 480;
    private const int Height = 240;
    private const byte Paper = 0xFF;
    private const byte Ink = 0x20;

    public static byte[] Write(string title, IReadOnlyList<string> lines)
    {
        var pixels = new byte[Width * Height];
        pixels.AsSpan().Fill(Paper);
        Frame(pixels, inset: 8);
        var top = 24;
        for (var i = 0; i < lines.Count; i++)
        {
            var size = i == 0 || i == lines.Count - 1 ? 3 : 2;
            Print(pixels, lines[i], left: 24, top, size);
            top += size * (PixelFont.Height + 7);
        }

        return Encode(title, pixels);
    }

    private static void Frame(byte[] pixels, int inset)
    {
        for (var x = inset; x < Width - inset; x++)
        {
            pixels[(inset * Width) + x] = Ink;
            pixels[((Height - 1 - inset) * Width) + x] = Ink;
        }

        for (var y = inset; y < Height - inset; y++)
        {
            pixels[(y * Width) + inset] = Ink;
            pixels[(y * Width) + Width - 1 - inset] = Ink;
        }
    }

    private static void Print(byte[] pixels, string line, int left, int top, int size)
    {
        foreach (var rune in line.EnumerateRunes())
        {
            if (left + (size * PixelFont.Width) > Width - 16)
            {
                return;
            }

            var glyph = PixelFont.Glyph(rune);
            for (var y = 0; y < PixelFont.Height * size; y++)
            {
                for (var x = 0; x < PixelFont.Width * size; x++)
                {
                    if (PixelFont.IsInk(glyph, x / size, y / size))
                    {
                        pixels[((top + y) * Width) + left + x] = Ink;
                    }
                }
            }

            left += size * (PixelFont.Width + 1);
        }
    }

    private static byte[] Encode(string title, byte[] pixels)
    {
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], Height);
        header[8] = 8;

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR", header);
        Chunk(file, "iTXt", [.. "Title"u8, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(title)]);
        Chunk(file, "IDAT", Compressed(pixels));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compressed(byte[] pixels)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal))
        {
            for (var y = 0; y < Height; y++)
            {
                // Each row begins with its filter: none.
                zlib.WriteByte(0);
                zlib.Write(pixels, y * Width, Width);
            }
        }

        return data.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        var name = Encoding.ASCII.GetBytes(type);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(data, Crc(name)) ^ uint.MaxValue);
        file.Write(number);
    }

    /// <summary>The CRC of PNG's annex D, without its last step (the complement), so that it can be continued.</summary>
    private static uint Crc(ReadOnlySpan<byte> data, uint crc = uint.MaxValue)
    {
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return crc;
    }
}
