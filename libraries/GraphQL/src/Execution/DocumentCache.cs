using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>What is known of documents by their text: compiled, or why not. Bounded in number and in bytes; the least recently used goes first, roughly.</summary>
internal sealed class DocumentCache(int capacity)
{
    /// <summary>Bytes of all texts. What is compiled of them takes up to thirty times as much, and strangers choose how long they are.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of one text, so that a few cannot push out all others.</summary>
    public const int MaxText = MaxBytes / 16;

    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<ulong, Entry> entries = new();
    private int count;
    private int bytes;
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

    /// <summary>Remembers a text, which must not be changed afterwards.</summary>
    public void Add(byte[] text, PreparedDocument document)
    {
        if (capacity <= 0 || text.Length > MaxText)
        {
            return;
        }

        lock (gate)
        {
            var key = KeyOf(text);
            Remove(key);
            entries[key] = new Entry(text, document) { LastUsed = Interlocked.Increment(ref clock) };
            count++;
            bytes += text.Length;
            if (count > capacity || bytes > MaxBytes)
            {
                MakeRoom();
            }
        }
    }

    /// <summary>Forgets a quarter, so that it need not be done for every text.</summary>
    private void MakeRoom()
    {
        foreach (var (key, _) in entries.OrderBy(entry => entry.Value.LastUsed).ToList())
        {
            if (count <= Math.Max(1, capacity * 3 / 4) && bytes <= MaxBytes * 3 / 4)
            {
                return;
            }

            Remove(key);
        }
    }

    private void Remove(ulong key)
    {
        if (entries.TryRemove(key, out var old))
        {
            count--;
            bytes -= old.Text.Length;
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
