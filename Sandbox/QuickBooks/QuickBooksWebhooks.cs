using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.Webhooks;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks;

/// <summary>
/// Webhooks in the provider's two formats: notifications (<c>{"eventNotifications":[...]}</c>) and CloudEvents (an array). Which one an app gets is a switch in the
/// developer's portal; here it is a setting of the company. A batch goes out in the format of its first event.
/// </summary>
internal static class QuickBooksWebhooks
{
    /// <summary>Entities with webhooks, by the name an event gives them. Attachments, the company and taxes have none.</summary>
    private static readonly Dictionary<string, string> Names = new[]
    {
        "Account", "Bill", "BillPayment", "Class", "CreditMemo", "Customer", "Department", "Deposit", "Employee", "Estimate", "Invoice", "Item", "JournalEntry", "Payment", "PaymentMethod", "Preferences", "Purchase", "RefundReceipt",
        "SalesReceipt", "Term", "Transfer", "Vendor", "VendorCredit",
    }.ToDictionary(name => name, name => name, StringComparer.Ordinal).Append(new("CompanyCurrency", "Currency")).ToDictionary(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Past = new(StringComparer.Ordinal)
    {
        ["Create"] = "created", ["Update"] = "updated", ["Delete"] = "deleted", ["Void"] = "voided", ["Merge"] = "merged", ["Emailed"] = "emailed",
    };

    public static WebhookPolicy Policy { get; } = new()
    {
        SignatureHeader = "intuit-signature",
        Body = Body,
        ContentType = body => body is JsonArray ? "application/cloudevents+json" : "application/json; charset=utf-8",
        Deadline = TimeSpan.FromSeconds(3),
        RetryEvery = TimeSpan.FromMinutes(20),
    };

    /// <summary>What waits to be delivered, in no format yet; null for an entity without webhooks.</summary>
    public static JsonObject? Event(QuickBooksCompany company, EntityType type, string operation, string id, DateTimeOffset at, string? deletedId = null) => !Names.TryGetValue(type.Name, out var name) ? null : new JsonObject
    {
        ["eventId"] = Guid.CreateVersion7().ToString(), ["realm"] = company.Id, ["name"] = name, ["id"] = id, ["operation"] = operation, ["at"] = at.ToString("O", CultureInfo.InvariantCulture), ["offset"] = company.UtcOffset.ToString(),
        ["cloudEvents"] = company.SendsCloudEvents, ["deletedId"] = deletedId,
    };

    private static JsonNode Body(WebhookBatch batch) => batch.Events is [var first, ..] && first.Flag("cloudEvents") == true
        ? new JsonArray([.. batch.Events.Select(CloudEvent)])
        : new JsonObject { ["eventNotifications"] = new JsonArray([.. batch.Events.GroupBy(happened => happened.Text("realm")).Select(Notification)]) };

    private static JsonNode Notification(IGrouping<string?, JsonObject> ofRealm) => new JsonObject
    {
        ["realmId"] = ofRealm.Key,
        ["dataChangeEvent"] = new JsonObject
        {
            ["entities"] = new JsonArray([.. ofRealm.Select(happened => (JsonNode)WithDeleted(happened, new JsonObject
            {
                ["name"] = happened.Text("name"), ["id"] = happened.Text("id"), ["operation"] = happened.Text("operation"), ["lastUpdated"] = WithPlainOffset(happened),
            }))]),
        },
    };

    /// <summary>Only a merge names the entity that is gone.</summary>
    private static JsonObject WithDeleted(JsonObject happened, JsonObject told)
    {
        if (happened.Text("deletedId") is { } gone) told["deletedId"] = gone;
        return told;
    }

    private static JsonNode CloudEvent(JsonObject happened) => new JsonObject
    {
        ["specversion"] = "1.0",
        ["id"] = happened.Text("eventId"),
        ["source"] = "intuit." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(happened.Text("realm")!)))[..20],
        ["type"] = $"qbo.{happened.Text("name")!.ToLowerInvariant()}.{Past[happened.Text("operation")!]}.v1",
        ["datacontenttype"] = "application/json",
        ["time"] = At(happened).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture),
        ["intuitentityid"] = happened.Text("id"),
        ["intuitaccountid"] = happened.Text("realm"),
        ["data"] = WithDeleted(happened, []),
    };

    /// <summary>This format writes the offset without a colon.</summary>
    private static string WithPlainOffset(JsonObject happened)
    {
        var time = Timestamps.Seconds(At(happened), TimeSpan.Parse(happened.Text("offset")!, CultureInfo.InvariantCulture));
        return time.Remove(time.LastIndexOf(':'), 1);
    }

    private static DateTimeOffset At(JsonObject happened) => DateTimeOffset.Parse(happened.Text("at")!, CultureInfo.InvariantCulture);
}
