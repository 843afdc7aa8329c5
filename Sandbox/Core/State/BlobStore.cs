using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OrleansLedger.Sandbox.Core.State;

/// <summary>Contents of attachments by their SHA-256, on disk when the state persists, else in memory. Equal contents are stored once.</summary>
internal sealed class BlobStore(StateStore store)
{
    private readonly ConcurrentDictionary<string, byte[]> _memory = new(StringComparer.Ordinal);

    /// <returns>The content's id: lower-case hexadecimal SHA-256.</returns>
    public string Put(byte[] content)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(content));
        if (store.BlobFolder is not { } folder)
        {
            _memory.TryAdd(id, content);
            return id;
        }

        var path = Path.Combine(folder, id);
        if (File.Exists(path)) return id;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, Guid.CreateVersion7().ToString("N"));
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
        return id;
    }

    public byte[] Get(string id)
    {
        if (store.BlobFolder is not { } folder) return _memory[id];
        return File.ReadAllBytes(Path.Combine(folder, id));
    }
}
