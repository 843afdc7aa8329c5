using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OrleansLedger.GraphQL.Transports.PersistedDocuments;

/// <summary>Documents read once, at the start.</summary>
public sealed class TrustedDocuments : IPersistedDocuments
{
    private readonly FrozenDictionary<string, byte[]> byId;

    private TrustedDocuments(Dictionary<string, byte[]> documents) => byId = documents.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>How many ids are known.</summary>
    public int Count => byId.Count;

    /// <summary>Reads a folder or a manifest.</summary>
    /// <param name="path">
    /// A folder: every <c>.graphql</c> file in it and below is known by its name without the ending, and by the SHA-256 of its text in lower-case hex, with and without <c>sha256:</c> before it.
    /// Or a JSON file: an object of ids and texts, as GraphQL Code Generator and Relay write it, or Apollo's <c>apollo-persisted-query-manifest</c>.
    /// </param>
    /// <exception cref="InvalidOperationException">There is nothing there, or no documents in it.</exception>
    public static TrustedDocuments Load(string path)
    {
        var documents = Directory.Exists(path) ? FromFolder(path)
            : File.Exists(path) ? FromManifest(path)
            : throw new InvalidOperationException($"There are no trusted documents at \"{Path.GetFullPath(path)}\". Give the path of a folder of .graphql files, or of a manifest as JSON.");
        return documents.Count > 0 ? new TrustedDocuments(documents)
            : throw new InvalidOperationException($"\"{Path.GetFullPath(path)}\" holds no documents. Put .graphql files into the folder, or give another path.");
    }

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(string id, CancellationToken cancellationToken) =>
        new(byId.TryGetValue(id, out var document) ? document : (ReadOnlyMemory<byte>?)null);

    /// <inheritdoc />
    public ValueTask AddAsync(string id, ReadOnlyMemory<byte> document, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Trusted documents are read at the start; nothing is added to them.");

    private static Dictionary<string, byte[]> FromFolder(string folder)
    {
        var documents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.graphql", SearchOption.AllDirectories))
        {
            var text = File.ReadAllBytes(file);
            if (!documents.TryAdd(Path.GetFileNameWithoutExtension(file), text))
            {
                throw new InvalidOperationException($"Two trusted documents are named \"{Path.GetFileNameWithoutExtension(file)}\", one of them \"{file}\". Rename one.");
            }

            AddByHash(documents, text);
        }

        return documents;
    }

    private static Dictionary<string, byte[]> FromManifest(string file)
    {
        var documents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        JsonDocument manifest;
        try
        {
            manifest = JsonDocument.Parse(File.ReadAllBytes(file));
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"The manifest \"{file}\" is not JSON: {e.Message}", e);
        }

        using (manifest)
        {
            foreach (var (id, text) in Entries(manifest.RootElement, file))
            {
                var document = Encoding.UTF8.GetBytes(text);
                documents[id] = document;
                AddByHash(documents, document);
            }
        }

        return documents;
    }

    private static IEnumerable<(string Id, string Text)> Entries(JsonElement manifest, string file)
    {
        var problem = new InvalidOperationException($"The manifest \"{file}\" must be an object of ids and documents, or an apollo-persisted-query-manifest with a list \"operations\" of \"id\" and \"body\".");
        if (manifest.ValueKind != JsonValueKind.Object)
        {
            throw problem;
        }

        if (manifest.TryGetProperty("operations", out var operations) && operations.ValueKind == JsonValueKind.Array)
        {
            foreach (var operation in operations.EnumerateArray())
            {
                if (operation.ValueKind != JsonValueKind.Object || !operation.TryGetProperty("id", out var id) || !operation.TryGetProperty("body", out var body)
                    || id.ValueKind != JsonValueKind.String || body.ValueKind != JsonValueKind.String)
                {
                    throw problem;
                }

                yield return (id.GetString()!, body.GetString()!);
            }

            yield break;
        }

        foreach (var entry in manifest.EnumerateObject())
        {
            yield return entry.Value.ValueKind == JsonValueKind.String ? (entry.Name, entry.Value.GetString()!) : throw problem;
        }
    }

    private static void AddByHash(Dictionary<string, byte[]> documents, byte[] text)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(text));
        documents[hash] = text;
        documents[$"sha256:{hash}"] = text;
    }
}
