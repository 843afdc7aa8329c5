using OrleansLedger.Domain;

namespace OrleansLedger.Storage.Events;

/// <summary>Says that a tenant has new events; whoever listens reads them from PostgreSQL. Lost without harm: they look by themselves too.</summary>
/// <param name="publish">Sends a message to a channel of whatever the process announces things by; may fail silently.</param>
public sealed class EventSignal(Action<string, string> publish)
{
    /// <summary>The pub/sub channel; a message is the tenant's id.</summary>
    public const string Channel = "events";

    public void Announce(TenantId tenant) => publish(Channel, tenant.ToString());
}
