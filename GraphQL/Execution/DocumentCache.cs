using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>What is known of documents by their text: compiled, or why not. Bounded; the least recently used goes first, roughly.</summary>
internal sealed class DocumentCache(int capacity)
{
    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private readonly Lock gate = new();
    private volatile Dictionary<ulong, Entry> entries = [];
    private long clock;

    /// <summary>What is known of a text, or null.</summary>
    public PreparedDocument? Find(ReadOnlySpan<byte> text)
    {
        if (!entries.TryGetValue(KeyOf(text), out var entry) || !text.SequenceEqual(entry.Text))
        {
            return null;
        }

        entry.LastUsed = Interlocked.Increment(ref clock);
        return entry.Document;
    }

    /// <summary>Remembers a text.</summary>
    public void Add(ReadOnlySpan<byte> text, PreparedDocument document)
    {
        if (capacity <= 0)
        {
            return;
        }

        lock (gate)
        {
            // Readers take no lock: the dictionary they see never changes. Texts are seldom new.
            var kept = entries.Count < capacity
                ? new Dictionary<ulong, Entry>(entries)
                : new Dictionary<ulong, Entry>(entries.OrderByDescending(e => e.Value.LastUsed).Take(capacity * 3 / 4));
            kept[KeyOf(text)] = new Entry(text.ToArray(), document) { LastUsed = Interlocked.Increment(ref clock) };
            entries = kept;
        }
    }

    // A collision costs the older text its place, no more: texts are compared. The seed keeps strangers from making them.
    private static ulong KeyOf(ReadOnlySpan<byte> text)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        var hash = Seed ^ (ulong)text.Length;
        while (text.Length >= sizeof(ulong))
        {
            hash = (BitOperations.RotateLeft(hash, 29) ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * Multiplier;
            text = text[sizeof(ulong)..];
        }

        foreach (var b in text)
        {
            hash = (BitOperations.RotateLeft(hash, 29) ^ b) * Multiplier;
        }

        return hash;
    }

    private sealed class Entry(byte[] text, PreparedDocument document)
    {
        public byte[] Text { get; } = text;

        public PreparedDocument Document { get; } = document;

        public long LastUsed { get; set; }
    }
}

/// <summary>A document that may be executed, or the errors that say why not.</summary>
internal sealed record PreparedDocument(CompiledDocument? Document, IReadOnlyList<GraphQLError> Errors);
