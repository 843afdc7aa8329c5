using OrleansLedger.Domain;
using OrleansLedger.ServiceDefaults.Redis;

namespace OrleansLedger.Silo.Turns;

/// <summary>Says that the tenant has new events; whoever listens reads them from PostgreSQL.</summary>
internal interface IEventSignal
{
    void Announce(TenantId tenant);
}

/// <summary>Channel <c>events</c>, the tenant's id as the message.</summary>
internal sealed class RedisEventSignal(LedgerRedis redis) : IEventSignal
{
    public void Announce(TenantId tenant) => redis.Publish("events", tenant.ToString());
}
