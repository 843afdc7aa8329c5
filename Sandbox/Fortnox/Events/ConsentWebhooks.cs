using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.Webhooks;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Events;

/// <summary>
/// The only two webhooks Fortnox has: a company gave its consent, or took it back. They name the tenant, which an app needs for client credentials. Nothing is
/// known of a signature, so there is none: a receiver can only take them as a hint to look.
/// </summary>
internal sealed class ConsentWebhooks(string provider, WebhookDispatcher webhooks, SandboxClock clock)
{
    public void Register() => webhooks.Register(provider, new WebhookPolicy { SignatureHeader = null, LargestBatch = 1, Body = batch => batch.Events[0].DeepClone() });

    public void Created(string clientId, string companyId) => Publish("consent-created", clientId, companyId);

    public void Revoked(string clientId, string companyId) => Publish("consent-revoked", clientId, companyId);

    private void Publish(string type, string clientId, string companyId) => webhooks.Publish(provider, clientId, new JsonObject
    {
        ["type"] = type,
        ["clientId"] = clientId,
        ["tenantId"] = int.Parse(companyId, CultureInfo.InvariantCulture),
        ["timestamp"] = SwedishTime.Of(clock.GetUtcNow()).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
    });
}
