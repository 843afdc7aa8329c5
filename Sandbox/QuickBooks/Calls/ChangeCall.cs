using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>Change data capture: what was created, updated or deleted since an instant, by entity, in the order of the changes, deleted ones last.</summary>
internal static class ChangeCall
{
    private const int MostObjects = 1000;
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(30);

    public static Answer<JsonObject> Run(CompanyCall call)
    {
        if (call.Query("entities") is not { } list) return Refusals.Missing("entities");
        if (call.Query("changedSince") is not { } text) return Refusals.Missing("changedSince");
        // In a query string an unescaped plus sign of an offset has become a space.
        if (!Timestamps.TryRead(text.Replace(' ', '+'), call.Company.UtcOffset, out var since)) return Refusals.InvalidProperty("changedSince", $"\"{text}\" is not an instant");
        if (since < call.Now - Horizon) return Refusals.QueryRule($"changedSince lies more than {Horizon.Days} days back.");

        var types = new List<EntityType>();
        foreach (var name in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (EntityCatalog.Find(name) is not { } type || !type.Can(EntityOperations.Changes)) return Refusals.QueryRule($"{name} is not supported by change data capture.");
            types.Add(type);
        }

        var groups = new JsonArray();
        lock (call.Company.Gate)
        {
            var room = MostObjects;
            foreach (var type in types)
            {
                var changed = Changed(call.Company, type, since).Take(room).ToArray();
                room -= changed.Length;
                groups.Add(changed.Length == 0 ? new JsonObject() : new JsonObject { [type.Name] = new JsonArray(changed), ["startPosition"] = 1, ["maxResults"] = changed.Length });
            }
        }

        var isEmpty = groups.All(group => group!.AsObject().Count == 0);
        return new JsonObject { ["CDCResponse"] = new JsonArray(new JsonObject { ["QueryResponse"] = isEmpty ? new JsonArray(new JsonObject()) : groups }) };
    }

    private static IEnumerable<JsonNode> Changed(QuickBooksCompany company, EntityType type, DateTimeOffset since)
    {
        var live = company.All(type.Name).Values
            .Select(entity => (Entity: entity, At: UpdatedAt(entity, company)))
            .Where(pair => pair.At >= since)
            .OrderBy(pair => pair.At)
            .Select(pair => (JsonNode)pair.Entity.Clone());
        var deleted = company.Deleted
            .Where(gone => gone.Type == type.Name && gone.At >= since)
            .Select(gone => (JsonNode)new JsonObject
            {
                ["Id"] = gone.Id, ["domain"] = "QBO", ["status"] = "Deleted", ["MetaData"] = new JsonObject { ["LastUpdatedTime"] = Timestamps.Seconds(gone.At, company.UtcOffset) },
            });
        return live.Concat(deleted);
    }

    private static DateTimeOffset UpdatedAt(JsonObject entity, QuickBooksCompany company) =>
        Timestamps.TryRead(entity.Part("MetaData")?.Text("LastUpdatedTime"), company.UtcOffset, out var at) ? at : DateTimeOffset.MinValue;
}
