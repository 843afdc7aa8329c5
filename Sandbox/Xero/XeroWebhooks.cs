using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.Webhooks;

namespace OrleansLedger.Sandbox.Xero;

/// <summary>Xero's webhook body and signature. Contacts, invoices and credit notes have webhooks; payments, items, bank transactions, journals and accounts have none at Xero.</summary>
internal static class XeroWebhooks
{
    public static readonly WebhookPolicy Policy = new()
    {
        SignatureHeader = "x-xero-signature",
        IntentToReceive = true,
        Body = batch => new JsonObject
        {
            ["events"] = new JsonArray([.. batch.Events]),
            ["firstEventSequence"] = batch.FirstSequence,
            ["lastEventSequence"] = batch.LastSequence,
            ["entropy"] = batch.Entropy,
        },
    };

    public static JsonObject Event(XeroCompany company, XeroEvent happened, DateTimeOffset at) => new JsonObject
    {
        ["resourceUrl"] = $"https://api.xero.com/api.xro/2.0/{happened.Endpoint}/{happened.Id}",
        ["resourceId"] = happened.Id.ToString(),
        ["tenantId"] = company.Id,
        ["tenantType"] = "ORGANISATION",
        ["eventCategory"] = happened.Category,
        ["eventType"] = happened.Type,
        ["eventDateUtc"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture),
        ["data"] = happened.Data?.DeepClone(),
    }.WithoutNulls();
}
