using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;

namespace OrleansLedger.Api.Live;

/// <summary>Wakes readers that have something to read: at once where Redis announces it, else at its next look at the table.</summary>
internal sealed partial class Lookout
{
    private readonly EventSource _source;
    private readonly LedgerRedis _redis;
    private readonly Func<IReadOnlyDictionary<TenantId, TenantReader>> _listened;
    private readonly TimeSpan _every;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _run;

    /// <param name="listened">The readers there are at the moment.</param>
    public Lookout(
        EventSource source, LedgerRedis redis, Func<IReadOnlyDictionary<TenantId, TenantReader>> listened, TimeSpan every, TimeProvider clock, ILogger logger)
    {
        (_source, _redis, _listened, _every, _clock, _logger) = (source, redis, listened, every, clock, logger);
        _run = Task.Run(() => Task.WhenAll(ListenAsync(), LookAsync()), CancellationToken.None);
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _run;
        _stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        IAsyncDisposable? listening = null;
        try
        {
            while ((listening = await _redis.ListenAsync(EventSignal.Channel, Announced)) is null)
            {
                await Task.Delay(_every, _clock, _stopping.Token);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        finally
        {
            if (listening is not null)
            {
                await listening.DisposeAsync();
            }
        }
    }

    private void Announced(string message)
    {
        if (Guid.TryParse(message, out var id) && _listened().TryGetValue(new TenantId(id), out var reader))
        {
            reader.Wake();
        }
    }

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(_every, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                try
                {
                    var readers = _listened();
                    foreach (var (tenant, head) in await _source.HeadsAsync([.. readers.Keys], _stopping.Token))
                    {
                        if (head > readers[tenant].Position)
                        {
                            readers[tenant].Wake();
                        }
                    }
                }
                catch (DatabaseUnavailableException)
                {
                    // The watch has reported it.
                }
                catch (NpgsqlException e)
                {
                    LogRetried(_logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Looking for new events failed and is repeated")]
    private static partial void LogRetried(ILogger logger, Exception error);
}
