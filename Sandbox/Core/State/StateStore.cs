using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace OrleansLedger.Sandbox.Core.State;

/// <summary>
/// Named sections of state, each one JSON file under <c>Sandbox:DataFolder</c>, replaced atomically. Whoever changes something calls
/// <see cref="Changed"/>; <see cref="StateWriter"/> writes what changed shortly after. Without a data folder nothing is written.
/// </summary>
internal sealed class StateStore(IOptions<SandboxOptions> options)
{
    private readonly string? _folder = string.IsNullOrWhiteSpace(options.Value.DataFolder) ? null : Path.GetFullPath(options.Value.DataFolder);
    private readonly ConcurrentDictionary<string, Func<object?>> _sections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _changed = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();

    public bool IsPersistent => _folder is not null;

    /// <summary>Folder for <see cref="BlobStore"/>; null when nothing persists.</summary>
    public string? BlobFolder => _folder is null ? null : Path.Combine(_folder, "blobs");

    /// <summary>
    /// Declares a section. <paramref name="snapshot"/> gives its value, as immutable object or already serialized as bytes
    /// (a value that others may still change must be serialized under its own lock).
    /// </summary>
    public void Register(string section, Func<object?> snapshot) => _sections[section] = snapshot;

    public void Changed(string section)
    {
        if (_folder is not null) _changed[section] = 1;
    }

    public T? Load<T>(string section) where T : class
    {
        if (_folder is null) return null;
        var path = PathOf(section);
        if (!File.Exists(path)) return null;
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, SandboxJson.State);
        }
        catch (JsonException damaged)
        {
            throw new InvalidOperationException($"The sandbox's saved state {path} cannot be read ({damaged.Message}). Delete the file, or the whole data folder, to begin anew.", damaged);
        }
    }

    /// <summary>Names of the saved sections under <paramref name="prefix"/>, for example <c>xero/companies/</c>.</summary>
    public IEnumerable<string> Saved(string prefix)
    {
        if (_folder is null) return [];
        var folder = Path.Combine(_folder, prefix);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.json").Select(file => prefix + Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList()
            : [];
    }

    public void Remove(string section)
    {
        _sections.TryRemove(section, out _);
        _changed.TryRemove(section, out _);
        if (_folder is null) return;
        lock (_writing)
        {
            // Deleting a file is no error when it is missing, but it is when its folder has not been written yet.
            if (File.Exists(PathOf(section))) File.Delete(PathOf(section));
        }
    }

    public void WriteChanged()
    {
        if (_folder is null) return;
        foreach (var section in _changed.Keys)
        {
            // The mark goes first: a change made while we write marks the section again.
            if (!_changed.TryRemove(section, out _) || !_sections.TryGetValue(section, out var snapshot)) continue;
            var value = snapshot();
            var bytes = value as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(value, SandboxJson.State);
            lock (_writing)
            {
                if (!_sections.ContainsKey(section)) continue;
                var path = PathOf(section);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path + ".new", bytes);
                File.Move(path + ".new", path, overwrite: true);
            }
        }
    }

    private string PathOf(string section) => Path.Combine(_folder!, section + ".json");
}
