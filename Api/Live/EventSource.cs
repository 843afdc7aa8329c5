using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Api.Live;

/// <summary>Reads events from the table. All that subscribers cost the database goes through here.</summary>
internal sealed class EventSource(LedgerDatabase database, LiveOptions options) : IDisposable
{
    private readonly SemaphoreSlim _catchUps = new(options.CatchUpsAtOnce, options.CatchUpsAtOnce);

    public int BatchSize => options.BatchSize;

    /// <summary>The newest events there are, to begin with.</summary>
    public async Task<RecentEvents> RecentAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        // One more than is kept: the one that has to go says from where on none is missing.
        var reader = database.Reader(tenant);
        var newest = await EventStore.NewestAsync(reader, options.RecentEvents + 1, cancellationToken);
        var recent = new RecentEvents(options.RecentEvents, (await EventStore.ExtentAsync(reader, cancellationToken)).CleanedThrough);
        newest.ForEach(recent.Add);
        return recent;
    }

    public Task<List<LedgerEvent>> SinceAsync(TenantId tenant, long after, CancellationToken cancellationToken) =>
        EventStore.SinceAsync(database.Reader(tenant), after, options.BatchSize, cancellationToken);

    /// <summary>A batch for one subscriber that was away.</summary>
    /// <exception cref="SubscriptionEndedException">Some of it has been cleaned away, or the sequence is none of here.</exception>
    public async Task<List<LedgerEvent>> CatchUpAsync(TenantId tenant, long after, CancellationToken cancellationToken)
    {
        await _catchUps.WaitAsync(cancellationToken);
        try
        {
            var reader = database.Reader(tenant);
            var events = await EventStore.SinceAsync(reader, after, options.BatchSize, cancellationToken);
            var extent = await EventStore.ExtentAsync(reader, cancellationToken);
            return after < extent.CleanedThrough ? throw SubscriptionEndedException.CursorExpired(after)
                : after > extent.Head ? throw SubscriptionEndedException.CursorUnknown(after)
                : events;
        }
        finally
        {
            _catchUps.Release();
        }
    }

    public Task<IReadOnlyDictionary<TenantId, long>> HeadsAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken) =>
        EventStore.HeadsAsync(database, tenants, cancellationToken);

    public void Dispose() => _catchUps.Dispose();
}
