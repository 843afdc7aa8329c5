using System.Runtime.InteropServices;
using System.Text;

namespace OrleansLedger.GraphQL.Language;

/// <summary>
/// Strings for the names and numbers of documents. A server sees the same few hundred names in every request: the table remembers them between
/// parses, so that parsing such a document allocates none. It has a fixed size and a newcomer replaces what has its place, so no stranger can make it grow.
/// </summary>
internal static class NameTable
{
    private const int Slots = 2048;
    private const int LongestRemembered = 48;

    // Entries are immutable and references are written whole: without a lock the worst is a name allocated twice.
    private static readonly Entry?[] Entries = new Entry?[Slots];

    public static string Get(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > LongestRemembered)
        {
            return Encoding.ASCII.GetString(ascii);
        }

        ref var slot = ref Entries[Hash(ascii) & (Slots - 1)];
        var entry = slot;
        if (entry is not null && ascii.SequenceEqual(entry.Ascii))
        {
            return entry.Text;
        }

        entry = new Entry(ascii.ToArray(), Encoding.ASCII.GetString(ascii));
        slot = entry;
        return entry.Text;
    }

    private static uint Hash(ReadOnlySpan<byte> ascii)
    {
        var hash = (uint)ascii.Length;
        if (ascii.Length >= sizeof(uint))
        {
            var middle = MemoryMarshal.Read<uint>(ascii[((ascii.Length - sizeof(uint)) / 2)..]);
            hash += (MemoryMarshal.Read<uint>(ascii) * 0x9E3779B1) ^ (MemoryMarshal.Read<uint>(ascii[^sizeof(uint)..]) * 0x85EBCA77) ^ (middle * 0xC2B2AE3D);
        }
        else
        {
            foreach (var letter in ascii)
            {
                hash = (hash + letter) * 0x9E3779B1;
            }
        }

        return hash ^ (hash >> 15) ^ (hash >> 23);
    }

    private sealed class Entry(byte[] ascii, string text)
    {
        public byte[] Ascii { get; } = ascii;

        public string Text { get; } = text;
    }
}
