using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Query;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>
/// Up to 30 writes and queries in one call. Items run, and are answered, in no order a caller could rely on; each succeeds or fails alone.
/// Under a request id every item takes effect once, by request id and bId together.
/// </summary>
internal sealed class BatchCall(EntityCalls entities)
{
    private const int MostItems = 30;
    private const int LongestRequestId = 36;
    private const int LongestItemId = 10;
    private const int MostObjects = 1000;

    public async Task<Answer<JsonObject>> RunAsync(CompanyCall call)
    {
        var body = CompanyCall.Parse(await call.ReadTextAsync());
        if (body.Value is null) return body;
        if (call.CheckRequestId(LongestRequestId) is { } wrong) return wrong;
        if (body.Value["BatchItemRequest"] is not JsonArray { Count: > 0 } requested) return Refusals.Missing("BatchItemRequest");
        if (requested.Count > MostItems) return Refusals.TooManyBatchItems(requested.Count, MostItems);
        var items = requested.OfType<JsonObject>().ToList();
        if (CheckItemIds(items, call.RequestId is not null) is { } wrongItem) return wrongItem;

        var answers = new JsonArray();
        lock (call.Company.Gate)
        {
            foreach (var item in Shuffled(items))
            {
                var answer = Run(call, item);
                var member = answer.Value ?? Replies.FaultBody(answer.Fault!);
                member["bId"] = item.Text("bId");
                answers.Add(member);
            }
        }

        var objects = answers.OfType<JsonObject>().Sum(answer => answer.Part("QueryResponse")?.Select(pair => pair.Value).OfType<JsonArray>().Sum(rows => rows.Count) ?? 1);
        return objects > MostObjects ? Refusals.QueryRule($"The batch's answer has {objects} objects; at most {MostObjects} are supported.") : new JsonObject { ["BatchItemResponse"] = answers };
    }

    private static QuickBooksError? CheckItemIds(List<JsonObject> items, bool hasRequestId)
    {
        foreach (var item in items)
        {
            if (item.Text("bId") is not { Length: > 0 } id) return Refusals.Missing("bId");
            if (hasRequestId && id.Length > LongestItemId) return Refusals.InvalidRequestId($"a bId has at most {LongestItemId} characters when the batch has a requestid; '{id}' has {id.Length}.");
        }

        return items.DistinctBy(item => item.Text("bId"), StringComparer.Ordinal).Count() == items.Count ? null : Refusals.InvalidProperty("bId", "a bId occurs twice");
    }

    private Answer<JsonObject> Run(CompanyCall call, JsonObject item)
    {
        if (call.Company.ThrottledBatchItems > 0)
        {
            call.Company.ThrottledBatchItems--;
            return QuickBooksFault.Throttled();
        }

        var key = call.RequestId is { } requestId ? $"{requestId}|{item.Text("bId")}" : null;
        if (item.Text("Query") is { } query)
        {
            if (item.ContainsKey("operation")) return Refusals.InvalidProperty("operation", "an item is either a query or an operation");
            var found = new QueryEvaluator(call.Company, call.Now).Run(query);
            return found.Value is { } rows ? new JsonObject { ["QueryResponse"] = rows } : found;
        }

        if (item.Text("operation")?.ToLowerInvariant() is not { } operation) return Refusals.Missing("operation");
        var named = item.FirstOrDefault(pair => pair.Value is JsonObject);
        if (named.Value is not JsonObject body) return Refusals.Missing("entity");
        if (EntityCatalog.Find(named.Key) is not { } type) return Refusals.Unsupported($"{operation} of {named.Key}");
        var options = new WriteOptions(AllowsDuplicateNumbers: call.WriteOptions.AllowsDuplicateNumbers || item.Text("optionsData")?.Contains("allowduplicatedocnum", StringComparison.OrdinalIgnoreCase) == true);
        if (item.Text("optionsData")?.Contains("void", StringComparison.OrdinalIgnoreCase) == true) operation = "void";
        var fingerprint = RequestIds.Fingerprint(type.Name, operation, body.ToJsonString());
        return RequestIds.Once(call.Company, key, fingerprint, call.Now, () => entities.Write(call.Company, type, operation, body.Clone(), options, call.Now));
    }

    /// <summary>An order that is the same for the same batch (so that a test can be repeated) and not the caller's.</summary>
    private static List<JsonObject> Shuffled(List<JsonObject> items)
    {
        var shuffled = items.OrderBy(item => RequestIds.Fingerprint(item.Text("bId")!), StringComparer.Ordinal).ToList();
        if (items.Count > 1 && shuffled.SequenceEqual(items)) shuffled.Reverse();
        return shuffled;
    }
}
