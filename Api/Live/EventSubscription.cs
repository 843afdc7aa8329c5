using System.Runtime.CompilerServices;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Api.Live;

/// <summary>
/// One subscriber's place in the stream. It is taken when the subscription is opened: what happens from then on is heard, also before reading begins.
/// </summary>
public sealed class EventSubscription : IAsyncDisposable
{
    private readonly TenantId _tenant;
    private readonly EventSource _source;
    private readonly TenantReader _reader;
    private readonly EventQueue _queue;
    private readonly bool _joined;
    private Func<ValueTask>? _leave;

    internal EventSubscription(TenantId tenant, EventSource source, TenantReader reader, EventQueue queue, long after, bool joined, Func<ValueTask> leave)
    {
        (_tenant, _source, _reader, _queue, After, _joined, _leave) = (tenant, source, reader, queue, after, joined, leave);
    }

    /// <summary>The sequence it goes on after: a cursor that is good already before the first event.</summary>
    public long After { get; }

    /// <summary>The events, each once and in order; does not end by itself. Call it once.</summary>
    /// <exception cref="SubscriptionEndedException">The subscriber is too slow, or what it missed has been cleaned away.</exception>
    public async IAsyncEnumerable<LedgerEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = After;
        if (!_joined)
        {
            IReadOnlyList<LedgerEvent>? between;
            while ((between = _reader.TryJoin(_queue, position)) is null)
            {
                foreach (var missed in await _source.CatchUpAsync(_tenant, position, cancellationToken))
                {
                    position = missed.Sequence;
                    if (_queue.Filter.Matches(missed))
                    {
                        yield return missed;
                    }
                }
            }

            foreach (var missed in between.Where(_queue.Filter.Matches))
            {
                yield return missed;
            }
        }

        while (true)
        {
            yield return await _queue.TakeAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _leave, null) is { } leave)
        {
            _reader.Leave(_queue);
            await leave();
        }
    }
}
