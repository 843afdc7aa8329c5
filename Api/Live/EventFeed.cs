using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using OrleansLedger.Domain;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Api.Live;

/// <summary>
/// A tenant's events as streams, for any number of subscribers: one reader per tenant and process reads them from PostgreSQL and hands them out.
/// It wakes on the announcement through Redis, and where that is lost, by looking at the table every so often.
/// </summary>
/// <remarks>
/// Sequences are taken inside transactions. Were those free to commit in any order, a reader that has seen 11 could miss 10. So a transaction takes its
/// sequences as the last thing before its commit, under a lock per tenant: events become visible in the order of their sequence, and a cursor
/// is one number. The other way, to read only up to the oldest transaction that is still open, would make every tenant wait for the longest
/// transaction of the whole server, and needs a cursor of two numbers (docs/adr/0005).
/// </remarks>
public sealed class EventFeed : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, TenantReader> _readers = [];
    private readonly LiveOptions _options;
    private readonly EventSource _source;
    private readonly LedgerRedis _redis;
    private readonly TimeProvider _clock;
    private readonly ILogger<EventFeed> _logger;
    private Lookout? _lookout;

    public EventFeed(LedgerDatabase database, LedgerRedis redis, IOptions<LiveOptions> options, TimeProvider clock, ILogger<EventFeed> logger)
    {
        (_options, _redis, _clock, _logger) = (options.Value, redis, clock, logger);
        _source = new EventSource(database, _options);
    }

    /// <summary>Tenants that have a reader here; none where nobody subscribes.</summary>
    internal int Readers
    {
        get
        {
            lock (_lock)
            {
                return _readers.Count;
            }
        }
    }

    /// <summary>True while it looks for events whose announcement was lost.</summary>
    internal bool Looks
    {
        get
        {
            lock (_lock)
            {
                return _lookout is not null;
            }
        }
    }

    /// <summary>The tenant's events, each once and in order, from the first one asked for until cancelled. Leaves when the enumeration is disposed of.</summary>
    /// <param name="afterSequence">The sequence of the last event received: what was missed since comes first. Null begins with what happens from now on.</param>
    /// <exception cref="SubscriptionEndedException">The cursor is no good (at the first event), or the subscriber too slow (later).</exception>
    public async IAsyncEnumerable<LedgerEvent> SubscribeAsync(
        TenantId tenant, EventFilter filter, long? afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var subscription = await OpenAsync(tenant, filter, afterSequence, cancellationToken);
        await foreach (var happened in subscription.ReadAsync(cancellationToken))
        {
            yield return happened;
        }
    }

    /// <summary>
    /// The same in two steps, for who reads a state first: open, read the state, then read the events. No change between the two is lost.
    /// Dispose of it to leave.
    /// </summary>
    /// <exception cref="SubscriptionEndedException">The cursor is no good: <c>cursor_expired</c> or <c>cursor_unknown</c>.</exception>
    public async Task<EventSubscription> OpenAsync(TenantId tenant, EventFilter filter, long? afterSequence, CancellationToken cancellationToken)
    {
        var reader = Attach(tenant);
        try
        {
            await reader.ReadyAsync(cancellationToken);
            if (afterSequence is not { } after)
            {
                var now = reader.Join(position => new EventQueue(filter, position, _options.QueueCapacity), out var joined);
                return new EventSubscription(tenant, _source, reader, joined, now, joined: true, () => DetachAsync(tenant, reader));
            }

            if (!reader.Covers(after))
            {
                // Told here, not with the first event: there may be none for long.
                await _source.CatchUpAsync(tenant, after, cancellationToken);
            }

            var queue = new EventQueue(filter, after, _options.QueueCapacity);
            return new EventSubscription(tenant, _source, reader, queue, after, joined: false, () => DetachAsync(tenant, reader));
        }
        catch
        {
            await DetachAsync(tenant, reader);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<TenantReader> readers;
        Lookout? lookout;
        lock (_lock)
        {
            readers = [.. _readers.Values];
            _readers.Clear();
            (lookout, _lookout) = (_lookout, null);
        }

        foreach (var reader in readers)
        {
            await reader.StopAsync();
        }

        if (lookout is not null)
        {
            await lookout.StopAsync();
        }

        _source.Dispose();
    }

    private TenantReader Attach(TenantId tenant)
    {
        lock (_lock)
        {
            if (!_readers.TryGetValue(tenant, out var reader))
            {
                reader = new TenantReader(tenant, _source, _options.LookEvery, _clock, _logger);
                _readers.Add(tenant, reader);
                _lookout ??= new Lookout(_source, _redis, Listened, _options.LookEvery, _clock, _logger);
            }

            reader.Users++;
            return reader;
        }
    }

    /// <summary>The last one to leave ends the reader, and with the last reader the looking.</summary>
    private async ValueTask DetachAsync(TenantId tenant, TenantReader reader)
    {
        Lookout? lookout = null;
        lock (_lock)
        {
            if (--reader.Users > 0 || !_readers.TryGetValue(tenant, out var current) || current != reader)
            {
                return;
            }

            _readers.Remove(tenant);
            if (_readers.Count == 0)
            {
                (lookout, _lookout) = (_lookout, null);
            }
        }

        await reader.StopAsync();
        if (lookout is not null)
        {
            await lookout.StopAsync();
        }
    }

    private Dictionary<TenantId, TenantReader> Listened()
    {
        lock (_lock)
        {
            return new Dictionary<TenantId, TenantReader>(_readers);
        }
    }
}
