using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Domain.SyncRecords;

namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>An entry in a simulated company's books.</summary>
/// <param name="Key">Our reference on it; null where somebody else made it.</param>
/// <param name="Files">SHA-256 of the files on it, lower-case hexadecimal.</param>
/// <param name="Text">All of it, as JSON.</param>
internal sealed record BookedEntry(string? Key, IReadOnlyList<string> Files, string Text)
{
    public static IReadOnlyList<BookedEntry> ReadAll(JsonObject books) =>
        [.. (books["documents"] ?? books["vouchers"] ?? throw new InvalidOperationException("The books list neither documents nor vouchers.")).AsArray().Select(entry => Read(entry!.AsObject()))];

    private static BookedEntry Read(JsonObject entry)
    {
        var files = (entry["attachments"] ?? entry["files"])!.AsArray().Select(file => (string)file!["sha256"]!).ToList();
        var bare = entry.DeepClone().AsObject();
        bare.Remove("attachments");
        bare.Remove("files");
        // The comment first: a description may name another entry, as that of a reversal does.
        var key = EntryKey.FindIn((string?)entry["comments"]) ?? Texts(bare).Select(EntryKey.FindIn).FirstOrDefault(found => found is not null);
        return new BookedEntry(key, files, entry.ToJsonString());
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };
}
