using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <param name="AllowsDuplicateNumbers"><c>?include=allowduplicatedocnum</c>.</param>
internal sealed record WriteOptions(bool AllowsDuplicateNumbers = false);

/// <summary>An entity on its way into the books. Nothing in the books changes until the draft is found good.</summary>
/// <param name="sent">The body as read.</param>
/// <param name="entity">What will be stored.</param>
/// <param name="previous">What is stored now; null for a new entity.</param>
internal sealed class Draft(QuickBooksCompany company, EntityType type, JsonObject sent, JsonObject entity, JsonObject? previous, WriteOptions options, DateTimeOffset now)
{
    private readonly List<QuickBooksError> _errors = [];

    public QuickBooksCompany Company => company;

    public EntityType Type => type;

    public JsonObject Sent => sent;

    public JsonObject Entity => entity;

    public JsonObject? Previous => previous;

    public WriteOptions Options => options;

    public DateTimeOffset Now => now;

    public bool IsRefused => _errors.Count > 0;

    public IReadOnlyList<QuickBooksError> Errors => _errors;

    public void Refuse(QuickBooksError error) => _errors.Add(error);

    public void Require(string member) => Require(entity, member);

    public void Require(JsonObject holder, string member)
    {
        var isThere = holder[member] switch
        {
            JsonArray array => array.Count > 0,
            JsonObject part => part.Count > 0 && (part.ContainsKey("value") ? part.Text("value") is { Length: > 0 } : true),
            JsonValue value => value.Text() is { Length: > 0 },
            _ => false,
        };
        if (!isThere) Refuse(Refusals.Missing(member));
    }

    /// <summary>Follows the reference <paramref name="member"/> of <paramref name="holder"/>, writes the target's name beside the id and gives the target.</summary>
    /// <param name="list">The list's name in the service's error text.</param>
    /// <param name="typeNames">Where to look: one type, or several that share their ids.</param>
    public JsonObject? Follow(JsonObject holder, string member, string list, params IReadOnlyList<string> typeNames)
    {
        if (holder.Reference(member) is not { } id) return null;
        var target = typeNames.Select(typeName => company.Find(typeName, id)).FirstOrDefault(found => found is not null);
        if (target is null)
        {
            Refuse(Refusals.UnknownReference(list, id));
            return null;
        }

        if (target.Flag("Active") == false && !HadReference(id)) Refuse(Refusals.InactiveReference);
        var reference = new JsonObject { ["value"] = id, ["name"] = target.Text("DisplayName") ?? target.Text("FullyQualifiedName") ?? target.Text("Name") };
        if (holder.Part(member)!.Text("type") is { } kind) reference["type"] = kind;
        holder[member] = reference;
        return target;
    }

    /// <summary>A reference that was there before may stay, though its target has been made inactive since.</summary>
    private bool HadReference(string id) => previous is not null && previous.ToJsonString().Contains($"\"value\":\"{id}\"", StringComparison.Ordinal);
}
