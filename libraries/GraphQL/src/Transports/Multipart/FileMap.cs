using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OrleansLedger.GraphQL.Transports.Multipart;

/// <summary>Puts the files of a multipart request where its map says they belong.</summary>
internal static class FileMap
{
    /// <summary>The files by path.</summary>
    /// <param name="operations">The part "operations".</param>
    /// <param name="map">The part "map": of each file the paths of the nulls it stands for.</param>
    /// <param name="files">The files by the names of their parts.</param>
    /// <param name="refusal">What does not fit.</param>
    public static Dictionary<string, IFormFile>? Place(byte[] operations, byte[] map, IReadOnlyDictionary<string, IFormFile> files, out Refusal? refusal)
    {
        JsonDocument? request = null;
        JsonDocument? places = null;
        try
        {
            refusal = Parse(operations, "operations", out request) ?? Parse(map, "map", out places);
            return refusal is null ? Place(request!.RootElement, places!.RootElement, files, out refusal) : null;
        }
        finally
        {
            request?.Dispose();
            places?.Dispose();
        }
    }

    private static Refusal? Parse(byte[] json, string name, out JsonDocument? document)
    {
        document = null;
        try
        {
            document = JsonDocument.Parse(json);
            return null;
        }
        catch (JsonException)
        {
            return Refusal.BadRequest($"The part \"{name}\" of the multipart request is not JSON.");
        }
    }

    private static Dictionary<string, IFormFile>? Place(JsonElement operations, JsonElement map, IReadOnlyDictionary<string, IFormFile> files, out Refusal? refusal)
    {
        var placed = new Dictionary<string, IFormFile>(StringComparer.Ordinal);
        if (map.ValueKind != JsonValueKind.Object || map.EnumerateObject().Any(m => m.Value.ValueKind != JsonValueKind.Array || m.Value.EnumerateArray().Any(p => p.ValueKind != JsonValueKind.String)))
        {
            refusal = Refusal.BadRequest("The part \"map\" must be a JSON object that names for each file a list of paths, such as {\"0\":[\"variables.file\"]}.");
            return null;
        }

        foreach (var entry in map.EnumerateObject())
        {
            if (!files.TryGetValue(entry.Name, out var file))
            {
                refusal = Refusal.BadRequest($"The map names a file \"{entry.Name}\", but the request has no such part.");
                return null;
            }

            foreach (var path in entry.Value.EnumerateArray().Select(p => p.GetString()!))
            {
                if ((refusal = Check(operations, path)) is not null)
                {
                    return null;
                }

                if (!placed.TryAdd(path, file))
                {
                    refusal = Refusal.BadRequest($"The map puts two files at \"{path}\".");
                    return null;
                }
            }
        }

        var lost = files.Keys.FirstOrDefault(name => !map.TryGetProperty(name, out _));
        refusal = lost is null ? null : Refusal.BadRequest($"The map does not say where the file \"{lost}\" belongs.");
        return lost is null ? placed : null;
    }

    private static Refusal? Check(JsonElement operations, string path)
    {
        var steps = path.Split('.');
        var first = operations.ValueKind == JsonValueKind.Array ? 1 : 0;
        if (steps.Length < first + 2 || steps[first] != "variables")
        {
            return Refusal.BadRequest($"The map's path \"{path}\" must lead to a variable, as \"{(first == 0 ? "" : "0.")}variables.file\" does.");
        }

        var value = operations;
        foreach (var step in steps)
        {
            var found = value.ValueKind switch
            {
                JsonValueKind.Object => value.TryGetProperty(step, out value),
                JsonValueKind.Array => TryGetItem(step, ref value),
                _ => false,
            };
            if (!found)
            {
                return Refusal.BadRequest($"The map's path \"{path}\" leads nowhere in the operations: put null where the file belongs.");
            }
        }

        return value.ValueKind == JsonValueKind.Null ? null : Refusal.BadRequest($"The map's path \"{path}\" leads to a value in the operations: put null where the file belongs.");
    }

    private static bool TryGetItem(string step, ref JsonElement value)
    {
        if (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= value.GetArrayLength())
        {
            return false;
        }

        value = value[index];
        return true;
    }
}
