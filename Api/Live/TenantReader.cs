using System.Threading.Channels;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Api.Live;

/// <summary>
/// Reads a tenant's new events once, for all its subscribers in this process. Because events become visible in the order of their sequence
/// (docs/adr/0005), the last one read is all it has to remember.
/// </summary>
internal sealed partial class TenantReader
{
    private readonly TenantId _tenant;
    private readonly EventSource _source;
    private readonly TimeSpan _tryAgainAfter;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly HashSet<EventQueue> _joined = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Holds one: a reading that is still to come finds the events of every announcement before it.</summary>
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Task _run;
    private RecentEvents? _recent;

    public TenantReader(TenantId tenant, EventSource source, TimeSpan tryAgainAfter, TimeProvider clock, ILogger logger)
    {
        (_tenant, _source, _tryAgainAfter, _clock, _logger) = (tenant, source, tryAgainAfter, clock, logger);
        _run = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Subscriptions that hold it; guarded by whoever counts.</summary>
    public int Users { get; set; }

    /// <summary>The newest sequence read.</summary>
    public long Position
    {
        get
        {
            lock (_lock)
            {
                return _recent?.Position ?? 0;
            }
        }
    }

    public Task ReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>True where the sequence is one that was read here and all after it is in memory.</summary>
    public bool Covers(long sequence)
    {
        lock (_lock)
        {
            return sequence <= _recent!.Position && _recent.After(sequence) is not null;
        }
    }

    /// <summary>From now on the queue gets every event.</summary>
    /// <returns>The last sequence before them.</returns>
    public long Join(Func<long, EventQueue> make, out EventQueue queue)
    {
        lock (_lock)
        {
            queue = make(_recent!.Position);
            _joined.Add(queue);
            return _recent.Position;
        }
    }

    /// <summary>From now on the queue gets every event, provided that all between <paramref name="after"/> and now are in memory.</summary>
    /// <returns>Those between, for the subscriber to take first; null where some are not in memory: read on from the table, then try again.</returns>
    public IReadOnlyList<LedgerEvent>? TryJoin(EventQueue queue, long after)
    {
        lock (_lock)
        {
            if (_recent!.After(after) is not { } between)
            {
                return null;
            }

            queue.PassTo(Math.Max(after, _recent.Position));
            _joined.Add(queue);
            return between;
        }
    }

    public void Leave(EventQueue queue)
    {
        lock (_lock)
        {
            _joined.Remove(queue);
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _run;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await InsistAsync(async () =>
            {
                var recent = await _source.RecentAsync(_tenant, _stopping.Token);
                lock (_lock)
                {
                    _recent = recent;
                }
            });
            _ready.SetResult();
            while (await _wake.Reader.ReadAsync(_stopping.Token))
            {
                await InsistAsync(ReadOnAsync);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _ready.TrySetCanceled(_stopping.Token);
        }
        catch (Exception e)
        {
            // Nobody shall wait for a reader that is gone.
            LogFailed(_logger, e, _tenant);
            _ready.TrySetException(e);
            lock (_lock)
            {
                foreach (var queue in _joined)
                {
                    queue.End(e);
                }
            }
        }
    }

    private async Task ReadOnAsync()
    {
        while (true)
        {
            var events = await _source.SinceAsync(_tenant, Position, _stopping.Token);
            lock (_lock)
            {
                foreach (var happened in events)
                {
                    _recent!.Add(happened);
                    foreach (var queue in _joined)
                    {
                        queue.Offer(happened);
                    }
                }
            }

            if (events.Count < _source.BatchSize)
            {
                return;
            }
        }
    }

    /// <summary>Tries again for as long as the database is away: subscribers wait, and lose nothing.</summary>
    private async Task InsistAsync(Func<Task> read)
    {
        while (true)
        {
            try
            {
                await read();
                return;
            }
            catch (NpgsqlException e) when (e is not PostgresException || e.IsTransient)
            {
                if (e is not DatabaseUnavailableException)
                {
                    LogRetried(_logger, e, _tenant);
                }

                await Task.Delay(_tryAgainAfter, _clock, _stopping.Token);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Tenant {Tenant}: reading events failed and is repeated")]
    private static partial void LogRetried(ILogger logger, Exception error, TenantId tenant);

    [LoggerMessage(LogLevel.Error, "Tenant {Tenant}: reading events failed; its subscriptions end")]
    private static partial void LogFailed(ILogger logger, Exception failure, TenantId tenant);
}
