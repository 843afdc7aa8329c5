using System.Collections.Concurrent;

namespace OrleansLedger.GraphQL.Transports.PersistedDocuments;

/// <summary>Documents in this process's memory; when they become too large together, the oldest go.</summary>
/// <param name="maxBytes">Bytes of all texts. Default 16 MiB.</param>
public sealed class DocumentMemory(long maxBytes = 16 * 1024 * 1024) : IPersistedDocuments
{
    private readonly ConcurrentDictionary<string, byte[]> documents = new(StringComparer.Ordinal);
    private readonly Queue<string> byAge = new();
    private readonly Lock gate = new();
    private long bytes;

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(string id, CancellationToken cancellationToken) =>
        new(documents.TryGetValue(id, out var document) ? document : (ReadOnlyMemory<byte>?)null);

    /// <inheritdoc />
    public ValueTask AddAsync(string id, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        if (document.Length > maxBytes || documents.ContainsKey(id))
        {
            return ValueTask.CompletedTask;
        }

        lock (gate)
        {
            if (documents.TryAdd(id, document.ToArray()))
            {
                byAge.Enqueue(id);
                bytes += document.Length;
            }

            while (bytes > maxBytes && documents.TryRemove(byAge.Dequeue(), out var oldest))
            {
                bytes -= oldest.Length;
            }
        }

        return ValueTask.CompletedTask;
    }
}
