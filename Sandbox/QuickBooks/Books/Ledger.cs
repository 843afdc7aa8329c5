using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Entities.Settlements;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Books;

/// <param name="operation"><c>Create</c>, <c>Update</c>, <c>Delete</c>, <c>Void</c>, <c>Merge</c> or <c>Emailed</c>.</param>
/// <param name="id">Empty for an entity that shows none.</param>
/// <param name="deletedId">The name that another one has taken in.</param>
internal delegate void EntityWritten(QuickBooksCompany company, EntityType type, string operation, string id, string? deletedId = null);

/// <summary>Creates, updates, voids and deletes entities in a company's books, with what follows for the transactions linked to them. The caller holds the company's gate.</summary>
/// <param name="written">Told of every write that took effect, of the caller's own first.</param>
internal sealed class Ledger(TimeProvider clock, EntityWritten written)
{
    public Answer<JsonObject> Read(QuickBooksCompany company, EntityType type, string id) =>
        company.Find(type.Name, id) is { } entity ? Shown(type, entity) : Refusals.NotFound;

    /// <summary>Creates the entity, or updates it when the body carries an id.</summary>
    public Answer<JsonObject> Write(QuickBooksCompany company, EntityType type, JsonObject body, WriteOptions options)
    {
        if (!company.IsSubscribed) return Refusals.SubscriptionEnded;
        if (company.Plan < type.LowestPlan) return Refusals.NotInPlan(type.Name);
        var errors = new List<QuickBooksError>();
        var sent = type.Shape.Read(body, errors);
        if (company.IsUs) Characters.Check(sent, errors);
        if (errors.Count > 0) return new QuickBooksFault("ValidationFault", errors);

        var id = sent.Text("Id");
        if (string.IsNullOrEmpty(id)) return type.Can(EntityOperations.Create) ? Create(company, type, sent, options) : Refusals.Unsupported($"create of {type.Name}");
        return type.Can(EntityOperations.Update) ? Update(company, type, sent, id, options) : Refusals.Unsupported($"update of {type.Name}");
    }

    public Answer<JsonObject> Delete(QuickBooksCompany company, EntityType type, JsonObject body)
    {
        if (!type.Can(EntityOperations.Delete)) return Refusals.Unsupported($"delete of {type.Name}");
        if (!company.IsSubscribed) return Refusals.SubscriptionEnded;
        if (body.Text("Id") is not { Length: > 0 } id) return Refusals.Missing("Id");
        if (company.Find(type.Name, id) is not { } previous) return Refusals.NotFound;
        if (CheckVersion(type, body, previous) is { } refusal) return refusal;

        var now = clock.GetUtcNow();
        var draft = new Draft(company, type, body, previous, previous, new WriteOptions(), now);
        type.CheckDelete(draft);
        if (draft.IsRefused) return new QuickBooksFault("ValidationFault", draft.Errors);

        Forget(company, type, previous, now);
        Balances.Post(company, type, previous, -1);
        written(company, type, "Delete", id);
        Relink(company, type, id, previous, after: null);
        return new JsonObject { ["Id"] = id, ["domain"] = "QBO", ["status"] = "Deleted" };
    }

    /// <summary>Empties a transaction but keeps it. What was applied to it, or by it, is given back.</summary>
    public Answer<JsonObject> Void(QuickBooksCompany company, TransactionType type, JsonObject body)
    {
        if (!company.IsSubscribed) return Refusals.SubscriptionEnded;
        if (body.Text("Id") is not { Length: > 0 } id) return Refusals.Missing("Id");
        if (company.Find(type.Name, id) is not { } previous) return Refusals.NotFound;
        if (CheckVersion(type, body, previous) is { } refusal) return refusal;

        var draft = new Draft(company, type, body, previous.Clone(), previous, new WriteOptions(), clock.GetUtcNow());
        type.Void(draft);
        if (draft.IsRefused) return new QuickBooksFault("ValidationFault", draft.Errors);
        var settlements = OpenBalance.Settlements(previous, company).ToList();
        Store(company, type, draft.Entity, previous, id);
        written(company, type, "Void", id);
        Relink(company, type, id, previous, draft.Entity);
        foreach (var settlement in settlements) Loosen(company, settlement, id);
        return Shown(type, company.Find(type.Name, id)!);
    }

    /// <summary>Changes an entity by the service's own hand: no checks, but a new version that others hear of.</summary>
    public Answer<JsonObject> Change(QuickBooksCompany company, EntityType type, JsonObject previous, JsonObject changed, string operation, string? deletedId = null)
    {
        var id = previous.Text("Id")!;
        Store(company, type, changed, previous, id);
        written(company, type, operation, id, deletedId);
        return Shown(type, changed);
    }

    /// <summary>Puts an entity into the books as given, for seeding: no checks, but ids, versions and times.</summary>
    public JsonObject Seed(QuickBooksCompany company, EntityType type, JsonObject entity)
    {
        Store(company, type, entity, previous: null, entity.Text("Id"));
        return entity;
    }

    private Answer<JsonObject> Create(QuickBooksCompany company, EntityType type, JsonObject sent, WriteOptions options)
    {
        var draft = new Draft(company, type, sent, sent.Clone(), previous: null, options, clock.GetUtcNow());
        return Finish(draft);
    }

    private Answer<JsonObject> Update(QuickBooksCompany company, EntityType type, JsonObject sent, string id, WriteOptions options)
    {
        if (company.Find(type.Name, id) is not { } previous) return Refusals.NotFound;
        if (CheckVersion(type, sent, previous) is { } refusal) return refusal;
        var entity = sent.Flag("sparse") == true ? Merge(previous, sent) : Replace(type, previous, sent);
        return Finish(new Draft(company, type, sent, entity, previous, options, clock.GetUtcNow()));
    }

    private Answer<JsonObject> Finish(Draft draft)
    {
        draft.Type.Complete(draft);
        if (draft.IsRefused) return new QuickBooksFault("ValidationFault", draft.Errors);
        Store(draft.Company, draft.Type, draft.Entity, draft.Previous, draft.Previous?.Text("Id"));
        var id = draft.Entity.Text("Id")!;
        written(draft.Company, draft.Type, draft.Previous is null ? "Create" : "Update", Shown(draft.Type, draft.Entity).Text("Id") ?? "");
        Relink(draft.Company, draft.Type, id, draft.Previous, draft.Entity);
        if (draft.Previous is null && AutomaticCredit.For(draft.Company, draft.Type, draft.Entity) is { } application) Write(draft.Company, EntityCatalog.Payment, application, new WriteOptions());
        return Shown(draft.Type, draft.Company.Find(draft.Type.Name, id)!);
    }

    /// <summary>Keeps the far side of links: every transaction the entity was or is linked to shows that, and its open balance follows.</summary>
    private void Relink(QuickBooksCompany company, EntityType type, string id, JsonObject? before, JsonObject? after)
    {
        if (type is not TransactionType source) return;
        List<TransactionKey> linked = after is null ? [] : [.. source.Links(after).Distinct()];
        foreach (var key in (before is null ? [] : source.Links(before)).Union(linked))
        {
            if (company.Find(key.Type, key.Id) is not { } target) continue;
            var changed = target.Clone();
            var links = changed.Parts("LinkedTxn").Where(link => linked.Contains(key) || link.Text("TxnId") != id).Select(link => link.Clone()).ToList();
            if (linked.Contains(key) && links.TrueForAll(link => link.Text("TxnId") != id)) links.Add(new JsonObject { ["TxnId"] = id, ["TxnType"] = source.LinkType(after!) });
            var targetType = (TransactionType)EntityCatalog.Find(key.Type)!;
            targetType.WriteLinks(changed, links);
            targetType.Settle(changed, company);
            if (!JsonNode.DeepEquals(changed, target)) Change(company, targetType, target, changed, "Update");
        }
    }

    private void Loosen(QuickBooksCompany company, JsonObject settlement, string id)
    {
        var type = EntityCatalog.All.OfType<SettlementType>().First(type => ReferenceEquals(company.Find(type.Name, settlement.Text("Id")), settlement));
        var loosened = settlement.Clone();
        type.Loosen(loosened, id, company);
        Change(company, type, settlement, loosened, "Update");
        Relink(company, type, settlement.Text("Id")!, settlement, loosened);
    }

    /// <summary>Takes an entity out of the books; change data capture remembers it.</summary>
    public static void Forget(QuickBooksCompany company, EntityType type, JsonObject entity, DateTimeOffset now)
    {
        var id = entity.Text("Id")!;
        company.Remove(type.Name, entity);
        if (type.Name == "Attachable") company.Files.Remove(id);
        company.Deleted.Add(new DeletedEntity(type.Name, id, now));
    }

    private static JsonObject Shown(EntityType type, JsonObject entity)
    {
        var copy = entity.Clone();
        type.Present(copy);
        return copy;
    }

    private void Store(QuickBooksCompany company, EntityType type, JsonObject entity, JsonObject? previous, string? id)
    {
        var now = Timestamps.Seconds(clock.GetUtcNow(), company.UtcOffset);
        id ??= type.KeyOf(entity) ?? company.NextId(type.IdFamily);
        if (previous is null && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            company.LastIds[type.IdFamily] = Math.Max(company.LastIds.GetValueOrDefault(type.IdFamily), number);

        DropEmpty(entity);
        entity["Id"] = id;
        entity["SyncToken"] = previous is null ? "0" : (int.Parse(previous.Text("SyncToken")!, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        entity["domain"] = "QBO";
        entity["sparse"] = false;
        entity["MetaData"] = new JsonObject { ["CreateTime"] = previous?.Part("MetaData")?.Text("CreateTime") ?? now, ["LastUpdatedTime"] = now };
        if (previous is not null)
        {
            Balances.Post(company, type, previous, -1);
            company.Replaced(type.Name, id, previous, clock.GetUtcNow());
        }

        company.Put(type.Name, entity, previous);
        Balances.Post(company, type, entity, 1);
    }

    private static QuickBooksError? CheckVersion(EntityType type, JsonObject sent, JsonObject previous)
    {
        if (sent.Text("SyncToken") is not { Length: > 0 } version) return Refusals.Missing("SyncToken");
        return string.Equals(version, previous.Text("SyncToken"), StringComparison.Ordinal) ? null : Refusals.Stale(type.Name);
    }

    /// <summary>What is sent counts, what is not stays. A list is replaced as a whole.</summary>
    private static JsonObject Merge(JsonObject previous, JsonObject sent)
    {
        var merged = previous.Clone();
        foreach (var (member, value) in sent) merged[member] = value?.DeepClone();
        return merged;
    }

    /// <summary>Only what is sent counts; everything else that could have been sent is emptied.</summary>
    private static JsonObject Replace(EntityType type, JsonObject previous, JsonObject sent)
    {
        var entity = sent.Clone();
        foreach (var (member, value) in previous)
            if (type.Shape.Find(member) is { IsReadOnly: true }) entity[member] = value?.DeepClone();
        return entity;
    }

    private static void DropEmpty(JsonObject entity)
    {
        foreach (var member in entity.Where(pair => pair.Value is null || pair.Value is JsonValue value && value.Text() is { Length: 0 }).Select(pair => pair.Key).ToList())
            entity.Remove(member);
    }
}
