using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace OrleansLedger.GraphQL.Language;

/// <summary>Where text becomes bytes and bytes turn out not to be text.</summary>
internal static class Utf8Text
{
    /// <summary>The text up to the first byte that is not UTF-8; all of it when there is none.</summary>
    public static ReadOnlySpan<byte> ValidPart(ReadOnlySpan<byte> source)
    {
        if (Utf8.IsValid(source))
        {
            return source;
        }

        var rest = source;
        while (Rune.DecodeFromUtf8(rest, out _, out var consumed) == OperationStatus.Done)
        {
            rest = rest[consumed..];
        }

        return source[..^rest.Length];
    }

    /// <summary>
    /// UTF-8 of a string. A surrogate without its partner becomes the three bytes it would have were it a character: no valid UTF-8, so that the
    /// parser refuses it in its place instead of reading a replacement character nobody wrote.
    /// </summary>
    public static byte[] FromString(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var utf8 = new ArrayBufferWriter<byte>(text.Length * 3);
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var isCharacter = Rune.DecodeFromUtf16(rest, out var character, out var consumed) == OperationStatus.Done;
            utf8.Advance(isCharacter ? character.EncodeToUtf8(utf8.GetSpan(4)) : EncodeSurrogate(rest[0], utf8.GetSpan(3)));
            rest = rest[consumed..];
        }

        return utf8.WrittenSpan.ToArray();
    }

    /// <summary>The surrogate these bytes would be, null when they are something else.</summary>
    public static int? SurrogateAt(ReadOnlySpan<byte> source) =>
        source is [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..] ? 0xD000 | ((source[1] & 0x3F) << 6) | (source[2] & 0x3F) : null;

    private static int EncodeSurrogate(char surrogate, Span<byte> destination)
    {
        destination[0] = 0xED;
        destination[1] = (byte)(0x80 | ((surrogate >> 6) & 0x3F));
        destination[2] = (byte)(0x80 | (surrogate & 0x3F));
        return 3;
    }
}
