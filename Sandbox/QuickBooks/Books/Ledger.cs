using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Books;

/// <summary>Creates, updates and deletes entities in a company's books. The caller holds the company's gate.</summary>
internal sealed class Ledger(TimeProvider clock)
{
    public Answer<JsonObject> Read(QuickBooksCompany company, EntityType type, string id) =>
        company.Find(type.Name, id) is { } entity ? Shown(type, entity) : Refusals.NotFound;

    /// <summary>Creates the entity, or updates it when the body carries an id.</summary>
    public Answer<JsonObject> Write(QuickBooksCompany company, EntityType type, JsonObject body, WriteOptions options)
    {
        if (!company.IsSubscribed) return Refusals.SubscriptionEnded;
        var errors = new List<QuickBooksError>();
        var sent = type.Shape.Read(body, errors);
        if (company.IsUs) CheckCharacters(sent, errors);
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

        company.Remove(type.Name, previous);
        if (type.Name == "Attachable") company.Files.Remove(id);
        company.Deleted.Add(new DeletedEntity(type.Name, id, now));
        Post(company, type, previous, -1);
        return new JsonObject { ["Id"] = id, ["domain"] = "QBO", ["status"] = "Deleted" };
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
        return Shown(draft.Type, draft.Entity);
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
            Post(company, type, previous, -1);
            company.Replaced(type.Name, id, previous, clock.GetUtcNow());
        }

        company.Put(type.Name, entity, previous);
        Post(company, type, entity, 1);
    }

    /// <summary>Keeps <c>CurrentBalance</c> of the balance sheet's accounts: assets grow with debits, the rest with credits.</summary>
    private static void Post(QuickBooksCompany company, EntityType type, JsonObject entity, int sign)
    {
        foreach (var (accountId, debit) in type.Postings(entity, company))
        {
            if (company.Find("Account", accountId) is not { } account || account.Text("Classification") is not ("Asset" or "Liability" or "Equity")) continue;
            var direction = account.Text("Classification") == "Asset" ? sign : -sign;
            var balance = Math.Round((account.Number("CurrentBalance") ?? 0) + (debit * direction), 2) + 0.00m;
            account["CurrentBalance"] = balance;
            account["CurrentBalanceWithSubAccounts"] = balance;
        }
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

    /// <summary>Companies of the United States hold ISO-8859-1 only.</summary>
    private static void CheckCharacters(JsonObject entity, List<QuickBooksError> errors)
    {
        foreach (var (member, value) in entity)
        {
            var parts = value switch { JsonObject part => [part], JsonArray array => array.OfType<JsonObject>(), _ => [] };
            foreach (var part in parts) CheckCharacters(part, errors);
            if (value is JsonValue && value.GetValueKind() == JsonValueKind.String && value.Text()!.EnumerateRunes().Any(rune => rune.Value > 0xFF)) errors.Add(Refusals.UnsupportedCharacters(member));
        }
    }
}
