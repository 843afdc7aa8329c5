using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>Finds what is a tenant's in a response: its texts, its ids in any spelling, its hashes; in cursors and global ids too.</summary>
internal sealed partial class Traces
{
    private readonly string _mark;
    private readonly HashSet<Guid> _guids;
    private readonly List<string> _hashes;

    private Traces(string mark, HashSet<Guid> guids, List<string> hashes) => (_mark, _guids, _hashes) = (mark, guids, hashes);

    public static async Task<Traces> OfAsync(PopulatedTenant tenant, TenantTables tables) => new(
        tenant.Mark, await tables.GuidsAsync(tenant.Id.Value), [.. (await tables.HashesAsync(tenant.Id.Value)).Select(Convert.ToHexStringLower)]);

    /// <param name="sent">What the client knew already: it may come back.</param>
    /// <param name="known">Further ids that are no secret.</param>
    public List<string> In(JsonNode? response, IReadOnlyCollection<string> sent, IReadOnlyCollection<Guid>? known = null)
    {
        var knownGuids = sent.SelectMany(GuidsIn).Concat(known ?? []).ToHashSet();
        var words = sent.Concat(sent.Select(Decoded).OfType<string>()).SelectMany(s => s.StartsWith(_mark, StringComparison.Ordinal) ? [s] : Marked().Matches(s).Select(m => m.Value).Append(s))
            .Where(s => s.Length > 3 && s != _mark).Distinct(StringComparer.Ordinal).OrderByDescending(s => s.Length).ToList();
        return [.. Strings(response).SelectMany(s => In(s, words, knownGuids)).Distinct(StringComparer.Ordinal)];
    }

    private IEnumerable<string> In(string given, List<string> words, HashSet<Guid> known)
    {
        if (Strange(given, words))
        {
            yield return given;
        }

        foreach (var guid in GuidsIn(given).Where(g => _guids.Contains(g) && !known.Contains(g)))
        {
            yield return $"{guid} in {given}";
        }

        if (Decoded(given) is { } inside && Strange(inside, words))
        {
            yield return $"{inside} in {given}";
        }
    }

    private bool Strange(string given, List<string> words)
    {
        if (given.Contains(_mark, StringComparison.OrdinalIgnoreCase))
        {
            var rest = given;
            words.ForEach(w => rest = rest.Replace(w, "", StringComparison.Ordinal));
            if (rest.Contains(_mark, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return _hashes.Exists(h => given.Contains(h, StringComparison.OrdinalIgnoreCase) && !words.Exists(w => w.Contains(h, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Every string, names of members too.</summary>
    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Strings(m.Value).Prepend(m.Key)),
        JsonArray items => items.SelectMany(Strings),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };

    /// <summary>UUIDs as text, and as bytes in base64url, whatever stands before and after them.</summary>
    private static IEnumerable<Guid> GuidsIn(string text)
    {
        foreach (Match match in GuidText().Matches(text))
        {
            yield return Guid.Parse(match.Value);
        }

        foreach (Match match in Base64Text().Matches(text))
        {
            if (!Base64Url.IsValid(match.Value))
            {
                continue;
            }

            var bytes = Base64Url.DecodeFromChars(match.Value);
            for (var i = 0; i + 16 <= bytes.Length; i++)
            {
                yield return new Guid(bytes.AsSpan(i, 16), bigEndian: true);
                yield return new Guid(bytes.AsSpan(i, 16), bigEndian: false);
            }

            foreach (Match inner in GuidText().Matches(Encoding.Latin1.GetString(bytes)))
            {
                yield return Guid.Parse(inner.Value);
            }
        }
    }

    private static string? Decoded(string text) => text.Length > 8 && Base64Url.IsValid(text) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) : null;

    [GeneratedRegex("[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GuidText();

    [GeneratedRegex("[A-Za-z0-9_-]{22,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Base64Text();

    [GeneratedRegex("mark[0-9a-f]{8}-[A-Za-z0-9_-]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marked();
}
