using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>Reading, creating, updating, voiding and deleting one entity, alone or as an item of a batch.</summary>
internal sealed class EntityCalls(Ledger ledger)
{
    public Answer<JsonObject> Read(CompanyCall call, string entity, string? id)
    {
        if (EntityCatalog.Find(entity) is not { } type || !type.Can(EntityOperations.Read)) return Refusals.Unsupported($"read of {entity}");
        lock (call.Company.Gate)
        {
            if (type == EntityCatalog.ExchangeRate) return Wrap(type, ReadRate(call));
            // The company and its settings exist once; the company's path carries the realm id.
            if (type == EntityCatalog.Preferences) id = "1";
            else if (type == EntityCatalog.CompanyInfo) id = string.Equals(id, call.Company.Id, StringComparison.Ordinal) ? "1" : id ?? "";
            return id is null ? Refusals.Unsupported($"read of {type.Name} without an id") : Wrap(type, ledger.Read(call.Company, type, id));
        }
    }

    public async Task<Answer<JsonObject>> WriteAsync(CompanyCall call, string entity)
    {
        if (EntityCatalog.Find(entity) is not { } type) return Refusals.Unsupported($"write of {entity}");
        var text = await call.ReadTextAsync();
        var body = CompanyCall.Parse(text);
        if (body.Value is null) return body;
        if (call.CheckRequestId() is { } wrong) return wrong;

        var operation = call.Query("operation")?.ToLowerInvariant() ?? (body.Value.ContainsKey("Id") ? "update" : "create");
        // A void has one of two forms; each kind of transaction knows one of them.
        if (operation == "void" && !type.Can(EntityOperations.Void)) return Refusals.Unsupported($"void of {type.Name}");
        if (operation == "update" && call.Includes("void")) operation = type.Can(EntityOperations.VoidByUpdate) ? "void" : "update with include=void";
        lock (call.Company.Gate)
        {
            var fingerprint = RequestIds.Fingerprint(type.Name, operation, text);
            return RequestIds.Once(call.Company, call.RequestId, fingerprint, call.Now, () => Write(call.Company, type, operation, body.Value, call.WriteOptions, call.Now));
        }
    }

    /// <summary>Mails a sales form to <c>sendTo</c>, which then is its address, or to the address it has.</summary>
    public Answer<JsonObject> Send(CompanyCall call, string entity, string id)
    {
        if (EntityCatalog.Find(entity) is not { } type || !type.Can(EntityOperations.Send)) return Refusals.Unsupported($"send of {entity}");
        if (call.CheckRequestId() is { } wrong) return wrong;
        var fingerprint = RequestIds.Fingerprint(type.Name, "send", id, call.Query("sendTo") ?? "");
        lock (call.Company.Gate) return RequestIds.Once(call.Company, call.RequestId, fingerprint, call.Now, () => Send(call, type, id));
    }

    private Answer<JsonObject> Send(CompanyCall call, EntityType type, string id)
    {
        if (!call.Company.IsSubscribed) return Refusals.SubscriptionEnded;
        if (call.Company.Find(type.Name, id) is not { } form) return Refusals.NotFound;
        if ((call.Query("sendTo") ?? form.Part("BillEmail")?.Text("Address")) is not { } address) return Refusals.Missing("BillEmail");
        if (!address.Contains('@', StringComparison.Ordinal)) return Refusals.Business("Email Address does not conform to the syntax rules of RFC 822.");
        var sent = form.Clone();
        sent["BillEmail"] = new JsonObject { ["Address"] = address };
        sent["EmailStatus"] = "EmailSent";
        sent["DeliveryInfo"] = new JsonObject { ["DeliveryType"] = "Email", ["DeliveryTime"] = Timestamps.Seconds(call.Now, call.Company.UtcOffset) };
        return Wrap(type, ledger.Change(call.Company, type, form, sent, "Emailed"));
    }

    /// <summary>One write; the caller holds the gate.</summary>
    public Answer<JsonObject> Write(QuickBooksCompany company, EntityType type, string operation, JsonObject body, WriteOptions options, DateTimeOffset now)
    {
        // Some clients wrap the entity in its name, as the service does in answers.
        var entity = body.Count == 1 && body[type.Name] is JsonObject wrapped ? wrapped : body;
        if (type == EntityCatalog.ExchangeRate) EntityCatalog.ExchangeRate.Address(entity, company, now);
        var answer = operation switch
        {
            "create" or "update" when operation == "update" && type != EntityCatalog.ExchangeRate && entity.Text("Id") is not { Length: > 0 } => Refusals.Missing("Id"),
            "create" or "update" => ledger.Write(company, type, entity, options),
            "delete" => ledger.Delete(company, type, entity),
            "void" when type is TransactionType transactions && (type.Can(EntityOperations.Void) || type.Can(EntityOperations.VoidByUpdate)) => ledger.Void(company, transactions, entity),
            _ => Refusals.Unsupported($"{operation} of {type.Name}"),
        };
        return Wrap(type, answer);
    }

    private static Answer<JsonObject> ReadRate(CompanyCall call)
    {
        if (call.Query("sourcecurrencycode") is not { } currency) return Refusals.Missing("sourcecurrencycode");
        var asked = call.Query("asofdate") ?? Timestamps.Day(call.Now, call.Company.UtcOffset);
        if (!DateOnly.TryParse(asked, out var day)) return Refusals.InvalidProperty("asofdate", "not a date");
        if (!Currencies.IsActive(call.Company, currency)) return Refusals.UnknownReference("Currency", currency);
        if (Currencies.FindRate(call.Company, currency, day) is not { } onFile) return Refusals.NotFound;
        var rate = onFile.Clone();
        EntityCatalog.ExchangeRate.Present(rate);
        rate["AsOfDate"] = asked;
        return rate;
    }

    private static Answer<JsonObject> Wrap(EntityType type, Answer<JsonObject> answer) => answer.Value is { } entity ? new JsonObject { [type.Name] = entity } : answer;
}
